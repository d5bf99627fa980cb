package e2e

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	authorizationv1 "k8s.io/api/authorization/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// documented is one row of the tables of the developer guide's section on access control, typed in from there.
// https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-eks-setup-rbac.html
type documented struct{ group, resources, verbs string }

var documentedClusterRules = []documented{
	{"", "pods", "list"},
	{"", "nodes", "list"},
}

// Nodes belong to no namespace, so the second row permits no request that exists; asked about nodes "in" the
// namespace, the API server says yes all the same. That a node can't be read is shown where the scientist works.
var documentedNamespaceRules = []documented{
	{"", "pods", "create get"},
	{"", "nodes", "get list"},
	{"", "pods/log", "get list"},
	{"", "pods/exec", "get create"},
	{"kubeflow.org", "pytorchjobs pytorchjobs/status", "get list create delete update describe"},
	{"", "configmaps", "create update get list delete"},
	{"", "secrets", "create get list delete"},
}

// places are the covered namespace, another, the most sensitive, and the whole cluster.
var places = []string{"kubeflow", "elsewhere", "kube-system", ""}

// documentedRights are the questions that the guide answers by yes: rules for the cluster hold in every place.
func documentedRights() map[question]bool {
	rights := map[question]bool{}
	for _, place := range places {
		addRights(rights, place, documentedClusterRules)
	}
	addRights(rights, "kubeflow", documentedNamespaceRules)
	return rights
}

func documentedQuestions() []question { return slices.Collect(maps.Keys(documentedRights())) }

func addRights(rights map[question]bool, namespace string, rules []documented) {
	for _, rule := range rules {
		for _, name := range strings.Fields(rule.resources) {
			for _, verb := range strings.Fields(rule.verbs) {
				rights[question{verb: verb, resource: resourceOf(rule.group, name), namespace: namespace}] = true
			}
		}
	}
}

// TestScientistMayDoExactlyWhatIsDocumented asks the API server about everything there is. What a scientist may do
// beyond any signed-in principal, whose access entry names no groups, is the documented policy: no less, no more.
func TestScientistMayDoExactlyWhatIsDocumented(t *testing.T) {
	scientist, anybody := newScientist(t, "rights"), newAnybody(t, "rights-anybody")
	questions, discovered := allQuestions(t, places...)
	// Were resources or verbs lost on the way, fewer questions would be left than the server lists by itself.
	require.Greater(t, len(questions), len(places)*discovered)

	beyond := allowedBeyond(t, scientist, anybody, questions)
	t.Logf("asked %d questions as the scientist: %d allowed beyond any signed-in principal", len(questions), len(beyond))
	missing, excess := compare(documentedRights(), beyond)
	assert.Empty(t, missing, "documented, but refused")
	assert.Empty(t, excess, "allowed, but not documented")

	assert.Empty(t, rulesOfNames(t, scientist, anybody))

	assertWideningIsSeen(t, scientist, anybody, questions)
}

// allowedBeyond asks as the scientist, and as anybody those questions that the scientist got a yes for.
func allowedBeyond(t *testing.T, scientist, anybody string, questions []question) map[question]bool {
	t.Helper()
	beyond := allowed(t, scientist, questions)
	for q := range allowed(t, anybody, slices.Collect(maps.Keys(beyond))) {
		delete(beyond, q)
	}
	return beyond
}

// compare says in sorted lines what only one of the sets has.
func compare(want, got map[question]bool) (missing, excess []string) {
	return without(want, got), without(got, want)
}

func without(a, b map[question]bool) []string {
	var lines []string
	for q := range a {
		if !b[q] {
			lines = append(lines, q.String())
		}
	}
	slices.Sort(lines)
	return lines
}

func TestCompareSeesEveryDeviation(t *testing.T) {
	pods, status := resourceOf("", "pods"), resourceOf("kubeflow.org", "pytorchjobs/status")
	want := map[question]bool{
		{verb: "list", resource: pods}:                          true,
		{verb: "get", resource: pods, namespace: "kubeflow"}:    true,
		{verb: "get", resource: status, namespace: "kubeflow"}:  true,
		{verb: "list", resource: status, namespace: "kubeflow"}: true,
	}
	missing, excess := compare(want, maps.Clone(want))
	assert.Empty(t, missing)
	assert.Empty(t, excess)

	got := maps.Clone(want)
	delete(got, question{verb: "list", resource: pods})
	delete(got, question{verb: "get", resource: status, namespace: "kubeflow"})
	got[question{verb: "get", resource: pods, namespace: "elsewhere"}] = true
	got[question{verb: "get", resource: pods}] = true
	got[question{verb: "get", path: "/metrics"}] = true
	missing, excess = compare(want, got)
	assert.Equal(t, []string{"get pytorchjobs.kubeflow.org/status in kubeflow", "list pods cluster-wide"}, missing)
	assert.Equal(t, []string{"get /metrics", "get pods cluster-wide", "get pods in elsewhere"}, excess)
}

