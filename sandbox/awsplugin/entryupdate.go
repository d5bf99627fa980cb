package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Update changes tags, then groups and user name, and reads the entry back. What AWS refuses is in the state
// nevertheless, together with the error: an update without a refresh then finds nothing to change.
// Source: https://github.com/pulumi/pulumi/issues/21458
func (e *accessEntry) Update(ctx context.Context, request p.UpdateRequest) (p.UpdateResponse, error) {
	wanted := overlaid(request.State, request.Inputs)
	if request.DryRun {
		return p.UpdateResponse{Properties: wanted}, nil
	}
	k, err := parseKey(request.ID)
	if err != nil {
		return p.UpdateResponse{}, fmt.Errorf("updating %s: %w", request.Urn, e.told(ctx, err))
	}
	err = e.change(ctx, k, request.State, wanted)
	var entry *types.AccessEntry
	if err == nil {
		entry, err = e.describe(ctx, k)
		if isGone(err) {
			return p.UpdateResponse{}, fmt.Errorf("%s did not exist while it was updated: run `pulumi refresh`", request.Urn)
		}
		err = readingFailed(k, err)
	}
	if err != nil {
		err = fmt.Errorf("updating %s: %w", request.Urn, e.told(ctx, err))
		return p.UpdateResponse{Properties: wanted, PartialState: partial(err)}, err
	}
	return p.UpdateResponse{Properties: believed(e.outputs(entry, wanted), wanted)}, nil
}

// change sends what differs between the state and what is wanted.
func (e *accessEntry) change(ctx context.Context, k key, state, wanted property.Map) error {
	arn := stringOf(state.Get("accessEntryArn"))
	if err := e.retag(ctx, arn, mapOf(state.Get("tagsAll")), mapOf(wanted.Get("tagsAll"))); err != nil {
		return fmt.Errorf("updating tags for EKS Access Entry (%s): %w", arn, err)
	}
	if err := e.update(ctx, k, state, wanted); err != nil {
		return fmt.Errorf("updating EKS Access Entry (%s): %w", k, err)
	}
	return nil
}

// overlaid is the state with the inputs on top: what an update brings about. A property that EKS chooses keeps its
// value if it is left out, any other goes. As in the real provider's plans, modifiedAt keeps its old value, too.
func overlaid(state, inputs property.Map) property.Map {
	outputs := state
	for _, c := range changes {
		value := inputs.Get(c.property)
		switch {
		case !leftOut(value):
			outputs = outputs.Set(c.property, value)
		case !c.computed:
			outputs = outputs.Delete(c.property)
		}
	}
	return outputs
}

// believed is what was read, with the groups and tags that were wanted: the real provider takes a set for what it
// planned, whatever it read. That a refused update stays unseen even after the next one follows from it. Whether tags,
// which are no set, are taken so as well is not certain; here they are, which is the worse for the caller.
// Source: https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/schema/grpc_provider.go, normalizeNullValues
func believed(outputs, wanted property.Map) property.Map {
	for _, name := range []string{"kubernetesGroups", "tags", "tagsAll"} {
		if value, ok := wanted.GetOk(name); ok {
			outputs = outputs.Set(name, value)
		}
	}
	return outputs
}
