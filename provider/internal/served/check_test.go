package served

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type values = map[string]property.Value

var (
	text     = property.New("text")
	unknown  = property.New(property.Computed)
	urns     = []urn.URN{"urn:pulumi:dev::p::t::n"}
	secret   = text.WithSecret(true)
	someList = property.New([]property.Value{text})
)

func object(members values) property.Value { return property.New(members) }

func TestCheckTakesOutputsWhereTheyMayBe(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]property.Value{"known": text, "unknown": unknown, "secret": secret, "left out": property.New(property.Null)} {
		assert.NoError(t, check(property.NewMap(values{
			"clusterName": v, "hyperPodClusterArn": v, "tags": object(values{"owner": v}),
			"principals": object(values{"alice": object(values{"arn": v, "userName": v, "teams": someList})}),
			"namespaces": someList, "createNamespaces": property.New(true), "labels": object(values{"a": text}),
			"policy": object(values{"elsewhere": object(values{"a": property.New([]property.Value{object(values{"verbs": someList})})})}),
		})), name)
	}
	assert.NoError(t, check(property.NewMap(values{"tags": unknown})))
	assert.NoError(t, check(property.NewMap(values{"namespaces": property.New(property.Null)})))
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	principal := func(members values) values {
		return values{"principals": object(values{"alice": object(members)})}
	}
	const output, hidden = "is an output of another resource, but must be known when the program runs", "holds a secret"
	for name, c := range map[string]struct {
		inputs values
		says   string
	}{
		"an unknown key":           {values{"namspaces": someList}, `namspaces: Invalid value: "namspaces": is not an argument; did you mean "namespaces"?`},
		"an unknown key below":     {principal(values{"arm": text}), `principals.alice.arm: Invalid value: "arm": is not an argument; did you mean "arn"?`},
		"an unknown list":          {values{"namespaces": unknown}, "namespaces: Forbidden: " + output},
		"an unknown item":          {values{"namespaces": property.New([]property.Value{text, unknown})}, "namespaces[1]: Forbidden: " + output},
		"an output of a resource":  {values{"namePrefix": text.WithDependencies(urns)}, "namePrefix: Forbidden: " + output},
		"unknown principals":       {values{"principals": unknown}, "principals: Forbidden: " + output},
		"an unknown principal":     {values{"principals": object(values{"alice": unknown})}, "principals.alice: Forbidden: " + output},
		"a secret":                 {values{"namespaces": property.New([]property.Value{secret})}, "namespaces[0]: Forbidden: " + hidden},
		"text for a list":          {values{"namespaces": text}, `namespaces: Invalid value: "text": must be a list`},
		"a number for text":        {values{"namePrefix": property.New(5.0)}, `namePrefix: Invalid value: "5": must be a string`},
		"a number for an ARN":      {principal(values{"arn": property.New(5.0)}), `principals.alice.arn: Invalid value: "5": must be a string`},
		"text for a switch":        {values{"createNamespaces": text}, `createNamespaces: Invalid value: "text": must be true or false`},
		"a list for an object":     {values{"teams": someList}, `teams: Invalid value: "[\"text\"]": must be an object`},
		"a list for a team":        {values{"teams": object(values{"vision": someList})}, `teams.vision: Invalid value: "[\"text\"]": must be an object`},
		"text for tags":            {values{"tags": text}, `tags: Invalid value: "text": must be an object`},
		"a list for a tag":         {values{"tags": object(values{"owner": someList})}, `tags.owner: Invalid value: "[\"text\"]": must be a string`},
		"a secret of another type": {principal(values{"arn": property.New(5.0).WithSecret(true)}), `principals.alice.arn: Invalid value: "(secret)": must be a string`},
		"text for a policy":        {values{"policy": text}, `policy: Invalid value: "text": must be an object`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := check(property.NewMap(c.inputs))
			require.Error(t, err)
			assert.Contains(t, err.Error(), c.says)
		})
	}
}

func TestCheckSaysAllAtOnce(t *testing.T) {
	t.Parallel()
	err := check(property.NewMap(values{"namspaces": someList, "teams": text, "namePrefix": secret}))
	require.Error(t, err)
	for _, says := range []string{"3 problems:", "namspaces", "teams", "namePrefix"} {
		assert.Contains(t, err.Error(), says)
	}
}