// rulesOfNames closes the one gap of the questions: a rule that names objects answers only questions that name them
// too. It returns the rules of that kind that a scientist has beyond anybody's, in any namespace there is.
func rulesOfNames(t *testing.T, scientist, anybody string) []resourceRule {
	t.Helper()
	namespaces, err := admin(t).CoreV1().Namespaces().List(testContext(t), metav1.ListOptions{})
	require.NoError(t, err)
	var found []resourceRule
	for _, namespace := range namespaces.Items {
		known := rulesIn(t, anybody, namespace.Name)
		for _, rule := range rulesIn(t, scientist, namespace.Name) {
			if len(rule.ResourceNames) > 0 && !slices.ContainsFunc(known, rule.equal) {
				found = append(found, rule)
			}
		}
	}
	return found
}

type resourceRule authorizationv1.ResourceRule

func (r resourceRule) equal(other resourceRule) bool {
	return slices.Equal(r.Verbs, other.Verbs) && slices.Equal(r.APIGroups, other.APIGroups) &&
		slices.Equal(r.Resources, other.Resources) && slices.Equal(r.ResourceNames, other.ResourceNames)
}

// rulesIn are the rules that the API server would judge a principal by, in a namespace and cluster-wide.
func rulesIn(t *testing.T, profile, namespace string) []resourceRule {
	t.Helper()
	review := &authorizationv1.SelfSubjectRulesReview{Spec: authorizationv1.SelfSubjectRulesReviewSpec{Namespace: namespace}}
	review, err := client(t, box.SignIn(profile)).AuthorizationV1().SelfSubjectRulesReviews().
		Create(testContext(t), review, metav1.CreateOptions{})
	require.NoError(t, err)
	require.False(t, review.Status.Incomplete, review.Status.EvaluationError)
	require.NotEmpty(t, review.Status.ResourceRules)
	var rules []resourceRule
	for _, rule := range review.Status.ResourceRules {
		rules = append(rules, resourceRule(rule))
	}
	return rules
}

// assertWideningIsSeen shows that all this would tell: the scientists' group gets two rules more, and it does.
func assertWideningIsSeen(t *testing.T, scientist, anybody string, questions []question) {
	t.Helper()
	anyPod := rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"pods"}, Verbs: []string{"delete"}}
	oneSecret := rbacv1.PolicyRule{
		APIGroups: []string{""}, Resources: []string{"secrets"}, ResourceNames: []string{"one"}, Verbs: []string{"get"},
	}
	widen(t, "elsewhere", "rights-namespace-level", anyPod, oneSecret)
	more := question{verb: "delete", resource: resourceOf("", "pods"), namespace: "elsewhere"}
	requireAllowed(t, scientist, more)

	aboutPods := slices.DeleteFunc(slices.Clone(questions), func(q question) bool { return q.resource != more.resource })
	_, excess := compare(documentedRights(), allowedBeyond(t, scientist, anybody, aboutPods))
	assert.Equal(t, []string{"delete pods in elsewhere"}, excess)
	assert.Equal(t, []resourceRule{{
		APIGroups: oneSecret.APIGroups, Resources: oneSecret.Resources, ResourceNames: oneSecret.ResourceNames, Verbs: oneSecret.Verbs,
	}}, rulesOfNames(t, scientist, anybody))
}

// widen gives a group more rules in a namespace until the test ends.
func widen(t *testing.T, namespace, group string, rules ...rbacv1.PolicyRule) {
	t.Helper()
	ctx, rbac := testContext(t), admin(t).RbacV1()
	meta := metav1.ObjectMeta{Name: "widened-" + group}
	_, err := rbac.Roles(namespace).Create(ctx, &rbacv1.Role{ObjectMeta: meta, Rules: rules}, metav1.CreateOptions{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = rbac.Roles(namespace).Delete(context.Background(), meta.Name, metav1.DeleteOptions{}) })
	_, err = rbac.RoleBindings(namespace).Create(ctx, &rbacv1.RoleBinding{
		ObjectMeta: meta,
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: meta.Name},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: group}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	t.Cleanup(func() {
		_ = rbac.RoleBindings(namespace).Delete(context.Background(), meta.Name, metav1.DeleteOptions{})
	})
}
