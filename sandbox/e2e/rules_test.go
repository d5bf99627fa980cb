package e2e

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	authorizationv1 "k8s.io/api/authorization/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// resolved is all that each of some principals may do in each of some namespaces, as the API server itself resolves its
// roles and bindings: one line for each verb on each resource, however the rules are written.
func resolved(t *testing.T, profiles []string, namespaces ...string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, profile := range profiles {
		kube := client(t, box.SignIn(profile))
		for _, namespace := range namespaces {
			lines, err := resolvedIn(testContext(t), kube, namespace)
			require.NoError(t, err)
			for _, line := range lines {
				all[profile+" in "+namespace+": "+line] = true
			}
		}
	}
	require.NotEmpty(t, all)
	return all
}

func resolvedIn(ctx context.Context, kube kubernetes.Interface, namespace string) ([]string, error) {
	review := &authorizationv1.SelfSubjectRulesReview{Spec: authorizationv1.SelfSubjectRulesReviewSpec{Namespace: namespace}}
	answer, err := kube.AuthorizationV1().SelfSubjectRulesReviews().Create(ctx, review, metav1.CreateOptions{})
	if err != nil {
		return nil, err
	}
	if answer.Status.Incomplete {
		return nil, errors.New("the API server does not tell all: " + answer.Status.EvaluationError)
	}
	var lines []string
	for _, rule := range answer.Status.ResourceRules {
		lines = append(lines, linesOf(rule)...)
	}
	return lines, nil
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
