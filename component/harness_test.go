package component_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/scientist-access/scientist-access/component"
)

const (
	aliceARN = "arn:aws:iam::111122223333:role/ScientistUserRole"
	bobARN   = "arn:aws:iam::111122223333:user/research/bob"

	// The names of their access entries, if the ARNs are plain.
	aliceEntry = "hyperpod/111122223333:role/ScientistUserRole"
	bobEntry   = "hyperpod/111122223333:user/research/bob"
)

// registration is what the program asked of the engine for one resource.
type registration struct {
	Type, Name   string
	Parent       string   // "type name"
	Provider     string   // the provider's URN and id
	Dependencies []string // "type name", sorted, without the component's own

	Aliases []string // names

	Inputs              map[string]any // as they went over the wire: unknown values are [unknown]
	DeleteBeforeReplace bool
	RetainOnDelete      bool
	Protect             bool
}

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

// recorder is a Pulumi engine that keeps what it is asked to register.
type recorder struct {
	mu            sync.Mutex
	registrations map[string]registration // by "type name"
}

func (r *recorder) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) {
	return resource.PropertyMap{}, nil
}

func (r *recorder) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	rpc := args.RegisterRPC
	reg := registration{
		Type:                args.TypeToken,
		Name:                args.Name,
		Parent:              short(rpc.GetParent()),
		Provider:            rpc.GetProvider(),
		Inputs:              rpc.GetObject().AsMap(),
		DeleteBeforeReplace: rpc.GetDeleteBeforeReplace(),
		RetainOnDelete:      rpc.GetRetainOnDelete(),
		Protect:             rpc.GetProtect(),
	}
	for _, dependency := range rpc.GetDependencies() {
		reg.Dependencies = append(reg.Dependencies, short(dependency))
	}
	slices.Sort(reg.Dependencies)
	for _, alias := range rpc.GetAliases() {
		if name := alias.GetSpec().GetName(); name != "" { // the SDKs add aliases of the type alone
			reg.Aliases = append(reg.Aliases, name)
		}
	}

	r.mu.Lock()
	r.registrations[reg.Type+" "+reg.Name] = reg
	r.mu.Unlock()

	state := args.Inputs.Copy()
	if args.TypeToken == entryType {
		state["accessEntryArn"] = resource.NewProperty("entry of " + args.Name)
	}
	return args.Name + "_id", state, nil
}

// short turns a URN into "type name".
func short(urn string) string {
	if urn == "" {
		return ""
	}
	u := resource.URN(urn)
	return string(u.Type()) + " " + u.Name()
}

// run runs a program as `pulumi up` does and returns what it registered.
func run(t *testing.T, program pulumi.RunFunc, opts ...pulumi.RunOption) (map[string]registration, error) {
	t.Helper()
	r := &recorder{registrations: map[string]registration{}}
	opts = append(opts, pulumi.WithMocks("project", "stack", r))
	err := pulumi.RunErr(program, opts...)
	return r.registrations, err
}

// preview makes run behave as `pulumi preview` does.
func preview(info *pulumi.RunInfo) { info.DryRun = true }

// create runs the component alone.
func create(t *testing.T, args *component.ScientistAccessArgs) (map[string]registration, error) {
	t.Helper()
	return run(t, func(ctx *pulumi.Context) error {
		_, err := component.NewScientistAccess(ctx, "hyperpod", args)
		return err
	})
}

func mustCreate(t *testing.T, args *component.ScientistAccessArgs) map[string]registration {
	t.Helper()
	registrations, err := create(t, args)
	require.NoError(t, err)
	return registrations
}

// simple is the simplest use there is.
func simple() *component.ScientistAccessArgs {
	return &component.ScientistAccessArgs{
		ClusterName: pulumi.String("ml"),
		Principals:  map[string]component.PrincipalArgs{"alice": {Arn: pulumi.String(aliceARN)}},
	}
}

// metadata is that of an object which names its stack and goes at once.
func metadata(name, namespace string) object {
	m := object{"name": name, "annotations": object{
		"scientist-access/stack": "organization/project/stack", "pulumi.com/deletionPropagationPolicy": "background",
		"pulumi.com/patchFieldManager": "pulumi-kubernetes-f1914643", // FNV-1a of the name
	}}
	if namespace != "" {
		m["namespace"] = namespace
	}
	return m
}

// ofType picks the registrations of one type, by name.
func ofType(registrations map[string]registration, typ string) map[string]registration {
	picked := map[string]registration{}
	for key, reg := range registrations {
		if name, ok := strings.CutPrefix(key, typ+" "); ok {
			picked[name] = reg
		}
	}
	return picked
}

// unknownARN is the ARN of a role that the same program is about to create.
func unknownARN(t *testing.T, ctx *pulumi.Context) pulumi.StringOutput {
	t.Helper()
	role := &struct {
		pulumi.CustomResourceState
		ARN pulumi.StringOutput `pulumi:"arn"`
	}{}
	require.NoError(t, ctx.RegisterResource("aws:iam/role:Role", "role", pulumi.Map{}, role))
	return role.ARN
}

// wire is a value as the engine receives it, for comparing with registration.Inputs.
func wire(t *testing.T, value map[string]any) map[string]any {
	t.Helper()
	s, err := structpb.NewStruct(value)
	require.NoError(t, err)
	return s.AsMap()
}
