package review_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/access"
)

// findingCase is a stack and all that is found in it, by severity, kind and object.
type findingCase struct {
	name    string
	objects access.Objects
	want    []string
}

func checkFindings(t *testing.T, cases []findingCase) {
	t.Helper()
	t.Parallel()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range export(c.objects).Findings {
				got = append(got, fmt.Sprintf("%s %s %s", f.Severity, f.Kind, f.Object))
				assert.NotEmpty(t, f.Message)
			}
			assert.Equal(t, c.want, got)
		})
	}
}

// holding gives alice, by the group g, rules in a namespace.
func holding(namespace string, rules ...string) access.Objects {
	return objects(entry(alice, "g"), role(namespace, "r", rules...), bind(namespace, "Role r", groupSubject("g")))
}

// holdingAll gives alice, by the group g, rules in the whole cluster.
func holdingAll(rules ...string) access.Objects {
	return objects(entry(alice, "g"), role("", "r", rules...), bind("", "ClusterRole r", groupSubject("g")))
}

func TestNothingToFind(t *testing.T) {
	checkFindings(t, []findingCase{
		{"no objects", objects(), nil},
		{"a plain right", holding("a", "get pods"), nil},
		{"a plain right in the cluster", holdingAll("list nodes"), nil},
	})
}
