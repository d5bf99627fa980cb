package main

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// errNoAssociation is what the real provider says of an entry without the policy.
var errNoAssociation = errors.New("empty result")

// associate repeats its call for as long as EKS does not know the entry: the propagation timeout.
func (a *association) associate(ctx context.Context, k associationKey, scope property.Value) error {
	return a.untilKnown(ctx, unknownEntry, func() error {
		_, err := a.cloud.eks.AssociateAccessPolicy(ctx, &eks.AssociateAccessPolicyInput{
			ClusterName: &k.cluster, PrincipalArn: &k.principal, PolicyArn: &k.policy,
			AccessScope: &types.AccessScope{
				Type:       types.AccessScopeType(stringOf(member(scope, "type"))),
				Namespaces: set(stringsOf(member(scope, "namespaces"))),
			},
		})
		return err
	})
}

func unknownEntry(err error) bool {
	var gone *types.ResourceNotFoundException
	return errors.As(err, &gone) && strings.Contains(gone.ErrorMessage(), "The specified principalArn could not be found")
}

// find reads all policies of the entry: EKS has no call for one.
func (a *association) find(ctx context.Context, k associationKey) (*types.AssociatedAccessPolicy, error) {
	pages := eks.NewListAssociatedAccessPoliciesPaginator(a.cloud.eks, &eks.ListAssociatedAccessPoliciesInput{
		ClusterName: &k.cluster, PrincipalArn: &k.principal,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, found := range page.AssociatedAccessPolicies {
			if aws.ToString(found.PolicyArn) == k.policy {
				return &found, nil
			}
		}
	}
	return nil, errNoAssociation
}

func (a *association) disassociate(ctx context.Context, k associationKey) error {
	_, err := a.cloud.eks.DisassociateAccessPolicy(ctx, &eks.DisassociateAccessPolicyInput{
		ClusterName: &k.cluster, PrincipalArn: &k.principal, PolicyArn: &k.policy,
	})
	return err
}

// outputsOf turns what EKS lists into the resource's properties. The earlier bags lend the order of the namespaces.
func outputsOf(k associationKey, found *types.AssociatedAccessPolicy, earlier ...property.Map) property.Map {
	scope := property.Map{}
	if found.AccessScope != nil {
		scope = property.NewMap(map[string]property.Value{
			"type":       property.New(string(found.AccessScope.Type)),
			"namespaces": listValue(orderedAs(found.AccessScope.Namespaces, earlier)),
		})
	}
	return property.NewMap(map[string]property.Value{
		"clusterName": property.New(k.cluster), "principalArn": property.New(k.principal), "policyArn": property.New(k.policy),
		"accessScope":  property.New(scope),
		"associatedAt": property.New(aws.ToTime(found.AssociatedAt).String()),
		"modifiedAt":   property.New(aws.ToTime(found.ModifiedAt).String()),
	})
}

func orderedAs(namespaces []string, earlier []property.Map) []string {
	for _, bag := range earlier {
		if known := stringsOf(member(bag.Get("accessScope"), "namespaces")); len(known) == len(namespaces) && sameSet(known, namespaces) {
			return known
		}
	}
	return namespaces
}
