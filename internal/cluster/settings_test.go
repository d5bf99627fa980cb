package cluster

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/stretchr/testify/assert"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// pulumis are settings of every provider that Pulumi itself takes.
var pulumis = []string{"version", "pluginDownloadURL"}

// TestEverySettingHasARow compares the tables with what the providers' SDKs know.
func TestEverySettingHasARow(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args any
		more []string // that the SDK's type leaves out
		rows []string
	}{
		"aws:": {aws.ProviderArgs{}, pulumis, keys(awsSettings)},
		"kubernetes:": {
			// The two are in the SDK's package config only.
			kubernetes.ProviderArgs{}, append([]string{"strictMode", "enableReplaceCRD"}, pulumis...), keys(kubernetesSettings),
		},
		"aws:assumeRole":                {aws.ProviderAssumeRoleArgs{}, nil, keys(assumeRole)},
		"aws:assumeRoleWithWebIdentity": {aws.ProviderAssumeRoleWithWebIdentityArgs{}, nil, keys(webIdentity)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			known := test.more
			for _, f := range reflect.VisibleFields(reflect.TypeOf(test.args)) {
				known = append(known, strings.ToLower(f.Name[:1])+f.Name[1:])
			}
			assert.ElementsMatch(t, known, test.rows)
		})
	}
}

func keys[T any](rows table[T]) []string { return slices.Collect(maps.Keys(rows)) }

func TestReadingSettings(t *testing.T) {
	t.Parallel()
	type pair struct{ a, b string }
	rows := table[pair]{
		"a":       text(func(p *pair) *string { return &p.a }),
		"never":   refused[pair]("do that instead"),
		"nothing": nil,
		"inside":  object(table[pair]{"b": text(func(p *pair) *string { return &p.b }), "never": refused[pair]("nor that")}),
	}
	for name, c := range map[string]struct {
		values map[string]string
		want   pair
		says   []string // one for each problem
	}{
		"none":                     {nil, pair{}, nil},
		"a text":                   {map[string]string{"a": "x"}, pair{a: "x"}, nil},
		"a text that is a number":  {map[string]string{"a": "7"}, pair{a: "7"}, nil},
		"what makes no difference": {map[string]string{"nothing": "x"}, pair{}, nil},
		"empty":                    {map[string]string{"a": "", "never": "", "inside": ""}, pair{}, nil},
		"refused":                  {map[string]string{"never": "x"}, pair{}, []string{"s:never: Forbidden: do that instead"}},
		"misspelt": {
			map[string]string{"nevr": "x"}, pair{},
			[]string{`s:nevr: Invalid value: "nevr": is not a configuration key; did you mean "never"?`},
		},
		"a member":                  {map[string]string{"inside": `{"b":"x"}`}, pair{b: "x"}, nil},
		"a member that is a number": {map[string]string{"inside": `{"b":7}`}, pair{b: "7"}, nil},
		"a member that is null":     {map[string]string{"inside": `{"b":null,"never":null}`}, pair{}, nil},
		"a refused member":          {map[string]string{"inside": `{"never":"x"}`}, pair{}, []string{"s:inside.never: Forbidden: nor that"}},
		"a misspelt member":         {map[string]string{"inside": `{"B":"x"}`}, pair{}, []string{`s:inside.B: Invalid value: "B"`}},
		"no object":                 {map[string]string{"inside": `x`}, pair{}, []string{`s:inside: Invalid value: "x": must be an object`}},
		"several problems": {
			map[string]string{"never": "x", "inside": `{"never":"x","c":"y"}`, "a": "x"}, pair{a: "x"},
			[]string{"s:inside.c", "s:inside.never", "s:never"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got pair
			problems := rows.read(&got, inSection("s"), c.values)
			assert.Equal(t, c.want, got)
			assertProblems(t, c.says, problems)
		})
	}
}

func assertProblems(t *testing.T, want []string, got field.ErrorList) {
	t.Helper()
	if !assert.Len(t, got, len(want)) {
		return
	}
	for i, words := range want {
		assert.Contains(t, got[i].Error(), words)
	}
}
