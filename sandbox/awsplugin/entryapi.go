package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

func (e *accessEntry) describe(ctx context.Context, k key) (*types.AccessEntry, error) {
	answer, err := e.cloud.eks.DescribeAccessEntry(ctx, &eks.DescribeAccessEntryInput{
		ClusterName:  &k.cluster,
		PrincipalArn: &k.principal,
	})
	if err != nil {
		return nil, err
	}
	if answer.AccessEntry == nil {
		return nil, errors.New("empty result")
	}
	return answer.AccessEntry, nil
}

// create repeats its call for as long as EKS does not know the principal.
func (e *accessEntry) create(ctx context.Context, k key, inputs property.Map) error {
	request := &eks.CreateAccessEntryInput{
		ClusterName:      &k.cluster,
		PrincipalArn:     &k.principal,
		KubernetesGroups: set(stringsOf(inputs.Get("kubernetesGroups"))),
		Type:             optional(inputs.Get("type")),
		Username:         optional(inputs.Get("userName")),
		Tags:             mapOf(inputs.Get("tagsAll")),
	}
	return e.untilKnown(ctx, unknownPrincipal, func() error {
		_, err := e.cloud.eks.CreateAccessEntry(ctx, request)
		return err
	})
}

// untilKnown repeats a call for as long as EKS says that something is not known, up to the propagation timeout or the end
// of the context, and then returns EKS's answer.
func (s surroundings) untilKnown(ctx context.Context, unknown func(error) bool, call func() error) error {
	enough := time.After(s.propagation)
	for pause := 500 * time.Millisecond; ; pause = min(2*pause, 10*time.Second) {
		err := call()
		if !unknown(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-enough:
			return err
		case <-time.After(pause):
		}
	}
}

func unknownPrincipal(err error) bool {
	var invalid *types.InvalidParameterException
	return errors.As(err, &invalid) &&
		strings.Contains(invalid.ErrorMessage(), "The specified principalArn is invalid: invalid principal")
}

// update sends groups and user name together, as EKS resets whichever an update leaves out.
func (e *accessEntry) update(ctx context.Context, k key, state, wanted property.Map) error {
	groups, userName := wanted.Get("kubernetesGroups"), wanted.Get("userName")
	if sameGroups(state.Get("kubernetesGroups"), groups) && sameText(state.Get("userName"), userName) {
		return nil
	}
	_, err := e.cloud.eks.UpdateAccessEntry(ctx, &eks.UpdateAccessEntryInput{
		ClusterName:      &k.cluster,
		PrincipalArn:     &k.principal,
		KubernetesGroups: set(stringsOf(groups)),
		Username:         optional(userName),
	})
	return err
}

// retag removes the tags that the program set and sets no more, and then sets those that are new or changed. Without an
// ARN it does nothing, as the real provider.
func (e *accessEntry) retag(ctx context.Context, arn string, old, new map[string]string) error {
	if arn == "" || maps.Equal(old, new) {
		return nil
	}
	removed := slices.DeleteFunc(slices.Sorted(maps.Keys(old)), func(tag string) bool {
		_, kept := new[tag]
		return kept
	})
	if len(removed) > 0 {
		_, err := e.cloud.eks.UntagResource(ctx, &eks.UntagResourceInput{ResourceArn: &arn, TagKeys: removed})
		if err != nil {
			return fmt.Errorf("untagging resource (%s): %w", arn, err)
		}
	}
	added := maps.Clone(new)
	maps.DeleteFunc(added, func(tag, value string) bool {
		before, had := old[tag]
		return had && before == value
	})
	if len(added) == 0 {
		return nil
	}
	_, err := e.cloud.eks.TagResource(ctx, &eks.TagResourceInput{ResourceArn: &arn, Tags: added})
	if err != nil {
		return fmt.Errorf("tagging resource (%s): %w", arn, err)
	}
	return nil
}

func (e *accessEntry) delete(ctx context.Context, k key) error {
	_, err := e.cloud.eks.DeleteAccessEntry(ctx, &eks.DeleteAccessEntryInput{
		ClusterName:  &k.cluster,
		PrincipalArn: &k.principal,
	})
	return err
}

func optional(v property.Value) *string {
	if leftOut(v) {
		return nil
	}
	return aws.String(stringOf(v))
}

// outputs turns what EKS describes into the resource's properties. The earlier bags, newest first, lend the order
// of the groups, which is none of EKS's business, the tags that belong to the resource rather than to the provider,
// and what is secret.
func (e *accessEntry) outputs(entry *types.AccessEntry, earlier ...property.Map) property.Map {
	tags := ownTags(entry.Tags)
	outputs := property.NewMap(map[string]property.Value{
		"accessEntryArn":   property.New(aws.ToString(entry.AccessEntryArn)),
		"clusterName":      property.New(aws.ToString(entry.ClusterName)),
		"createdAt":        property.New(aws.ToTime(entry.CreatedAt).Format(time.RFC3339)),
		"kubernetesGroups": listValue(ordered(entry.KubernetesGroups, earlier)),
		"modifiedAt":       property.New(aws.ToTime(entry.ModifiedAt).Format(time.RFC3339)),
		"principalArn":     property.New(aws.ToString(entry.PrincipalArn)),
		"tagsAll":          mapValue(tags),
		"type":             property.New(aws.ToString(entry.Type)),
		"userName":         property.New(aws.ToString(entry.Username)),
	})
	if resourceTags := e.withoutDefaults(tags, earlier); len(resourceTags) > 0 {
		outputs = outputs.Set("tags", mapValue(resourceTags))
	}
	return keepSecrets(outputs, earlier...)
}

// ordered returns the groups in the order of an earlier bag that has the same ones.
func ordered(groups []string, earlier []property.Map) []string {
	for _, bag := range earlier {
		if known := stringsOf(bag.Get("kubernetesGroups")); len(known) == len(groups) && sameSet(known, groups) {
			return known
		}
	}
	return groups
}

// ownTags leaves out those that AWS itself sets.
func ownTags(tags map[string]string) map[string]string {
	own := maps.Clone(tags)
	maps.DeleteFunc(own, func(tag, _ string) bool { return strings.HasPrefix(tag, "aws:") })
	return own
}

// withoutDefaults leaves out the provider's default tags, unless the resource has them as its own, too.
func (e *accessEntry) withoutDefaults(tags map[string]string, earlier []property.Map) map[string]string {
	rest := maps.Clone(tags)
	maps.DeleteFunc(rest, func(tag, value string) bool {
		byDefault, isDefault := e.cloud.defaultTags[tag]
		return isDefault && byDefault == value && !slices.ContainsFunc(earlier, func(bag property.Map) bool {
			_, own := mapOf(bag.Get("tags"))[tag]
			return own
		})
	})
	return rest
}
