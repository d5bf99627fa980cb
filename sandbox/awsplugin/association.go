package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// association is the resource aws:eks/accessPolicyAssociation:AccessPolicyAssociation.
// Source: https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/eks/access_policy_association.go
type association struct {
	cloud *cloud
	surroundings
}

// associationKey identifies an association. Its text, cluster#principalArn#policyArn, is the resource's id.
type associationKey struct{ cluster, principal, policy string }

func (k associationKey) String() string { return k.cluster + "#" + k.principal + "#" + k.policy }

func parseAssociationKey(id string) (associationKey, error) {
	parts := strings.SplitN(id, "#", 3)
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
		return associationKey{}, fmt.Errorf("unexpected format for ID (%s), expected cluster-name#principal-arn#policy-arn", id)
	}
	return associationKey{parts[0], parts[1], parts[2]}, nil
}

func associationKeyOf(inputs property.Map) associationKey {
	return associationKey{
		stringOf(inputs.Get("clusterName")), stringOf(inputs.Get("principalArn")), stringOf(inputs.Get("policyArn")),
	}
}

var associationRules = map[string]rule{
	"clusterName":  rules["clusterName"],
	"principalArn": rules["principalArn"],
	"policyArn":    {required: true, wrong: textThat("is an invalid ARN", isARN)},
	"accessScope":  {required: true, wrong: wrongScope},
}

// wrongScope asks for no more than the real provider: EKS decides about types and namespaces.
func wrongScope(v property.Value) string {
	if v.IsComputed() {
		return ""
	}
	if !v.IsMap() {
		return "must be an object"
	}
	for name, member := range v.AsMap().All {
		switch {
		case member.IsNull() || member.IsComputed():
		case name == "type" && !member.IsString():
			return "type must be a string"
		case name == "namespaces" && wrongList(member) != "":
			return "namespaces " + wrongList(member)
		case name != "type" && name != "namespaces":
			return "there is no " + name
		}
	}
	if v.AsMap().Get("type").IsNull() {
		return "type is missing"
	}
	return ""
}

// Check validates the inputs.
func (*association) Check(_ context.Context, request p.CheckRequest) (p.CheckResponse, error) {
	return p.CheckResponse{Inputs: request.Inputs, Failures: failures(request.Inputs, associationRules, "an access policy association")}, nil
}

// Diff finds what differs: all of it replaces the association, and the new one is created first.
func (*association) Diff(_ context.Context, request p.DiffRequest) (p.DiffResponse, error) {
	response := p.DiffResponse{DetailedDiff: map[string]p.PropertyDiff{}}
	differs := func(name string, old, new property.Value, same func(old, new property.Value) bool) {
		if new.HasComputed() || !same(old, new) {
			response.HasChanges = true
			response.DetailedDiff[name] = p.PropertyDiff{Kind: p.UpdateReplace}
		}
	}
	for _, name := range []string{"clusterName", "principalArn", "policyArn"} {
		differs(name, request.State.Get(name), request.Inputs.Get(name), sameText)
	}
	old, new := request.State.Get("accessScope"), request.Inputs.Get("accessScope")
	differs("accessScope.type", member(old, "type"), member(new, "type"), sameText)
	differs("accessScope.namespaces", member(old, "namespaces"), member(new, "namespaces"), sameGroups)
	return response, nil
}

func member(object property.Value, name string) property.Value {
	if !object.IsMap() {
		return object // unknown or left out, and so is its member
	}
	return object.AsMap().Get(name)
}

// Create associates the policy and reads the association back. One that was made and cannot be read stays in the state.
func (a *association) Create(ctx context.Context, request p.CreateRequest) (p.CreateResponse, error) {
	inputs := request.Properties
	if request.DryRun {
		unknown := property.New(property.Computed)
		return p.CreateResponse{Properties: inputs.Set("associatedAt", unknown).Set("modifiedAt", unknown)}, nil
	}
	k := associationKeyOf(inputs)
	if err := a.associate(ctx, k, inputs.Get("accessScope")); err != nil {
		return p.CreateResponse{}, a.told(ctx, fmt.Errorf("creating EKS Access Policy Association (%s): %w", k, err))
	}
	found, err := a.find(ctx, k)
	if err != nil {
		err = fmt.Errorf("creating %s: %w", request.Urn, a.told(ctx, readingAssociationFailed(k, err)))
		return p.CreateResponse{ID: k.String(), Properties: inputs, PartialState: partial(err)}, err
	}
	return p.CreateResponse{ID: k.String(), Properties: keepSecrets(outputsOf(k, found, inputs), inputs)}, nil
}

// Read reads the association, for a refresh or an import. One that is gone, perhaps with its entry, has no id any more.
func (a *association) Read(ctx context.Context, request p.ReadRequest) (p.ReadResponse, error) {
	k, err := parseAssociationKey(request.ID)
	if err != nil {
		return p.ReadResponse{}, fmt.Errorf("refreshing %s: %w", request.Urn, a.told(ctx, err))
	}
	found, err := a.find(ctx, k)
	if errors.Is(err, errNoAssociation) || isGone(err) {
		return p.ReadResponse{}, nil
	}
	if err != nil {
		return p.ReadResponse{}, fmt.Errorf("refreshing %s: %w", request.Urn, a.told(ctx, readingAssociationFailed(k, err)))
	}
	outputs := keepSecrets(outputsOf(k, found, request.Properties, request.Inputs), request.Properties, request.Inputs)
	inputs := outputs.Delete("associatedAt").Delete("modifiedAt")
	if scope := inputs.Get("accessScope").AsMap(); isEmpty(scope.Get("namespaces")) {
		inputs = inputs.Set("accessScope", property.New(scope.Delete("namespaces")))
	}
	return p.ReadResponse{ID: k.String(), Properties: outputs, Inputs: inputs}, nil
}

// Update is never asked for, as every change replaces.
func (*association) Update(context.Context, p.UpdateRequest) (p.UpdateResponse, error) {
	return p.UpdateResponse{}, errors.New("an access policy association is replaced, not updated")
}

// Delete takes the policy from the entry. It is not an error if it is gone already.
func (a *association) Delete(ctx context.Context, request p.DeleteRequest) error {
	k, err := parseAssociationKey(request.ID)
	if err != nil {
		return fmt.Errorf("deleting %s: %w", request.Urn, a.told(ctx, err))
	}
	if err := a.disassociate(ctx, k); err != nil && !isGone(err) {
		err = fmt.Errorf("deleting EKS Access Policy Association (%s): %w", k, err)
		return fmt.Errorf("deleting %s: %w", request.Urn, a.told(ctx, err))
	}
	return nil
}

func readingAssociationFailed(k associationKey, err error) error {
	if isGone(err) {
		err = errNotFound
	}
	return fmt.Errorf("reading EKS Access Policy Association (%s): %w", k, err)
}
