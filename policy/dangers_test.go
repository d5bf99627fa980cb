package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/policy"
)

// dangers are the dangers of a policy as "path: severity name", without their texts.
func dangers(p policy.Policy, namespaces ...string) []string {
	var found []string
	for _, d := range p.Dangers(namespaces...) {
		found = append(found, d.Path+": "+string(d.Severity)+" "+d.Name)
	}
	return found
}

func TestDangersOfTheDocumentedPolicy(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{
		"namespace[6]: critical token-secrets",
		"namespace[0]: critical run-pods",
		"namespace[4]: critical run-pods",
		"namespace[3]: critical enter-pods",
		"namespace[6]: high read-secrets",
		"namespace[0]: high reach-nodes",
		"namespace[4]: high reach-nodes",
		"namespace[0]: high mount-secrets",
		"namespace[4]: high mount-secrets",
		"cluster[0]: medium read-all-pods",
	}, dangers(policy.Documented(), "kubeflow"))
	assert.Equal(t, []string{
		"namespace[0]: high reach-nodes",
		"namespace[4]: high reach-nodes",
		"cluster[0]: medium read-all-pods",
		"namespace[6]: medium token-secrets",
		"namespace[6]: medium read-secrets",
		"namespace[0]: medium run-pods",
		"namespace[4]: medium run-pods",
		"namespace[0]: medium mount-secrets",
		"namespace[4]: medium mount-secrets",
		"namespace[3]: medium enter-pods",
	}, dangers(policy.Documented(), "aws-hyperpod-research"))
}

func TestDangersNameTheirNamespace(t *testing.T) {
	t.Parallel()
	p := policy.Policy{Namespace: []rbacv1.PolicyRule{rule("", "pods/exec", "create")}}
	found := p.Dangers("aws-hyperpod-a", "kubeflow")
	require.Len(t, found, 2)
	assert.Equal(t, "kubeflow", found[0].Namespace)
	assert.Equal(t, policy.Critical, found[0].Severity)
	assert.Contains(t, found[0].String(), "namespace[0] in kubeflow: critical: enter-pods: a shell in a controller's pod")
	assert.Contains(t, found[0].Opens, "Kubeflow training operator")
	assert.Equal(t, "aws-hyperpod-a", found[1].Namespace)
	assert.Equal(t, policy.Medium, found[1].Severity)
}

func TestDangers(t *testing.T) {
	t.Parallel()
	named := rule("", "secrets", "get")
	named.ResourceNames = []string{"mine"}
	const rbac = "rbac.authorization.k8s.io"
	bindsOne := rule(rbac, "clusterroles", "bind")
	bindsOne.ResourceNames = []string{"admin"}
	tests := map[string]struct {
		cluster rbacv1.PolicyRule
		want    []string
	}{
		"harmless":         {rule("", "nodes", "list"), nil},
		"one named secret": {named, nil},
		"all secrets":      {rule("", "secrets", "list"), []string{"cluster[0]: critical read-secrets"}},
		"escalate":         {rule(rbac, "clusterroles", "escalate"), []string{"cluster[0]: critical escalate"}},
		"bind":             {rule(rbac, "roles", "bind"), []string{"cluster[0]: critical bind"}},
		"bind one role":    {bindsOne, []string{"cluster[0]: critical bind"}},
		"impersonate":      {rule("", "groups", "impersonate"), []string{"cluster[0]: critical impersonate"}},
		"impersonate extras": {
			rule("authentication.k8s.io", "userextras/scopes", "impersonate"), []string{"cluster[0]: critical impersonate"},
		},
		"bindings": {rule(rbac, "rolebindings", "create"), []string{"cluster[0]: high write-rbac"}},
		"tokens":   {rule("", "serviceaccounts/token", "create"), []string{"cluster[0]: critical create-tokens"}},
		"webhooks": {
			rule("admissionregistration.k8s.io", "mutatingwebhookconfigurations", "patch"),
			[]string{"cluster[0]: critical admission-webhooks"},
		},
		"kubelet":      {rule("", "nodes/proxy", "get"), []string{"cluster[0]: critical nodes-proxy"}},
		"certificates": {rule("certificates.k8s.io", "signers", "approve"), []string{"cluster[0]: critical sign-certificates"}},
		"volumes":      {rule("", "persistentvolumes", "create"), []string{"cluster[0]: critical mount-nodes"}},
		"labels":       {rule("", "namespaces", "patch"), []string{"cluster[0]: high change-namespaces"}},
		"jobs anywhere": {rule("batch", "jobs", "create"), []string{
			"cluster[0]: critical run-pods", "cluster[0]: critical mount-secrets", "cluster[0]: high reach-nodes",
		}},
		"wildcard verb": {rule("", "events", "*"), []string{"cluster[0]: critical wildcards"}},
		"wildcard group": {
			rule("*", "secrets", "get"), []string{"cluster[0]: critical wildcards", "cluster[0]: critical read-secrets"},
		},
		"wildcard subresource": {
			rule("", "*/exec", "create"), []string{"cluster[0]: critical wildcards", "cluster[0]: critical enter-pods"},
		},
		"wildcard address": {
			rbacv1.PolicyRule{NonResourceURLs: []string{"/*"}, Verbs: []string{"get"}}, []string{"cluster[0]: high wildcards"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, dangers(policy.Policy{Cluster: []rbacv1.PolicyRule{test.cluster}}))
		})
	}
}

