package component_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/policy"
)

func core(resource string, verbs ...string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{resource}, Verbs: verbs}
}

func withCapabilities(names ...string) *component.ScientistAccessArgs {
	args := simple()
	args.Capabilities = names
	return args
}

func TestCapabilitiesAreUnited(t *testing.T) {
	t.Parallel()
	registrations := mustCreate(t, withCapabilities("exec", "accelerator-partitions"))
	assert.Equal(t, array{ruleObject("", array{"nodes"}, array{"list"})},
		ofType(registrations, clusterRoleType)["hyperpod/cluster"].Inputs["rules"])
	assert.Equal(t, array{
		ruleObject("", array{"pods"}, array{"list"}),
		ruleObject("", array{"pods/exec"}, array{"create", "get"}),
	}, ofType(registrations, roleType)["hyperpod/kubeflow"].Inputs["rules"])

	reordered := mustCreate(t, withCapabilities("accelerator-partitions", "exec"))
	assert.Empty(t, cmp.Diff(registrations, reordered), "their order changes nothing")
}

func TestDocumentedByNameIsTheDefault(t *testing.T) {
	t.Parallel()
	assert.Empty(t, cmp.Diff(mustCreate(t, simple()), mustCreate(t, withCapabilities("documented"))))
}

func TestOwnRulesAreAddedToCapabilities(t *testing.T) {
	t.Parallel()
	args := withCapabilities("exec")
	args.Policy.Namespace = []rbacv1.PolicyRule{core("events", "list"), core("pods", "list", "get")}
	assert.Equal(t, array{
		ruleObject("", array{"events"}, array{"list"}),
		ruleObject("", array{"pods"}, array{"get", "list"}),
		ruleObject("", array{"pods/exec"}, array{"create", "get"}),
	}, ofType(mustCreate(t, args), roleType)["hyperpod/kubeflow"].Inputs["rules"])
}

// TestChangingCapabilities: everything but rules stays, so that the engine updates the role in place.
func TestChangingCapabilities(t *testing.T) {
	t.Parallel()
	before := mustCreate(t, withCapabilities("exec"))
	after := mustCreate(t, withCapabilities("exec", "spaces"))
	const role = roleType + " hyperpod/kubeflow"
	assert.NotEqual(t, before[role].Inputs["rules"], after[role].Inputs["rules"])
	for _, registrations := range []map[string]registration{before, after} {
		delete(registrations[role].Inputs, "rules")
	}
	assert.Empty(t, cmp.Diff(before, after))
}

// TestCapabilitiesElsewhere: a capability brings the place that it applies to, and revoking it takes the role away.
func TestCapabilitiesElsewhere(t *testing.T) {
	t.Parallel()
	roles := ofType(mustCreate(t, withCapabilities("exec", "training-operator-logs")), roleType)
	assert.Equal(t, array{
		ruleObject("", array{"pods"}, array{"list"}), ruleObject("", array{"pods/log"}, array{"get"}),
	}, roles["hyperpod/elsewhere/aws-hyperpod"].Inputs["rules"])
	assert.NotContains(t, ofType(mustCreate(t, withCapabilities("exec")), roleType), "hyperpod/elsewhere/aws-hyperpod")
}

func TestNamespacePlaceholder(t *testing.T) {
	t.Parallel()
	args := withCapabilities("task-governance")
	args.Namespaces = []string{"hyperpod-ns-b", "hyperpod-ns-a"}
	mine := core("configmaps", "get")
	mine.ResourceNames = []string{"{namespace}-settings"}
	args.Policy.Namespace = []rbacv1.PolicyRule{mine}
	registrations := mustCreate(t, args)

	queues := ofType(registrations, clusterRoleType)["hyperpod/cluster"].Inputs["rules"].(array)[0].(object)
	assert.Equal(t, array{"hyperpod-ns-a-clusterqueue", "hyperpod-ns-b-clusterqueue"}, queues["resourceNames"],
		"cluster rules name all of the team's namespaces")
	for _, namespace := range []string{"hyperpod-ns-a", "hyperpod-ns-b"} {
		settings := ofType(registrations, roleType)["hyperpod/"+namespace].Inputs["rules"].(array)[0].(object)
		assert.Equal(t, array{namespace + "-settings"}, settings["resourceNames"], "a Role names its own")
	}
}

