package main

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"sigs.k8s.io/aws-iam-authenticator/pkg/token"
)

// execCredential makes the token, without a request to AWS unless a role is to be assumed, and wraps it in the
// JSON that kubectl expects of a credential plugin, in the API version that KUBERNETES_EXEC_INFO names.
func execCredential(ctx context.Context, request tokenRequest) (string, error) {
	cfg, err := config.LoadDefaultConfig(ctx,
		config.WithRegion(request.region),
		config.WithSharedConfigProfile(request.profile))
	if err != nil {
		return "", err
	}
	if cfg.Region == "" {
		return "", errors.New("no AWS region: give --region, or set AWS_REGION or the profile's region")
	}
	if request.roleARN != "" {
		cfg.Credentials = stscreds.NewAssumeRoleProvider(sts.NewFromConfig(cfg), request.roleARN, func(o *stscreds.AssumeRoleOptions) {
			o.RoleSessionName = "EKSGetTokenAuth" // the real CLI's
		})
	}
	// A token is for EKS, which takes those of AWS's own STS alone, wherever roles are assumed.
	client := sts.NewFromConfig(cfg, func(o *sts.Options) { o.BaseEndpoint = nil })
	generator, err := token.NewGenerator(false, false)
	if err != nil {
		return "", err
	}
	made, err := generator.GetWithSTS(request.cluster, client)
	if err != nil {
		return "", err
	}
	return generator.FormatJSON(made), nil
}
