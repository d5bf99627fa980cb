package main

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// put sends the policy as the state has it.
func (r *rolePolicy) put(ctx context.Context, k policyKey, inputs property.Map) error {
	_, err := r.cloud.iam.PutRolePolicy(ctx, &iam.PutRolePolicyInput{
		RoleName: &k.role, PolicyName: &k.name, PolicyDocument: aws.String(normalizedPolicy(stringOf(inputs.Get("policy")))),
	})
	if err != nil {
		return fmt.Errorf("putting IAM Role (%s) Policy (%s): %w", k.role, k.name, err)
	}
	return nil
}

// document reads the policy, which IAM escapes.
func (r *rolePolicy) document(ctx context.Context, k policyKey) (string, error) {
	answer, err := r.cloud.iam.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: &k.role, PolicyName: &k.name})
	if err != nil {
		return "", err
	}
	return url.QueryUnescape(aws.ToString(answer.PolicyDocument))
}

// awaited reads a new policy, for as long as IAM does not show it, up to the propagation timeout.
func (r *rolePolicy) awaited(ctx context.Context, k policyKey) (string, error) {
	enough := time.After(r.propagation)
	for pause := 500 * time.Millisecond; ; pause = min(2*pause, 10*time.Second) {
		document, err := r.document(ctx, k)
		if !isNoEntity(err) {
			return document, err
		}
		select {
		case <-ctx.Done():
			return "", err
		case <-enough:
			return "", errNotFound
		case <-time.After(pause):
		}
	}
}

func (r *rolePolicy) delete(ctx context.Context, k policyKey) error {
	_, err := r.cloud.iam.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: &k.role, PolicyName: &k.name})
	return err
}