func TestTeamsHaveTheirOwnCapabilities(t *testing.T) {
	t.Parallel()
	args := teamArgs()
	args.Teams["vision"] = component.TeamArgs{
		Namespaces: []string{"aws-hyperpod-vision"}, Capabilities: []string{"exec"},
	}
	registrations := mustCreate(t, args)
	assert.Equal(t, array{
		ruleObject("", array{"pods"}, array{"list"}),
		ruleObject("", array{"pods/exec"}, array{"get", "create"}),
	}, ofType(registrations, roleType)["hyperpod/vision/aws-hyperpod-vision"].Inputs["rules"])
	assert.Empty(t, ofType(registrations, clusterRoleType))
}

func TestRefusedRights(t *testing.T) {
	t.Parallel()
	escalate := rbacv1.PolicyRule{
		APIGroups: []string{"rbac.authorization.k8s.io"}, Resources: []string{"roles"}, Verbs: []string{"escalate"},
	}
	for name, refusal := range map[string]struct {
		mistake func(*component.ScientistAccessArgs)
		says    []string
	}{
		"an unknown capability": {
			func(a *component.ScientistAccessArgs) { a.Capabilities = []string{"exec", "exce"} },
			[]string{`capabilities[1]: Invalid value: "exce"`, `did you mean "exec"?`, "accelerator-partitions, "},
		},
		"a capability twice": {
			func(a *component.ScientistAccessArgs) { a.Capabilities = []string{"exec", "exec"} },
			[]string{`capabilities[1]: Duplicate value: "exec"`},
		},
		"a team's unknown capability": {
			func(a *component.ScientistAccessArgs) {
				inTeams(a, "vision")
				a.Teams["vision"] = component.TeamArgs{Namespaces: []string{"a"}, Capabilities: []string{"space"}}
			},
			[]string{`teams.vision.capabilities[0]: Invalid value: "space"`, `did you mean "spaces"?`},
		},
		"escalate": {
			func(a *component.ScientistAccessArgs) { a.Policy.Cluster = []rbacv1.PolicyRule{escalate} },
			[]string{"policy.cluster[0]: Forbidden: escalate on roles.rbac.authorization.k8s.io opens", `allow "escalate" by name`},
		},
		"a wildcard, beside capabilities": {
			func(a *component.ScientistAccessArgs) {
				a.Capabilities = []string{"exec"}
				a.Policy.Elsewhere = map[string][]rbacv1.PolicyRule{"ops": {core("*", "get")}}
			},
			[]string{"policy.elsewhere[ops][0]: Forbidden", `allow "wildcards" by name`},
		},
		"another right than the allowed one": {
			func(a *component.ScientistAccessArgs) {
				a.Policy.Cluster = []rbacv1.PolicyRule{escalate}
				a.AllowDangerous = []string{"bind"}
			},
			[]string{"policy.cluster[0]: Forbidden"},
		},
		"an unknown dangerous right": {
			func(a *component.ScientistAccessArgs) { a.AllowDangerous = []string{"wildcard"} },
			[]string{`allowDangerous[0]: Invalid value: "wildcard"`, `did you mean "wildcards"?`},
		},
		"capabilities beside teams": {
			func(a *component.ScientistAccessArgs) { inTeams(a, "vision"); a.Capabilities = []string{"exec"} },
			[]string{"capabilities: Forbidden", "each team has its own capabilities"},
		},
		"allowances beside teams": {
			func(a *component.ScientistAccessArgs) { inTeams(a, "vision"); a.AllowDangerous = []string{"bind"} },
			[]string{"allowDangerous: Forbidden"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := simple()
			refusal.mistake(args)
			registrations, err := create(t, args)
			requireSays(t, err, refusal.says...)
			assert.Empty(t, registrations)
		})
	}

	allowed := simple()
	allowed.Policy = policy.Policy{Cluster: []rbacv1.PolicyRule{escalate}}
	allowed.AllowDangerous = []string{"escalate"}
	require.NoError(t, allowed.Validate())
}