// TestDangersTogether: rights that are dangerous only together are found across rules and scopes.
func TestDangersTogether(t *testing.T) {
	t.Parallel()
	named := rule("", "secrets", "get")
	named.ResourceNames = []string{"mine"}
	create := []rbacv1.PolicyRule{rule("", "secrets", "create")}

	assert.Empty(t, dangers(policy.Policy{Namespace: create}))
	assert.Empty(t, dangers(policy.Policy{Namespace: append([]rbacv1.PolicyRule{named}, create...)}))
	assert.Contains(t, dangers(policy.Policy{
		Cluster: []rbacv1.PolicyRule{rule("", "secrets", "get")}, Namespace: create,
	}), "namespace[0]: medium token-secrets")
}

// TestNoCapabilityIsRefused: what we offer by name passes our own check.
func TestNoCapabilityIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range policy.Catalogue() {
		assert.Empty(t, policy.Check(nil, c.Policy()), c.Name)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	const rbac = "rbac.authorization.k8s.io"
	in := func(r rbacv1.PolicyRule) policy.Policy { return policy.Policy{Namespace: []rbacv1.PolicyRule{r}} }
	tests := map[string]struct {
		added policy.Policy
		allow []string
		want  string
	}{
		"harmless":          {in(rule("", "pods", "get")), nil, ""},
		"dangerous, warned": {in(rule("", "secrets", "get")), nil, ""},
		"escalate":          {in(rule(rbac, "roles", "escalate")), nil, `policy.namespace[0]: Forbidden: escalate on roles.rbac.authorization.k8s.io opens`},
		"escalate, allowed": {in(rule(rbac, "roles", "escalate")), []string{"escalate"}, ""},
		"bind":              {in(rule(rbac, "roles", "bind")), []string{"escalate"}, `or allow "bind" by name`},
		"impersonate":       {in(rule("", "serviceaccounts", "impersonate")), nil, `or allow "impersonate" by name`},
		"wildcard":          {in(rule("", "pods", "*")), nil, `policy.namespace[0]: Forbidden: * on pods opens`},
		"wildcard, allowed": {in(rule("", "pods", "*")), []string{"wildcards"}, ""},
		"wildcard that also binds": {
			in(rule(rbac, "roles", "*")), []string{"wildcards", "escalate"}, `or allow "bind" by name`,
		},
		"no verbs":     {in(rule("", "pods")), nil, "policy.namespace[0].verbs: Required value: name at least one verb"},
		"no resources": {in(rbacv1.PolicyRule{APIGroups: []string{""}, Verbs: []string{"get"}}), nil, "policy.namespace[0].resources: Required value"},
		"no group": {
			in(rbacv1.PolicyRule{Resources: []string{"pods"}, Verbs: []string{"get"}}), nil,
			`policy.namespace[0].apiGroups: Required value: name at least one API group; the core group is ""`,
		},
		"address in a namespace": {
			in(rbacv1.PolicyRule{NonResourceURLs: []string{"/metrics"}, Verbs: []string{"get"}}), nil,
			"policy.namespace[0].nonResourceURLs: Forbidden: only cluster rules can name URLs",
		},
		"resource and address": {
			policy.Policy{Cluster: []rbacv1.PolicyRule{{
				APIGroups: []string{""}, Resources: []string{"pods"}, NonResourceURLs: []string{"/x"}, Verbs: []string{"get"},
			}}}, nil, "policy.cluster[0].nonResourceURLs: Forbidden: a rule names URLs or resources, not both",
		},
		"group and address": {
			policy.Policy{Cluster: []rbacv1.PolicyRule{{
				APIGroups: []string{""}, NonResourceURLs: []string{"/x"}, Verbs: []string{"get"},
			}}}, nil, "policy.cluster[0].nonResourceURLs: Forbidden: a rule names URLs or resources, not both",
		},
		"kind and address": {
			policy.Policy{Cluster: []rbacv1.PolicyRule{{
				Resources: []string{"pods"}, NonResourceURLs: []string{"/x"}, Verbs: []string{"get"},
			}}}, nil, "policy.cluster[0].nonResourceURLs: Forbidden: a rule names URLs or resources, not both",
		},
		"name and address": {
			policy.Policy{Cluster: []rbacv1.PolicyRule{{
				ResourceNames: []string{"one"}, NonResourceURLs: []string{"/x"}, Verbs: []string{"get"},
			}}}, nil, "policy.cluster[0].nonResourceURLs: Forbidden: a rule names URLs or resources, not both",
		},
		"address": {policy.Policy{Cluster: []rbacv1.PolicyRule{{
			NonResourceURLs: []string{"/x"}, Verbs: []string{"get"},
		}}}, nil, ""},
		"empty verb": {in(rule("", "pods", "")), nil, "must not be empty"},
		"a bad namespace": {
			policy.Policy{Elsewhere: map[string][]rbacv1.PolicyRule{"AWS": {rule("", "pods", "get")}}}, nil,
			`policy.elsewhere: Invalid value: "AWS"`,
		},
		"a namespace called like the cluster": {
			policy.Policy{Elsewhere: map[string][]rbacv1.PolicyRule{"*": {rule("", "pods", "get")}}}, nil,
			`policy.elsewhere: Invalid value: "*"`,
		},
		"a namespace without a name": {
			policy.Policy{Elsewhere: map[string][]rbacv1.PolicyRule{"": {rule("", "pods", "get")}}}, nil,
			`policy.elsewhere: Invalid value: ""`,
		},
		"a bad namespace without rules": {
			policy.Policy{Elsewhere: map[string][]rbacv1.PolicyRule{"AWS": nil}}, nil,
			`policy.elsewhere: Invalid value: "AWS"`,
		},
		"elsewhere": {
			policy.Policy{Elsewhere: map[string][]rbacv1.PolicyRule{"ops": {rule("", "pods")}}}, nil,
			"policy.elsewhere[ops][0].verbs: Required value",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			problems := policy.Check(field.NewPath("policy"), test.added, test.allow...)
			if test.want == "" {
				require.Empty(t, problems)
				return
			}
			require.ErrorContains(t, problems.ToAggregate(), test.want)
		})
	}
}

