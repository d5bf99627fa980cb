package policy_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	"sigs.k8s.io/yaml"

	"github.com/scientist-access/scientist-access/policy"
)

// TestGolden pins the rules of each capability as YAML. UPDATE_GOLDEN=1 rewrites the files.
func TestGolden(t *testing.T) {
	t.Parallel()
	golden := map[string]bool{}
	for _, c := range policy.Catalogue() {
		got, err := yaml.Marshal(c.Policy())
		require.NoError(t, err)
		path := filepath.Join("testdata", c.Name+".yaml")
		golden[path] = true
		if os.Getenv("UPDATE_GOLDEN") != "" {
			require.NoError(t, os.WriteFile(path, got, 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got), "%s is out of date: UPDATE_GOLDEN=1 go test ./policy -run Golden", path)
	}
	files, err := filepath.Glob("testdata/*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		assert.True(t, golden[file], "%s belongs to no capability", file)
	}
}

func TestDocumentedAloneStaysVerbatim(t *testing.T) {
	t.Parallel()
	p, err := policy.Combine("documented")
	require.NoError(t, err)
	assert.Equal(t, policy.Documented(), p)
}

func TestNamesAreStable(t *testing.T) {
	t.Parallel()
	var names []string
	for _, c := range policy.Catalogue() {
		names = append(names, c.Name)
		assert.Regexp(t, `^[a-z0-9]+(-[a-z0-9]+)*$`, c.Name)
		assert.NotEmpty(t, c.Summary)
		require.NotEmpty(t, c.Rules)
		for _, r := range c.Rules {
			assert.NotEmpty(t, r.Reason, "%s: %v", c.Name, r.PolicyRule)
			assert.Regexp(t, `^https://(github\.com/aws|docs\.aws\.amazon\.com|helm\.sh|github\.com/kubernetes)/`, r.Source)
		}
	}
	assert.Equal(t, []string{
		"documented", "pytorch-jobs", "helm-4", "hyperpod-pytorch-jobs", "recipes", "exec", "inference-endpoints",
		"spaces", "space-templates", "task-governance", "all-namespaces", "all-namespaces-work", "cluster-overview", "accelerator-partitions",
		"training-operator-logs", "inference-operator-logs",
	}, names)
}

func TestUnknownNames(t *testing.T) {
	t.Parallel()
	_, err := policy.Combine("exec", "exce", "space", "quantum-annealing", "")
	require.Error(t, err)
	for _, part := range []string{
		`capabilities[1]: Invalid value: "exce": is not a valid capability (did you mean "exec"?): choose from accelerator-partitions, `,
		`capabilities[2]: Invalid value: "space": is not a valid capability (did you mean "spaces"?)`,
		`"quantum-annealing": is not a valid capability: choose from`,
		`"": is not a valid capability: choose from`,
		", training-operator-logs",
	} {
		assert.ErrorContains(t, err, part)
	}
}

func TestLookupKeepsOrderAndDropsRepeats(t *testing.T) {
	t.Parallel()
	found, err := policy.Lookup("spaces", "exec", "spaces")
	require.NoError(t, err)
	require.Len(t, found, 2)
	assert.Equal(t, "spaces", found[0].Name)
	assert.Equal(t, "exec", found[1].Name)
}

func TestCombineNothing(t *testing.T) {
	t.Parallel()
	p, err := policy.Combine()
	require.NoError(t, err)
	assert.True(t, p.IsZero())
}

func TestCovers(t *testing.T) {
	t.Parallel()
	pods := []rbacv1.PolicyRule{rule("", "pods", "get", "list")}
	get := []rbacv1.PolicyRule{rule("", "pods", "get")}
	list := []rbacv1.PolicyRule{rule("", "pods", "list")}
	in := func(namespace string, rules []rbacv1.PolicyRule) policy.Policy {
		return policy.Policy{Elsewhere: map[string][]rbacv1.PolicyRule{namespace: rules}}
	}
	tests := map[string]struct{ p, q, missing policy.Policy }{
		"itself":                           {policy.Documented(), policy.Documented(), policy.Policy{}},
		"nothing":                          {policy.Policy{}, policy.Policy{}, policy.Policy{}},
		"cluster covers namespace":         {policy.Policy{Cluster: pods}, policy.Policy{Namespace: get}, policy.Policy{}},
		"cluster covers elsewhere":         {policy.Policy{Cluster: pods}, in("x", get), policy.Policy{}},
		"namespace doesn't cover cluster":  {policy.Policy{Namespace: pods}, policy.Policy{Cluster: get}, policy.Policy{Cluster: get}},
		"namespace isn't elsewhere":        {policy.Policy{Namespace: pods}, in("x", get), in("x", get)},
		"one namespace isn't another":      {in("x", pods), in("y", get), in("y", get)},
		"only what is missing is reported": {policy.Policy{Namespace: get}, policy.Policy{Namespace: pods}, policy.Policy{Namespace: list}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ok, missing := test.p.Covers(test.q)
			assert.Equal(t, test.missing, missing)
			assert.Equal(t, test.missing.IsZero(), ok)
		})
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	from := policy.Policy{Namespace: []rbacv1.PolicyRule{rule("", "pods", "get", "list")}}
	to := policy.Policy{Cluster: []rbacv1.PolicyRule{rule("", "pods", "get")}}
	gained, lost := policy.Diff(from, to)
	assert.Equal(t, policy.Policy{Cluster: []rbacv1.PolicyRule{rule("", "pods", "get")}}, gained)
	assert.Equal(t, policy.Policy{Namespace: []rbacv1.PolicyRule{rule("", "pods", "list")}}, lost)
}

func TestForNamesTheNamespaces(t *testing.T) {
	t.Parallel()
	governance, err := policy.Combine("task-governance")
	require.NoError(t, err)

	queue := governance.For("hyperpod-ns-b", "hyperpod-ns-a", "hyperpod-ns-b").Cluster[0]
	assert.Equal(t, []string{"hyperpod-ns-a-clusterqueue", "hyperpod-ns-b-clusterqueue"}, queue.ResourceNames)
	assert.Equal(t, []string{"{namespace}-clusterqueue"}, governance.Cluster[0].ResourceNames, "the original stays")
}

// TestForKeepsOtherNames: names without a placeholder stay, beside those that a placeholder becomes.
func TestForKeepsOtherNames(t *testing.T) {
	t.Parallel()
	p := policy.Policy{Cluster: []rbacv1.PolicyRule{
		named(rule("kueue.x-k8s.io", "clusterqueues", "get"), "shared", policy.NamespacePlaceholder+"-clusterqueue"),
	}}
	assert.Equal(t, []string{"a-clusterqueue", "shared"}, p.For("a").Cluster[0].ResourceNames)
	assert.Equal(t, []string{"shared"}, p.For().Cluster[0].ResourceNames)
}

// TestForWithoutNamespacesGrantsNoMore: a rule whose names are all gone would mean every object.
func TestForWithoutNamespacesGrantsNoMore(t *testing.T) {
	t.Parallel()
	governance, err := policy.Combine("task-governance")
	require.NoError(t, err)
	expanded := governance.For()
	require.Len(t, expanded.Cluster, len(governance.Cluster)-1)
	for _, r := range expanded.Cluster {
		assert.NotContains(t, r.Resources, "clusterqueues")
	}
	assert.Equal(t, policy.Documented(), policy.Documented().For())
}
