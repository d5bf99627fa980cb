package arguments

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/internal/problems"
)

// TestEveryArgumentArrives fills every field of every type, each with a value of its own, and looks for it in the component's
// arguments: as JSON, in which the fields have the same names but for their case.
func TestEveryArgumentArrives(t *testing.T) {
	t.Parallel()
	args := &ScientistAccessArgs{}
	filled := fill(reflect.ValueOf(args).Elem(), 0)
	require.Greater(t, filled, 50)
	given, arrived := document(t, args), document(t, args.Component())
	assert.Equal(t, given, arrived)
	assert.Equal(t, filled, leaves(given), "and the JSON has them all")
}

// TestNothingStaysNothing tells an empty list, which the component refuses in places, from none.
func TestNothingStaysNothing(t *testing.T) {
	t.Parallel()
	none := (&ScientistAccessArgs{}).Component()
	assert.True(t, reflect.ValueOf(*none).IsZero())
	empty := (&ScientistAccessArgs{Namespaces: []string{}, Teams: map[string]Team{}, HelmCharts: &HelmCharts{}}).Component()
	assert.NotNil(t, empty.Namespaces)
	assert.NotNil(t, empty.Teams)
	assert.NotNil(t, empty.HelmCharts)
}

// TestRequiredArguments compares what the schema calls required with what the component refuses to do without.
func TestRequiredArguments(t *testing.T) {
	t.Parallel()
	refused := map[string]bool{}
	for _, args := range []*ScientistAccessArgs{{}, {
		Principals:     map[string]Principal{"key": {}},
		Policy:         &Policy{Cluster: []Rule{{NonResourceURLs: []string{"/healthz"}}}},
		AccessPolicies: []AccessPolicy{{}},
		Guardrails:     &Guardrails{},
	}, {HelmCharts: &HelmCharts{Team: &TeamChart{}}}} {
		var list problems.List
		require.True(t, errors.As(args.Component().Validate(), &list))
		for _, problem := range list {
			if problem.Type == field.ErrorTypeRequired {
				refused[problem.Field] = true
			}
		}
	}
	for path, of := range map[string]any{
		"": ScientistAccessArgs{}, "principals.key.": Principal{}, "policy.": Policy{}, "policy.cluster[0].": Rule{},
		"accessPolicies[0].": AccessPolicy{}, "helmCharts.": HelmCharts{}, "helmCharts.team.": TeamChart{}, "guardrails.": Guardrails{},
	} {
		for i := range reflect.TypeOf(of).NumField() {
			key, optional := strings.CutSuffix(reflect.TypeOf(of).Field(i).Tag.Get("pulumi"), ",optional")
			assert.Equal(t, refused[path+key], !optional, "%s%s", path, key)
		}
	}
}

// fill gives every field a value of its own, counted from n, and returns how many there are then.
func fill(v reflect.Value, n int) int {
	text := fmt.Sprintf("value-%d", n)
	switch {
	case v.Type() == reflect.TypeFor[pulumi.StringInput]():
		v.Set(reflect.ValueOf(pulumi.String(text)))
	case v.Type() == reflect.TypeFor[pulumi.StringMapInput]():
		v.Set(reflect.ValueOf(pulumi.StringMap{"key": pulumi.String(text)}))
	case v.Kind() == reflect.String:
		v.SetString(text)
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return fill(v.Elem(), n)
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		return fill(v.Index(0), n)
	case v.Kind() == reflect.Map:
		value := reflect.New(v.Type().Elem()).Elem()
		n = fill(value, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("key"), value)
		return n
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			n = fill(v.Field(i), n)
		}
		return n
	default:
		panic(v.Type().String())
	}
	return n + 1
}

func document(t *testing.T, args any) any {
	t.Helper()
	text, err := json.Marshal(args)
	require.NoError(t, err)
	var plain any
	require.NoError(t, json.Unmarshal(text, &plain))
	return lower(plain)
}

func lower(value any) any {
	switch value := value.(type) {
	case map[string]any:
		lowered := map[string]any{}
		for key, member := range value {
			lowered[strings.ToLower(key)] = lower(member)
		}
		return lowered
	case []any:
		for i := range value {
			value[i] = lower(value[i])
		}
	}
	return value
}

func leaves(value any) int {
	n := 0
	switch value := value.(type) {
	case map[string]any:
		for _, member := range value {
			n += leaves(member)
		}
		return n
	case []any:
		for _, member := range value {
			n += leaves(member)
		}
		return n
	}
	return 1
}
