package review_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// The words that random stacks are made of.
var (
	someGroups     = []string{"g0", "g1", "g2"}
	someNamespaces = []string{"", "a", "b"}
	someResources  = []string{"pods", "secrets", "pods/log"}
	someVerbs      = []string{"get", "list"}
)

// TestReportClaimsWhatHolds compares reports of random stacks with a plain reading of Kubernetes' rules: for every
// principal, namespace, resource and verb the report says before and after what those say. That the model behind the
// report says what the API server answers is proven with a real one.
func TestReportClaimsWhatHolds(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		before, after := randomObjects(random), randomObjects(random)
		for _, a := range preview(before, after).Access {
			for _, p := range a.Principals {
				if p.Kind == access.IAM {
					checkClaims(t, fmt.Sprintf("seed %d, before", seed), before, p.Name, a, review.Lost)
					checkClaims(t, fmt.Sprintf("seed %d, after", seed), after, p.Name, a, review.Gained)
				}
			}
		}
	}
}

// checkClaims compares what a report says of one state: what is kept, and what changes in this way.
func checkClaims(t *testing.T, state string, o access.Objects, arn string, a review.Access, change review.Change) {
	t.Helper()
	for _, namespace := range someNamespaces {
		for _, resource := range someResources {
			for _, verb := range someVerbs {
				require.Equal(t, allowed(o, arn, namespace, resource, verb),
					claims(a, namespace, resource, verb, change, review.Kept),
					"%s: %s may %s %s in %q", state, arn, verb, resource, namespace)
			}
		}
	}
}

// claims reads from a report whether a principal may do something in a namespace, "" for in all of them.
func claims(a review.Access, namespace, resource, verb string, changes ...review.Change) bool {
	for _, scope := range a.Scopes {
		if len(scope.Namespaces) > 0 && !slices.Contains(scope.Namespaces, namespace) {
			continue
		}
		for _, change := range changes {
			for _, right := range scope.Rights(change) {
				if anyRule(right.Rules, resource, verb) {
					return true
				}
			}
		}
	}
	return false
}

// allowed reads the objects without the model.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/
func allowed(o access.Objects, arn, namespace, resource, verb string) bool {
	for _, e := range o.Entries {
		for _, b := range o.Bindings {
			names := slices.ContainsFunc(b.Subjects, func(s rbacv1.Subject) bool { return slices.Contains(e.Groups, s.Name) })
			if e.PrincipalARN != arn || !names || b.Namespace != "" && b.Namespace != namespace {
				continue
			}
			for _, r := range o.Roles {
				sameKind := r.Kind == b.RoleRef.Kind && (r.Kind == "ClusterRole" || r.Namespace == b.Namespace)
				if sameKind && r.Name == b.RoleRef.Name && anyRule(r.Rules, resource, verb) {
					return true
				}
			}
		}
	}
	return false
}

func anyRule(rules []rbacv1.PolicyRule, resource, verb string) bool {
	has := func(list []string, item string) bool {
		return slices.Contains(list, item) || slices.Contains(list, "*")
	}
	return slices.ContainsFunc(rules, func(r rbacv1.PolicyRule) bool {
		return has(r.APIGroups, "") && has(r.Resources, resource) && has(r.Verbs, verb)
	})
}

func randomObjects(random *rand.Rand) access.Objects {
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	var parts []any
	for i := range 4 {
		var rules []string
		for range random.IntN(3) {
			rules = append(rules, pick("get", "list", "*")+" "+pick("pods", "secrets", "pods/log", "*"))
		}
		parts = append(parts, role(pick(someNamespaces...), fmt.Sprintf("r%d", i), rules...))
	}
	for range random.IntN(6) {
		namespace, kind := pick(someNamespaces...), "ClusterRole"
		if namespace != "" {
			kind = pick("Role", "ClusterRole")
		}
		ref := fmt.Sprintf("%s r%d", kind, random.IntN(4))
		parts = append(parts, bind(namespace, ref, groupSubject(pick(someGroups...)), groupSubject(pick(someGroups...))))
	}
	for i := range 3 {
		if random.IntN(4) > 0 {
			parts = append(parts, entry(fmt.Sprintf("arn:aws:iam::111122223333:role/R%d", i), pick(someGroups...), pick(someGroups...)))
		}
	}
	return objects(parts...)
}
