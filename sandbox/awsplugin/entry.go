package main

import (
	"context"
	"fmt"
	"strings"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// accessEntry is the resource aws:eks/accessEntry:AccessEntry.
type accessEntry struct {
	cloud *cloud
	surroundings
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
		return p.CreateResponse{}, e.told(ctx, fmt.Errorf("creating EKS Access Entry (%s): %w", k, err))
	}
	entry, err := e.describe(ctx, k)
	if err != nil {
		err = fmt.Errorf("creating %s: %w", request.Urn, e.told(ctx, readingFailed(k, err)))
		return p.CreateResponse{ID: k.String(), Properties: inputs, PartialState: partial(err)}, err
	}
	return p.CreateResponse{ID: k.String(), Properties: e.outputs(entry, inputs)}, nil
}

func partial(err error) *p.InitializationFailed {
	return &p.InitializationFailed{Reasons: []string{err.Error()}}
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
		return p.ReadResponse{}, fmt.Errorf("refreshing %s: %w", request.Urn, e.told(ctx, err))
	}
	entry, err := e.describe(ctx, k)
	if isGone(err) {
		return p.ReadResponse{}, nil
	}
	if err != nil {
		return p.ReadResponse{}, fmt.Errorf("refreshing %s: %w", request.Urn, e.told(ctx, readingFailed(k, err)))
	}
	outputs := e.outputs(entry, request.Properties, request.Inputs)
	if outputs.Get("tags").IsNull() {
		outputs = outputs.Set("tags", mapValue(nil)) // until now the state had none
	}
	inputs := importable(outputs)
	if request.Properties.Len() > 0 {
		inputs = inputsOf(outputs, request.Inputs)
	}
	return p.ReadResponse{ID: k.String(), Properties: outputs, Inputs: inputs}, nil
}

// inputsOf picks out of what was read what the program set.
func inputsOf(outputs, old property.Map) property.Map {
	inputs := property.Map{}
	for _, c := range changes {
		_, wasSet := old.GetOk(c.property)
		value, isSet := outputs.GetOk(c.property)
		if wasSet && isSet {
			inputs = inputs.Set(c.property, value)
		}
	}
	return inputs
}

// importable are the inputs of what was read for an import, which has no program yet: all that a program could set,
// without defaults and without empty values.
// Source: https://github.com/pulumi/pulumi-terraform-bridge/blob/master/pkg/tfbridge/schema.go, extractSchemaInputs
func importable(outputs property.Map) property.Map {
	inputs := property.Map{}
	for _, c := range changes {
		value := outputs.Get(c.property)
		isDefault := c.property == "type" && stringOf(value) == defaultType
		if !isDefault && !isEmpty(value) {
			inputs = inputs.Set(c.property, value)
		}
	}
	return inputs
}

// Delete deletes the entry. It is not an error if it is gone already.
func (e *accessEntry) Delete(ctx context.Context, request p.DeleteRequest) error {
	k, err := parseKey(request.ID)
	if err != nil {
		return fmt.Errorf("deleting %s: %w", request.Urn, e.told(ctx, err))
	}
	if err := e.delete(ctx, k); err != nil && !isGone(err) {
		err = fmt.Errorf("deleting EKS Access Entry (%s): %w", k, err)
		return fmt.Errorf("deleting %s: %w", request.Urn, e.told(ctx, err))
	}
	return nil
}
