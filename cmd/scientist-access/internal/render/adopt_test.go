package render_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/charts"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/adopt/propose"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/golden"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/internal/grants"
	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/policy"
)

// adoptable are clusters whose plans are kept in testdata/adopt. A test of internal/stackconfig reads those.
func adoptable() map[string]propose.Live {
	page := names.ForTeam(names.DefaultPrefix, "")
	documented := propose.Live{Cluster: "ml", Region: "us-west-2"}
	install(&documented, grants.Of(page, []string{"kubeflow"}, policy.Documented())...)
	documented.Objects.Entries = []access.Entry{signIn("role/ScientistUserRole", page.NamespaceGroup(), page.ClusterGroup())}

	byCharts := propose.Live{Cluster: "123"} // as text, not as a number
	cluster, namespaced := charts.Cluster("scientists")[0], charts.Namespaced(charts.DefaultNamespacedRoleName, "kubeflow")[0]
	install(&byCharts, grants.OfChart([]charts.Role{cluster, namespaced})...)
	byCharts.Objects.Entries = []access.Entry{signIn("user/alice@example.com", cluster.Group, namespaced.Group)}

	teams := propose.Live{Cluster: "ml", Notes: []access.Note{{Place: "namespaces", Message: "not read"}}}
	install(&teams, grants.Of(names.ForTeam("research", "vision"), []string{"aws-hyperpod-a", "aws-hyperpod-b"}, policy.Documented())...)
	wild := rbacv1.PolicyRule{Verbs: []string{"*"}, APIGroups: []string{""}, Resources: []string{"pods", "pods/log"}, ResourceNames: []string{"yes", "1e3", "a: b"}}
	install(&teams, grants.Grant{Namespace: "aws-hyperpod-lab", Role: "lab", Binding: "lab", Group: "lab\nkind: evil", Rules: []rbacv1.PolicyRule{wild}})
	vision := names.ForTeam("research", "vision")
	named := signIn("role/team/Alice", vision.ClusterGroup(), vision.NamespaceGroup(), "lab\nkind: evil")
	named.UserName = "scientist:{{SessionName}}"
	teams.Objects.Entries = []access.Entry{named, signIn("role/Bob", vision.ClusterGroup(), vision.NamespaceGroup()), signIn("role/Idle", "nothing")}
	teams.Mapped = []access.Entry{signIn("user/carol", "lab\nkind: evil"), signIn("role/Admin", access.Masters)}

	return map[string]propose.Live{"documented": documented, "charts": byCharts, "teams": teams}
}

func signIn(resource string, groups ...string) access.Entry {
	return access.Entry{PrincipalARN: "arn:aws:iam::111122223333:" + resource, Groups: groups}
}

// install adds the objects of grants, by hand as kubectl does.
func install(live *propose.Live, all ...grants.Grant) {
	for _, g := range all {
		prefix := map[bool]string{true: "Cluster"}[g.Namespace == ""]
		live.Objects.Roles = append(live.Objects.Roles, access.Role{
			Kind: prefix + "Role", Namespace: g.Namespace, Name: g.Role, Rules: g.Rules,
		})
		live.Objects.Bindings = append(live.Objects.Bindings, access.Binding{
			Kind: map[string]string{"": "RoleBinding", "Cluster": "ClusterRoleBinding"}[prefix], Namespace: g.Namespace, Name: g.Binding,
			RoleRef: rbacv1.RoleRef{Kind: prefix + "Role", Name: g.Role}, Subjects: []rbacv1.Subject{access.GroupSubject(g.Group)},
		})
	}
}

// TestAdoptYAML compares plans with those that are kept. UPDATE_GOLDEN=1 writes them anew.
func TestAdoptYAML(t *testing.T) {
	t.Parallel()
	for name, live := range adoptable() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan, err := propose.New(onCluster(live))
			require.NoError(t, err)
			var file bytes.Buffer
			require.NoError(t, render.AdoptYAML(&file, plan))
			golden.Compare(t, "testdata/adopt/"+name, ".yaml", file.Bytes())
		})
	}
}

// onCluster gives all objects their cluster.
func onCluster(live propose.Live) propose.Live {
	for i := range live.Objects.Roles {
		live.Objects.Roles[i].Cluster = live.Cluster
	}
	for i := range live.Objects.Bindings {
		live.Objects.Bindings[i].Cluster = live.Cluster
	}
	for _, entries := range [][]access.Entry{live.Objects.Entries, live.Mapped} {
		for i := range entries {
			entries[i].Cluster = live.Cluster
		}
	}
	return live
}

// TestAdoptJSON: programs find lists where there is nothing to list, and names as they are.
func TestAdoptJSON(t *testing.T) {
	t.Parallel()
	plan, err := propose.New(onCluster(adoptable()["documented"]))
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, render.JSON(&out, plan))
	var read struct {
		SchemaVersion                  int
		Cluster                        string
		Config                         map[string]any
		Unexpressed, Afterwards, Notes []any
		Changes                        struct{ Gaining, Losing int }
		Stricter                       struct{ Changes struct{ Losing int } }
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &read))
	assert.Equal(t, 1, read.SchemaVersion)
	assert.Equal(t, "ml", read.Cluster)
	assert.Equal(t, map[string]any{
		"aws:region": "us-west-2", "scientist-access:clusterName": "ml", "scientist-access:namespaces": []any{"kubeflow"},
		"scientist-access:principals": map[string]any{"scientist-user-role": "arn:aws:iam::111122223333:role/ScientistUserRole"},
	}, read.Config)
	assert.NotNil(t, read.Unexpressed)
	assert.NotNil(t, read.Afterwards)
	assert.NotNil(t, read.Notes)
	assert.Zero(t, read.Changes.Gaining+read.Changes.Losing)
	assert.Equal(t, 1, read.Stricter.Changes.Losing)
}

// full is a disk without room after some writes.
type full struct{ room int }

func (f *full) Write(text []byte) (int, error) {
	if f.room--; f.room < 0 {
		return 0, errors.New("no space left")
	}
	return len(text), nil
}

func TestAdoptYAMLTellsOfAFullDisk(t *testing.T) {
	t.Parallel()
	plan, err := propose.New(onCluster(adoptable()["teams"]))
	require.NoError(t, err)
	for room := range 3 {
		assert.ErrorContains(t, render.AdoptYAML(&full{room}, plan), "no space left")
	}
}
