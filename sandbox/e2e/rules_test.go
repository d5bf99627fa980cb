package e2e

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	authorizationv1 "k8s.io/api/authorization/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// resolved is all that each of some principals may do in each of some namespaces, as the API server itself resolves its
// roles and bindings: one line for each verb on each resource, however the rules are written.
func resolved(t *testing.T, profiles []string, namespaces ...string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, profile := range profiles {
		kube := client(t, box.SignIn(profile))
		for _, namespace := range namespaces {
			review := &authorizationv1.SelfSubjectRulesReview{Spec: authorizationv1.SelfSubjectRulesReviewSpec{Namespace: namespace}}
			answer, err := kube.AuthorizationV1().SelfSubjectRulesReviews().Create(testContext(t), review, metav1.CreateOptions{})
			require.NoError(t, err)
			require.False(t, answer.Status.Incomplete)
			for _, rule := range answer.Status.ResourceRules {
				for _, line := range linesOf(rule) {
					all[profile+" in "+namespace+": "+line] = true
				}
			}
		}
	}
	require.NotEmpty(t, all)
	return all
}

func linesOf(rule authorizationv1.ResourceRule) []string {
	names := rule.ResourceNames
	if len(names) == 0 {
		names = []string{"any"}
	}
	var lines []string
	for _, verb := range rule.Verbs {
		for _, group := range rule.APIGroups {
			for _, resource := range rule.Resources {
				for _, name := range names {
					lines = append(lines, fmt.Sprintf("%s %s, %s", verb, resourceOf(group, resource), name))
				}
			}
		}
	}
	return lines
}

// requireSame names what went, and what came.
func requireSame(t *testing.T, before, after map[string]bool) {
	t.Helper()
	beyond := func(a, b map[string]bool) []string {
		only := maps.Clone(a)
		maps.DeleteFunc(only, func(line string, _ bool) bool { return b[line] })
		return slices.Sorted(maps.Keys(only))
	}
	require.Empty(t, beyond(before, after), "lost")
	require.Empty(t, beyond(after, before), "gained")
}
