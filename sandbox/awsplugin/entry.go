package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// accessEntry is the resource aws:eks/accessEntry:AccessEntry.
type accessEntry struct {
	cloud       *cloud
	propagation time.Duration
}

// key identifies an access entry. Its text, cluster:principalArn, is the resource's id.
type key struct {
	cluster   string
	principal string
}

func (k key) String() string { return k.cluster + ":" + k.principal }

// parseKey splits at the first colon: cluster names have none, ARNs have many.
func parseKey(id string) (key, error) {
	cluster, principal, found := strings.Cut(id, ":")
	if !found || cluster == "" || principal == "" {
		return key{}, fmt.Errorf("unexpected format for ID (%s), expected cluster-name:principal-arn", id)
	}
	return key{cluster, principal}, nil
}

// Create creates the entry and reads it back. An entry that was created and cannot be read stays in the state, so
// that the next update or delete finds it.
func (e *accessEntry) Create(ctx context.Context, request p.CreateRequest) (p.CreateResponse, error) {
	inputs := request.Properties
	if request.DryRun {
		return p.CreateResponse{Properties: planned(inputs)}, nil
	}
	k := key{stringOf(inputs.Get("clusterName")), stringOf(inputs.Get("principalArn"))}
	if err := e.create(ctx, k, inputs); err != nil {
		return p.CreateResponse{}, fmt.Errorf("creating EKS Access Entry (%s): %w", k, err)
	}
	entry, err := e.describe(ctx, k)
	if err != nil {
		err = fmt.Errorf("reading EKS Access Entry (%s): %w", k, err)
		return p.CreateResponse{
			ID:           k.String(),
			Properties:   inputs,
			PartialState: &p.InitializationFailed{Reasons: []string{err.Error()}},
		}, err
	}
	return p.CreateResponse{ID: k.String(), Properties: e.outputs(entry, inputs)}, nil
}

// planned is the outcome of a create as far as it is known beforehand.
func planned(inputs property.Map) property.Map {
	outputs := inputs
	for _, name := range []string{"accessEntryArn", "createdAt", "modifiedAt"} {
		outputs = outputs.Set(name, property.New(property.Computed))
	}
	for _, c := range changes {
		if c.computed && leftOut(inputs.Get(c.property)) {
			outputs = outputs.Set(c.property, property.New(property.Computed))
		}
	}
	return outputs
}

// Read reads the entry, for a refresh or an import; one that is gone has no id any more.
func (e *accessEntry) Read(ctx context.Context, request p.ReadRequest) (p.ReadResponse, error) {
	k, err := parseKey(request.ID)
	if err != nil {
		return p.ReadResponse{}, err
	}
	entry, err := e.describe(ctx, k)
	var gone *types.ResourceNotFoundException
	if errors.As(err, &gone) {
		return p.ReadResponse{}, nil
	}
	if err != nil {
		return p.ReadResponse{}, fmt.Errorf("reading EKS Access Entry (%s): %w", k, err)
	}
	outputs := e.outputs(entry, request.Properties, request.Inputs)
	return p.ReadResponse{ID: k.String(), Properties: outputs, Inputs: inputsOf(outputs, request.Inputs)}, nil
}

// inputsOf picks the inputs out of what was read: those that the program set, or all for an import, which has no
// program yet.
func inputsOf(outputs, old property.Map) property.Map {
	inputs := property.Map{}
	for _, c := range changes {
		_, wasSet := old.GetOk(c.property)
		value, isSet := outputs.GetOk(c.property)
		if isSet && (wasSet || old.Len() == 0) {
			inputs = inputs.Set(c.property, value)
		}
	}
	return inputs
}

// Update changes tags, then groups and user name, and reads the entry back.
func (e *accessEntry) Update(ctx context.Context, request p.UpdateRequest) (p.UpdateResponse, error) {
	wanted := overlaid(request.State, request.Inputs)
	if request.DryRun {
		return p.UpdateResponse{Properties: wanted}, nil
	}
	k, err := parseKey(request.ID)
	if err != nil {
		return p.UpdateResponse{}, err
	}
	if err := e.retag(ctx, k, request.State, wanted); err != nil {
		return p.UpdateResponse{}, fmt.Errorf("updating tags for EKS Access Entry (%s): %w", k, err)
	}
	if err := e.update(ctx, k, request.State, wanted); err != nil {
		return p.UpdateResponse{}, fmt.Errorf("updating EKS Access Entry (%s): %w", k, err)
	}
	entry, err := e.describe(ctx, k)
	if err != nil {
		return p.UpdateResponse{}, fmt.Errorf("reading EKS Access Entry (%s): %w", k, err)
	}
	return p.UpdateResponse{Properties: e.outputs(entry, wanted)}, nil
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

// Delete deletes the entry. It is not an error if it is gone already.
func (e *accessEntry) Delete(ctx context.Context, request p.DeleteRequest) error {
	k, err := parseKey(request.ID)
	if err != nil {
		return err
	}
	err = e.delete(ctx, k)
	var gone *types.ResourceNotFoundException
	if err != nil && !errors.As(err, &gone) {
		return fmt.Errorf("deleting EKS Access Entry (%s): %w", k, err)
	}
	return nil
}