func TestCheckAllowed(t *testing.T) {
	t.Parallel()
	path := field.NewPath("allowDangerous")
	assert.Empty(t, policy.CheckAllowed(path, []string{"escalate", "bind", "impersonate", "wildcards"}))
	require.EqualError(t, policy.CheckAllowed(path, []string{"bind", "wildcard"}).ToAggregate(),
		`allowDangerous[1]: Invalid value: "wildcard": is not a valid name of a dangerous right (did you mean "wildcards"?): `+
			"choose from bind, escalate, impersonate, wildcards")
}

// TestRulesOfOneNamespaceAreJudgedTogether: rules of the team's namespaces and rules for a fixed one meet where the
// namespace is the same.
func TestRulesOfOneNamespaceAreJudgedTogether(t *testing.T) {
	t.Parallel()
	secrets := func(verb string) []rbacv1.PolicyRule {
		return []rbacv1.PolicyRule{{APIGroups: []string{""}, Resources: []string{"secrets"}, Verbs: []string{verb}}}
	}
	p := policy.Policy{Namespace: secrets("create"), Elsewhere: map[string][]rbacv1.PolicyRule{"a": secrets("get")}}
	tokens := func(namespaces ...string) []string {
		var paths []string
		for _, d := range p.Dangers(namespaces...) {
			if d.Name == "token-secrets" {
				paths = append(paths, d.Path+" in "+d.Namespace)
			}
		}
		return paths
	}
	assert.Equal(t, []string{"namespace[0] in a", "elsewhere[a][0] in a"}, tokens("a", "b"))
	assert.Empty(t, tokens("b"), "each alone is not enough")
}
