package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// rolePolicy is the resource aws:iam/rolePolicy:RolePolicy, an inline policy of a role.
// Source: https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/role_policy.go
type rolePolicy struct {
	cloud *cloud
	surroundings
}

// policyKey identifies a role's policy. Its text, ROLE:NAME, is the resource's id.
type policyKey struct {
	role string
	name string
}

func (k policyKey) String() string { return k.role + ":" + k.name }

// parsePolicyKey splits at the first colon, which the names have not.
func parsePolicyKey(id string) (policyKey, error) {
	role, name, found := strings.Cut(id, ":")
	if !found {
		return policyKey{}, errors.New("role_policy id must be of the form <role name>:<policy name>")
	}
	return policyKey{role, name}, nil
}

// What the real provider asks of names, and IAM as well.
var iamNameForm = regexp.MustCompile(`^[\w+=,.@-]{1,128}$`)

// rolePolicyRules are the inputs. The name is required here only: the real provider makes one up.
var rolePolicyRules = map[string]rule{
	"name":   {required: true, wrong: textThat("is not the name of a policy", iamNameForm.MatchString)},
	"role":   {required: true, wrong: textThat("is not the name of a role; an ARN is none", iamNameForm.MatchString)},
	"policy": {required: true, wrong: textThat("contains an invalid JSON policy", isJSONObject)},
}

// rolePolicyChanges are the inputs as the real provider treats them.
var rolePolicyChanges = []change{
	{property: "name", replaces: true, same: sameText},
	{property: "role", replaces: true, same: sameText},
	{property: "policy", same: samePolicy},
}

// Check validates the inputs.
func (*rolePolicy) Check(_ context.Context, request p.CheckRequest) (p.CheckResponse, error) {
	return p.CheckResponse{Inputs: request.Inputs, Failures: failures(request.Inputs, rolePolicyRules, "a role's policy")}, nil
}

// Diff compares the policy's state with the inputs that the program asks for now.
func (*rolePolicy) Diff(_ context.Context, request p.DiffRequest) (p.DiffResponse, error) {
	return differences(rolePolicyChanges, request), nil
}

// Create puts the policy, over one of the same name if there is any, and reads it back. A policy that was put and cannot
// be read stays in the state, so that the next update or delete finds it.
func (r *rolePolicy) Create(ctx context.Context, request p.CreateRequest) (p.CreateResponse, error) {
	inputs := request.Properties
	if request.DryRun {
		return p.CreateResponse{Properties: normalized(inputs)}, nil
	}
	k := policyKey{stringOf(inputs.Get("role")), stringOf(inputs.Get("name"))}
	if err := r.put(ctx, k, inputs); err != nil {
		return p.CreateResponse{}, r.told(ctx, err)
	}
	document, err := r.awaited(ctx, k)
	if err != nil {
		err = fmt.Errorf("creating %s: %w", request.Urn, r.told(ctx, fmt.Errorf("waiting for IAM Role Policy (%s) create: %w", k, err)))
		return p.CreateResponse{ID: k.String(), Properties: inputs, PartialState: partial(err)}, err
	}
	return p.CreateResponse{ID: k.String(), Properties: policyOutputs(k, document, inputs)}, nil
}

// Read reads the policy, for a refresh or an import; one that is gone, with its role or alone, has no id any more.
func (r *rolePolicy) Read(ctx context.Context, request p.ReadRequest) (p.ReadResponse, error) {
	k, err := parsePolicyKey(request.ID)
	if err != nil {
		return p.ReadResponse{}, fmt.Errorf("refreshing %s: %w", request.Urn, r.told(ctx, err))
	}
	document, err := r.document(ctx, k)
	if isNoEntity(err) {
		return p.ReadResponse{}, nil
	}
	if err != nil {
		err = fmt.Errorf("reading IAM Role Policy (%s): %w", k, err)
		return p.ReadResponse{}, fmt.Errorf("refreshing %s: %w", request.Urn, r.told(ctx, err))
	}
	outputs := policyOutputs(k, document, request.Properties, request.Inputs)
	inputs := outputs.Delete("namePrefix")
	if given, ok := request.Inputs.GetOk("policy"); ok && samePolicy(given, outputs.Get("policy")) {
		inputs = inputs.Set("policy", given)
	}
	return p.ReadResponse{ID: k.String(), Properties: outputs, Inputs: inputs}, nil
}

// Update puts the policy anew and reads it back. As with an access entry, what IAM refuses is in the state nevertheless.
func (r *rolePolicy) Update(ctx context.Context, request p.UpdateRequest) (p.UpdateResponse, error) {
	wanted := normalized(request.Inputs)
	if request.DryRun {
		return p.UpdateResponse{Properties: wanted}, nil
	}
	k, err := parsePolicyKey(request.ID)
	if err != nil {
		return p.UpdateResponse{}, fmt.Errorf("updating %s: %w", request.Urn, r.told(ctx, err))
	}
	var document string
	err = r.put(ctx, k, request.Inputs)
	if err == nil {
		document, err = r.document(ctx, k)
		if isNoEntity(err) {
			return p.UpdateResponse{}, fmt.Errorf("%s did not exist while it was updated: run `pulumi refresh`", request.Urn)
		}
	}
	if err != nil {
		err = fmt.Errorf("updating %s: %w", request.Urn, r.told(ctx, err))
		return p.UpdateResponse{Properties: wanted, PartialState: partial(err)}, err
	}
	return p.UpdateResponse{Properties: policyOutputs(k, document, request.Inputs)}, nil
}

// Delete deletes the policy. It is not an error if it is gone already, with its role or alone.
func (r *rolePolicy) Delete(ctx context.Context, request p.DeleteRequest) error {
	k, err := parsePolicyKey(request.ID)
	if err != nil {
		return fmt.Errorf("deleting %s: %w", request.Urn, r.told(ctx, err))
	}
	if err := r.delete(ctx, k); err != nil && !isNoEntity(err) {
		err = fmt.Errorf("deleting IAM Role Policy (%s): %w", k, err)
		return fmt.Errorf("deleting %s: %w", request.Urn, r.told(ctx, err))
	}
	return nil
}

// policyOutputs are the properties of a policy that was read. A document that means the same as one of the earlier bags,
// newest first, is theirs.
func policyOutputs(k policyKey, document string, earlier ...property.Map) property.Map {
	read := property.New(document)
	same := slices.IndexFunc(earlier, func(bag property.Map) bool { return samePolicy(bag.Get("policy"), read) })
	if same >= 0 {
		document = stringOf(earlier[same].Get("policy"))
	}
	return keepSecrets(property.NewMap(map[string]property.Value{
		"name": property.New(k.name), "namePrefix": property.New(""), "role": property.New(k.role), "policy": property.New(normalizedPolicy(document)),
	}), earlier...)
}

// normalized are the inputs as the state has them.
func normalized(inputs property.Map) property.Map {
	policy := inputs.Get("policy")
	if !policy.IsString() {
		return inputs
	}
	return inputs.Set("policy", property.New(normalizedPolicy(policy.AsString())).WithSecret(policy.Secret()))
}

func isNoEntity(err error) bool {
	var gone *iamtypes.NoSuchEntityException
	return errors.As(err, &gone)
}
