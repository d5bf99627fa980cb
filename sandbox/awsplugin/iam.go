package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// getCaller is the function aws:index/getCallerIdentity:getCallerIdentity.
type getCaller struct{ cloud *cloud }

// Invoke says whose the provider's credentials are.
func (g *getCaller) Invoke(ctx context.Context, request p.InvokeRequest) (p.InvokeResponse, error) {
	caller, err := g.cloud.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return p.InvokeResponse{}, fmt.Errorf("invoking %s: %w", request.Token, errorList{fmt.Errorf("reading STS Caller Identity: %w", err)})
	}
	return p.InvokeResponse{Return: property.NewMap(map[string]property.Value{
		"accountId": textValue(caller.Account), "arn": textValue(caller.Arn), "id": textValue(caller.Account), "userId": textValue(caller.UserId),
	})}, nil
}

// getRole is the function aws:iam/getRole:getRole.
type getRole struct{ cloud *cloud }

// Invoke looks a role up by its name, the only argument that is covered.
func (g *getRole) Invoke(ctx context.Context, request p.InvokeRequest) (p.InvokeResponse, error) {
	for argument, value := range request.Args.All {
		if argument != "name" && !value.IsNull() {
			return failed(argument, "this argument of getRole is not covered by the sandbox's stand-in"), nil
		}
	}
	name := stringOf(request.Args.Get("name"))
	if name == "" {
		return failed("name", "the name of the role is missing"), nil
	}
	answer, err := g.cloud.iam.GetRole(ctx, &iam.GetRoleInput{RoleName: &name})
	if isNoEntity(err) {
		err = errNotFound
	}
	if err != nil {
		return p.InvokeResponse{}, fmt.Errorf("invoking %s: %w", request.Token, errorList{fmt.Errorf("reading IAM Role (%s): %w", name, err)})
	}
	role := answer.Role
	return p.InvokeResponse{Return: property.NewMap(map[string]property.Value{
		"arn": textValue(role.Arn), "id": textValue(role.RoleName), "name": textValue(role.RoleName), "path": textValue(role.Path),
		"uniqueId": textValue(role.RoleId), "createDate": property.New(aws.ToTime(role.CreateDate).Format("2006-01-02T15:04:05Z")),
	})}, nil
}
