package component

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/internal/stackstate"
)

const (
	alice = "arn:aws:iam::111122223333:role/Alice"
	bob   = "arn:aws:iam::111122223333:role/Bob"

	below = "urn:pulumi:prod::ml::" + Type + "$aws:eks/accessEntry:AccessEntry::"
)

// held is an entry in the state.
func held(arn any) stackstate.Resource {
	r := stackstate.Resource{Type: "aws:eks/accessEntry:AccessEntry"}
	r.Outputs.ClusterName, r.Outputs.PrincipalArn = "ml", arn
	return r
}

// TestMoves: an entry of the key "alice" is about to be created for alice, who has one already.
func TestMoves(t *testing.T) {
	t.Parallel()
	elsewhere, role := held(alice), held(alice)
	elsewhere.Outputs.ClusterName = "other"
	role.Type = "aws:iam/role:Role"
	const (
		says    = "principals.alice.arn: Forbidden: the principal has the access entry "
		one     = " in this stack, and EKS allows one entry per principal: "
		newKeys = "keys in use cannot be swapped or taken over: first rename them to new ones, with formerKeys, in an update of their own"
	)
	for name, c := range map[string]struct {
		state map[string]stackstate.Resource
		keys  []string // beside alice
		want  string
	}{
		"no state":                {nil, nil, ""},
		"the same entry":          {map[string]stackstate.Resource{below + "access/alice": held(alice)}, nil, ""},
		"another principal":       {map[string]stackstate.Resource{below + "access/al": held(bob)}, nil, ""},
		"another cluster":         {map[string]stackstate.Resource{below + "access/al": elsewhere}, nil, ""},
		"no entry":                {map[string]stackstate.Resource{below + "access/al": role}, nil, ""},
		"a value of another kind": {map[string]stackstate.Resource{below + "access/al": held(3.0)}, nil, ""},
		"a former key":            {map[string]stackstate.Resource{below + "access/al": held(alice)}, nil, says + "access/al" + one + "add formerKeys: [al]"},
		"a key in use":            {map[string]stackstate.Resource{below + "access/al": held(alice)}, []string{"al"}, says + "access/al" + one + newKeys},
		"a key that goes over": {
			map[string]stackstate.Resource{below + "access/al": held(alice), below + "access/alice": held(bob)}, nil,
			says + "access/al" + one + newKeys,
		},
		"a plain ARN": {
			map[string]stackstate.Resource{below + "access/111122223333:role/Alice": held(alice)}, nil,
			says + "access/111122223333:role/Alice" + one +
				"first run: pulumi state rename '" + below + "access/111122223333:role/Alice' access/alice",
		},
		"an entry of the program's own": {
			map[string]stackstate.Resource{"urn:pulumi:prod::ml::aws:eks/accessEntry:AccessEntry::al": held(alice)}, nil,
			says + "al" + one + "remove it there first, in an update of its own",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &builder{name: "access", args: &ScientistAccessArgs{Principals: map[string]PrincipalArgs{"alice": {}}}}
			for _, key := range c.keys {
				b.args.Principals[key] = PrincipalArgs{}
			}
			err := b.checkMove("alice", entryHook(resource.NewProperty("ml"), resource.NewProperty(alice)), c.state)
			assert.Equal(t, c.want, message(err))
		})
	}
}

func entryHook(cluster, arn resource.PropertyValue) *pulumi.ResourceHookArgs {
	return &pulumi.ResourceHookArgs{
		URN:       below + "access/alice",
		NewInputs: resource.PropertyMap{"clusterName": cluster, "principalArn": arn},
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestMovesOfHiddenARNs: what a secret holds is compared, and never told. What is not known is not compared.
func TestMovesOfHiddenARNs(t *testing.T) {
	t.Parallel()
	text := resource.NewProperty(alice)
	unknown := resource.MakeComputed(resource.NewProperty(""))
	for name, c := range map[string]struct {
		cluster, arn resource.PropertyValue
		refused      bool
	}{
		"a secret":            {resource.NewProperty("ml"), resource.MakeSecret(text), true},
		"a secret output":     {resource.NewProperty("ml"), resource.NewProperty(resource.Output{Element: text, Known: true, Secret: true}), true},
		"a secret in another": {resource.NewProperty("ml"), resource.MakeSecret(resource.NewProperty(resource.Output{Element: text, Known: true})), true},
		"unknown":             {resource.NewProperty("ml"), unknown, false},
		"an unknown output":   {resource.NewProperty("ml"), resource.NewProperty(resource.Output{Element: text}), false},
		"an unknown cluster":  {unknown, text, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &builder{name: "access", args: &ScientistAccessArgs{Principals: map[string]PrincipalArgs{"alice": {}}}}
			err := b.checkMove("alice", entryHook(c.cluster, c.arn), map[string]stackstate.Resource{
				below + "access/al": held(alice), below + "access/none": held(nil),
			})
			assert.Equal(t, c.refused, err != nil)
			assert.NotContains(t, message(err), alice)
		})
	}
}
