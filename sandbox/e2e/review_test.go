package e2e

import (
	"encoding/json"
	"errors"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// reviewed are changes of stacks. Of each the review of its preview claims what the principal may do before and after.
var reviewed = []struct {
	name          string
	before, after config
}{
	{
		"review-documented",
		config{"namespaces": []string{"kubeflow"}},
		config{"namespaces": []string{"elsewhere", "kubeflow"}, "capabilities": []string{"hyperpod-pytorch-jobs", "exec", "training-operator-logs"}},
	},
	{
		"review-rules",
		config{
			"namespaces":     []string{"elsewhere"},
			"capabilities":   []string{"task-governance", "accelerator-partitions"},
			"allowDangerous": []string{"wildcards"},
			"policy": config{"namespace": []config{
				{"apiGroups": []string{"kubeflow.org"}, "resources": []string{"*"}, "verbs": []string{"get"}},
				{"apiGroups": []string{""}, "resources": []string{"secrets"}, "resourceNames": []string{"mine"}, "verbs": []string{"get", "update"}},
			}},
		},
		config{"namespaces": []string{"elsewhere"}},
	},
}

// TestReviewClaimsWhatTheAPIServerAnswers compares the rights in a report with the API server's answers to every
// question there is, before the reviewed change and after it.
func TestReviewClaimsWhatTheAPIServerAnswers(t *testing.T) {
	anybody := newAnybody(t, "review-anybody")
	for _, c := range reviewed {
		t.Run(c.name, func(t *testing.T) {
			ctx := testContext(t)
			profile, arn := principal(t, c.name)
			base := config{"clusterName": sandbox.Cluster, "namePrefix": c.name, "principals": config{"alice": arn}}
			st := newStack(t, c.name, with(base, c.before))
			_, err := st.Up(ctx)
			require.NoError(t, err)

			require.NoError(t, st.Configure(with(base, c.after)))
			report := reviewOf(t, st, "preview", "--json", "--show-sames")
			assertClaims(t, profile, anybody, report, arn, "loses", "keeps")
			_, err = st.Up(ctx)
			require.NoError(t, err)
			assertClaims(t, profile, anybody, report, arn, "gains", "keeps")
			questions, _ := allQuestions(t, places...)
			assert.Equal(t, claimed(report, arn, questions, "gains", "keeps"),
				claimed(reviewOf(t, st, "stack", "export"), arn, questions, "keeps"), "the export claims the same")
		})
	}
}

// review is what the JSON of a report says of access.
type review struct {
	Partial bool
	Summary summary
	Notes   []struct{ Place, Message string }
	Closed  []struct{ Object string }
	Access  []struct {
		Principals []struct{ Name string }
		Scopes     []reviewedScope
	}
}

// adopted are the objects of which a report says that the stack takes them over.
func (r review) adopted() []string {
	var places []string
	for _, note := range r.Notes {
		if strings.HasSuffix(note.Message, "from then on pulumi destroy deletes it") {
			places = append(places, note.Place)
		}
	}
	return places
}

// closed are the names of the dangers that guardrails close.
func (r review) closed() []string {
	var names []string
	for _, danger := range r.Closed {
		names = append(names, danger.Object)
	}
	return names
}

// summary counts the principals for whom something changes.
type summary struct{ Gaining, Losing int }

// reviewedScope has rights by what happens to them: they are gained, lost or kept.
type reviewedScope struct {
	Namespaces          []string
	Gains, Loses, Keeps []reviewedRight
}

type reviewedRight struct {
	Role  string // which gives rights that the stack does not list; empty for rules of the stack
	Rules []rbacv1.PolicyRule
}

func (s reviewedScope) rights(change string) []reviewedRight {
	return map[string][]reviewedRight{"gains": s.Gains, "loses": s.Loses, "keeps": s.Keeps}[change]
}

// reviewOf runs the built scientist-access review on what Pulumi prints.
func reviewOf(t *testing.T, st *stack.Stack, command ...string) review {
	t.Helper()
	out, err := st.Run(testContext(t), command...)
	require.NoError(t, err)
	cmd := exec.CommandContext(testContext(t), filepath.Join(commandFolder(t), "scientist-access"), "review", "--format", "json")
	cmd.Stdin = strings.NewReader(out)
	text, err := cmd.Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	var report review
	require.NoError(t, json.Unmarshal(text, &report))
	require.False(t, report.Partial)
	return report
}

// claim is one rule in one place, "" for the whole cluster.
type claim struct {
	namespace string
	rule      rbacv1.PolicyRule
}

func claimsOf(report review, arn string, changes ...string) []claim {
	var claims []claim
	for _, access := range report.Access {
		if !slices.ContainsFunc(access.Principals, func(p struct{ Name string }) bool { return p.Name == arn }) {
			continue
		}
		for _, scope := range access.Scopes {
			for _, change := range changes {
				claims = append(claims, claimsIn(scope, change)...)
			}
		}
	}
	return claims
}

func claimsIn(scope reviewedScope, change string) []claim {
	places := scope.Namespaces
	if len(places) == 0 {
		places = []string{""}
	}
	var claims []claim
	for _, right := range scope.rights(change) {
		for _, rule := range right.Rules {
			for _, place := range places {
				claims = append(claims, claim{place, rule})
			}
		}
	}
	return claims
}

// claimed are the questions to which the report says yes.
func claimed(report review, arn string, questions []question, changes ...string) map[question]bool {
	claims, yes := claimsOf(report, arn, changes...), map[question]bool{}
	for _, q := range questions {
		if slices.ContainsFunc(claims, func(c claim) bool { return c.allows(q) }) {
			yes[q] = true
		}
	}
	return yes
}

func assertClaims(t *testing.T, profile, anybody string, report review, arn string, changes ...string) {
	t.Helper()
	questions, _ := allQuestions(t, places...)
	questions = append(questions, namedQuestions(claimsOf(report, arn, changes...))...)
	want := claimed(report, arn, questions, changes...)
	require.NotEmpty(t, want)
	requireAllowed(t, profile, slices.Collect(maps.Keys(want))...)
	beyond := allowedBeyond(t, profile, anybody, questions)
	// What any signed-in principal may do is not beyond it, whoever claims it.
	for q := range allowed(t, anybody, slices.Collect(maps.Keys(want))) {
		delete(want, q)
	}
	missing, excess := compare(want, beyond)
	assert.Empty(t, missing, "claimed, but refused")
	assert.Empty(t, excess, "allowed, but not claimed")
	t.Logf("%v: asked %d questions; %d are claimed, and allowed beyond any signed-in principal",
		changes, len(questions), len(want))
}

// namedQuestions ask about the objects that rules name, and about one that none does.
func namedQuestions(claims []claim) []question {
	var questions []question
	for _, c := range claims {
		for _, name := range append(slices.Clone(c.rule.ResourceNames), "no-rule-names-this") {
			if len(c.rule.ResourceNames) == 0 {
				continue
			}
			for _, place := range places {
				for _, r := range c.rule.Resources {
					for _, verb := range special {
						questions = append(questions, question{
							verb: verb, resource: resourceOf(c.rule.APIGroups[0], r), namespace: place, name: name,
						})
					}
				}
			}
		}
	}
	return questions
}

// allows is RBAC's own rule of what a rule permits, written down once more.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
func (c claim) allows(q question) bool {
	if q.path != "" || c.namespace != "" && c.namespace != q.namespace {
		return false
	}
	resources := []string{"*", q.resource.name}
	if q.resource.subresource != "" {
		resources = []string{"*", q.resource.name + "/" + q.resource.subresource, "*/" + q.resource.subresource}
	}
	return overlaps(c.rule.Verbs, []string{"*", q.verb}) &&
		overlaps(c.rule.APIGroups, []string{"*", q.resource.group}) &&
		overlaps(c.rule.Resources, resources) &&
		(len(c.rule.ResourceNames) == 0 || slices.Contains(c.rule.ResourceNames, q.name))
}

func overlaps(a, b []string) bool {
	return slices.ContainsFunc(a, func(value string) bool { return slices.Contains(b, value) })
}
