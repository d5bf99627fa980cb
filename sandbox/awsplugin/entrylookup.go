package main

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// getAccessEntry is the function aws:eks/getAccessEntry:getAccessEntry.
type getAccessEntry struct{ entries *accessEntry }

// Invoke looks an access entry up by its cluster and principal.
func (g *getAccessEntry) Invoke(ctx context.Context, request p.InvokeRequest) (p.InvokeResponse, error) {
	for argument, value := range request.Args.All {
		if argument != "clusterName" && argument != "principalArn" && !value.IsNull() {
			return failed(argument, "this argument of getAccessEntry is not covered by the sandbox's stand-in"), nil
		}
	}
	k := key{stringOf(request.Args.Get("clusterName")), stringOf(request.Args.Get("principalArn"))}
	if k.cluster == "" || k.principal == "" {
		return failed("principalArn", "the cluster or the principal is missing"), nil
	}
	entry, err := g.entries.describe(ctx, k)
	if err != nil {
		return p.InvokeResponse{}, fmt.Errorf("invoking %s: %w", request.Token, errorList{readingFailed(k, err)})
	}
	tags := mapValue(ownTags(entry.Tags))
	return p.InvokeResponse{Return: property.NewMap(map[string]property.Value{
		"accessEntryArn":   textValue(entry.AccessEntryArn),
		"clusterName":      textValue(entry.ClusterName),
		"createdAt":        property.New(aws.ToTime(entry.CreatedAt).Format(time.RFC3339)),
		"id":               property.New(k.String()),
		"kubernetesGroups": listValue(entry.KubernetesGroups),
		"modifiedAt":       property.New(aws.ToTime(entry.ModifiedAt).Format(time.RFC3339)),
		"principalArn":     textValue(entry.PrincipalArn),
		"tags":             tags,
		"tagsAll":          tags,
		"type":             textValue(entry.Type),
		"userName":         textValue(entry.Username),
	})}, nil
}
