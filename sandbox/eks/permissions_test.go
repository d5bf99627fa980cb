package eks

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWildcard(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"*", "", true},
		{"*", "arn:aws:eks:us-west-2:111122223333:cluster/ml", true},
		{"", "a", false},
		{"a", "", false},
		{"a", "ab", false},
		{"ab", "a", false},
		{"?", "", false},
		{"a?c", "abc", true},
		{"a?c", "ac", false},
		{"a*c", "ac", true},
		{"a*c", "abcbc", true},
		{"a*c", "abcd", false},
		{"a*b*c", "aXbYbZc", true},
		{"a*b*c", "aXcYb", false},
		{"*ab", "aab", true},
		{"**", "x", true},
		{"a**", "a", true},
		{"arn:aws:eks:*:cluster/ml", "arn:aws:eks:us-west-2:111122223333:cluster/ml", true},
		{"arn:aws:eks:*/ml", "arn:aws:eks:us-west-2:111122223333:access-entry/a/b/ml", true},
		{"arn:aws:eks:*:*:cluster/ML", "arn:aws:eks:us-west-2:111122223333:cluster/ml", false},
		{"arn:aws:s3:::b.c", "arn:aws:s3:::bxc", false},
	} {
		require.Equal(t, c.want, wildcard(c.pattern, c.text), "%s and %s", c.pattern, c.text)
	}
}

func TestRefusal(t *testing.T) {
	t.Parallel()
	const (
		ml    = "arn:aws:eks:us-west-2:111122223333:cluster/ml"
		other = "arn:aws:eks:us-west-2:111122223333:cluster/other"
	)
	allow := func(action, resource string) statement { return statement{true, []string{action}, []string{resource}} }
	deny := func(action, resource string) statement { return statement{false, []string{action}, []string{resource}} }
	const none = "because no identity-based policy allows the eks:ListAddons action"
	for name, c := range map[string]struct {
		statements []statement
		resource   string
		want       string
	}{
		"no policy":                 {nil, ml, none},
		"allowed":                   {[]statement{allow("eks:listaddons", ml)}, ml, ""},
		"another action":            {[]statement{allow("eks:describeaddon", ml)}, ml, none},
		"another service":           {[]statement{allow("sagemaker:*", "*")}, ml, none},
		"another resource":          {[]statement{allow("eks:*", ml)}, other, none},
		"a deny comes last":         {[]statement{allow("*", "*"), deny("eks:list*", ml)}, ml, explicitDenial},
		"a deny comes first":        {[]statement{deny("*", "*"), allow("*", "*")}, ml, explicitDenial},
		"a deny of another":         {[]statement{allow("*", "*"), deny("eks:*", other)}, ml, ""},
		"a deny alone":              {[]statement{deny("*", "*")}, ml, explicitDenial},
		"a deny of no other action": {[]statement{deny("eks:describe*", "*")}, ml, none},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &principal{statements: c.statements}
			require.Equal(t, c.want, p.refusal("eks:ListAddons", c.resource))
		})
	}
}
