package names_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/internal/names"
)

// The names are copied from the developer guide.
// Source: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-eks-setup-rbac.html
func TestTheDocumentedNames(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{
		"hyperpod-scientist-user-cluster-role",
		"hyperpod-scientist-user-cluster-role-binding",
		"hyperpod-scientist-user-cluster-level",
		"hyperpod-scientist-user-namespace-level-role",
		"hyperpod-scientist-user-namespace-level-role-binding",
		"hyperpod-scientist-user-namespace-level",
		"hyperpod-scientist-user-elsewhere-role",
		"hyperpod-scientist-user-elsewhere-role-binding",
	}, names.ForTeam("hyperpod-scientist-user", "").All())
}

func TestATeamsNamesStartWithPrefixAndTeam(t *testing.T) {
	t.Parallel()
	objects := names.ForTeam("research", "vision")
	assert.Equal(t, "research-vision", objects.Prefix())
	for _, name := range objects.All() {
		assert.True(t, strings.HasPrefix(name, "research-vision-"), name)
	}
}

func TestEntries(t *testing.T) {
	t.Parallel()
	for arn, want := range map[string]string{
		"arn:aws:iam::111122223333:role/Alice":               "access/111122223333:role/Alice",
		"arn:aws-cn:iam::444455556666:user/research/alice":   "access/444455556666:user/research/alice",
		"arn:aws:iam::111122223333:role/odd::path/Scientist": "access/111122223333:role/odd::path/Scientist",
	} {
		assert.Equal(t, want, names.Entry("access", arn))
	}
	assert.Equal(t, "access/alice", names.KeyedEntry("access", "alice"))
}

const (
	clusterBinding = "ClusterRoleBinding"
	binding        = "RoleBinding"
)

// urnOf is the URN that Pulumi gives a binding below the component.
func urnOf(kind, resource string) string {
	return "urn:pulumi:prod::project::" + names.ComponentType + "$kubernetes:rbac.authorization.k8s.io/v1:" + kind +
		"::" + resource
}

// TestTeamIsReadBack writes the names of every kind of binding, and reads the team back. The teams, components and
// namespaces have names that are easily confused.
func TestTeamIsReadBack(t *testing.T) {
	t.Parallel()
	words := []string{"vision", "cluster", "elsewhere", "a-vision", "namespace-level", "kubeflow"}
	for _, component := range []string{"access", "team/access"} {
		for _, prefix := range []string{"hyperpod-scientist-user", "research.ml"} {
			for _, team := range append(words, "") {
				objects := names.ForTeam(prefix, team)
				assert.Equal(t, team, names.Team(
					urnOf(clusterBinding, names.Resource(component, team, names.Cluster)), objects.ClusterRoleBinding()))
				for _, namespace := range words {
					assert.Equal(t, team, names.Team(
						urnOf(binding, names.Resource(component, team, namespace)), objects.RoleBinding()),
						"team %q in %q", team, namespace)
					assert.Equal(t, team, names.Team(
						urnOf(binding, names.Resource(component, team, names.Elsewhere(namespace)...)), objects.ElsewhereRoleBinding()),
						"team %q elsewhere in %q", team, namespace)
				}
			}
		}
	}
}

func TestNoTeam(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ urn, binding string }{
		"somebody else's binding": {
			"urn:pulumi:prod::project::kubernetes:rbac.authorization.k8s.io/v1:RoleBinding::access/vision/kubeflow",
			"hyperpod-scientist-user-vision-namespace-level-role-binding",
		},
		"names that disagree": {
			urnOf(binding, "access/vision/kubeflow"), "hyperpod-scientist-user-speech-namespace-level-role-binding",
		},
		"a team whose name only ends like it": {
			urnOf(binding, "access/vision/kubeflow"), "hyperpod-scientist-uservision-namespace-level-role-binding",
		},
		"an object of a chart": {
			urnOf(binding, "access/vision/team-chart/hyperpod-ns-vision"), "hyperpod-ns-vision-namespace-role-binding",
		},
		"the binding of another place": {
			urnOf(binding, "access/vision/elsewhere/kubeflow"), "hyperpod-scientist-user-vision-namespace-level-role-binding",
		},
		"a prefix that reads like a team": {
			urnOf(binding, "access/elsewhere/kubeflow"), "x-elsewhere-elsewhere-role-binding",
		},
		"a component that is called like a team": {
			urnOf(binding, "vision/elsewhere/kubeflow"), "x-vision-elsewhere-role-binding",
		},
		"no URN": {"", "hyperpod-scientist-user-vision-namespace-level-role-binding"},
		"a URN without a name": {
			"urn:pulumi:prod::project::" + names.ComponentType + "$kubernetes:rbac.", "x-vision-namespace-level-role-binding",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Empty(t, names.Team(c.urn, c.binding))
		})
	}
}

func TestPrefixOfGroup(t *testing.T) {
	t.Parallel()
	for group, want := range map[string]string{
		"hyperpod-scientist-user-cluster-level":          "hyperpod-scientist-user",
		"hyperpod-scientist-user-vision-namespace-level": "hyperpod-scientist-user-vision",
		"-cluster-level": "",
		"cluster-level":  "",
		"scientists":     "",
		"":               "",
	} {
		prefix, ok := names.PrefixOfGroup(group)
		assert.Equal(t, want, prefix, group)
		assert.Equal(t, want != "", ok, group)
	}
}
