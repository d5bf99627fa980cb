package imports_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/adopt/imports"
)

const (
	alice = "arn:aws:iam::111122223333:role/Alice"

	pendingFile = `{
  "nameTable": {"ml": "urn:pulumi:prod::access::pulumi:providers:kubernetes::ml"},
  "resources": [
    {"type": "scientistaccess:index:ScientistAccess", "name": "access", "component": true},
    {"type": "kubernetes:rbac.authorization.k8s.io/v1:Role", "name": "access/a", "id": "<PLACEHOLDER>", "parent": "access", "version": "4.25.0"},
    {"type": "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", "name": "access/aRoleBinding", "logicalName": "access/a", "id": "<PLACEHOLDER>", "parent": "access"},
    {"type": "kubernetes:core/v1:Namespace", "name": "access/aNamespace", "logicalName": "access/a", "id": "<PLACEHOLDER>", "parent": "access"},
    {"type": "aws:eks/accessEntry:AccessEntry", "name": "access/111122223333:role/Alice", "id": "<PLACEHOLDER>", "parent": "access"},
    {"type": "aws:s3/bucket:Bucket", "name": "data", "id": "<PLACEHOLDER>"}
  ],
  "providerInputs": {"ml": {"version": "4.25.0"}}
}`
)

var getPods = rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"pods"}, Verbs: []string{"get"}}

func at(typ, name string) access.Origin {
	return access.Origin{Cluster: "ml", URN: "urn:pulumi:prod::access::scientistaccess:index:ScientistAccess$" + typ + "::" + name}
}

func role(origin access.Origin, rules ...rbacv1.PolicyRule) access.Role {
	return access.Role{Origin: origin, Kind: "Role", Namespace: "a", Name: "r", Rules: rules}
}

func binding(origin access.Origin, role, group string) access.Binding {
	return access.Binding{
		Origin: origin, Kind: "RoleBinding", Namespace: "a", Name: "b", RoleRef: rbacv1.RoleRef{Kind: "Role", Name: role},
		Subjects: []rbacv1.Subject{access.GroupSubject(group)},
	}
}

// declared is what the pending file is about.
func declared() access.Objects {
	return access.Objects{
		Roles:    []access.Role{role(at("kubernetes:rbac.authorization.k8s.io/v1:Role", "access/a"), getPods)},
		Bindings: []access.Binding{binding(at("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", "access/a"), "r", "g")},
		Entries: []access.Entry{{
			Origin: at("aws:eks/accessEntry:AccessEntry", "access/111122223333:role/Alice"), PrincipalARN: alice, Groups: []string{"g"},
		}},
	}
}

const userName = "arn:aws:sts::111122223333:assumed-role/Alice/{{SessionName}}"

// there is the same on the cluster.
func there() imports.Existing {
	live := access.Origin{Cluster: "ml"}
	return imports.Existing{
		Objects: access.Objects{
			Roles:    []access.Role{role(live, getPods)},
			Bindings: []access.Binding{binding(live, "r", "g")},
			Entries:  []access.Entry{{Origin: live, PrincipalARN: alice, Groups: []string{"g"}, UserName: userName, Type: "STANDARD"}},
		},
		Namespaces: map[string]string{"a": ""},
	}
}

func newImport(t *testing.T, is imports.Existing, from ...string) (*imports.Import, error) {
	t.Helper()
	reading := &access.Reading{Source: access.Preview, After: declared()}
	return imports.New(strings.NewReader(pendingFile), reading, "ml", is, from)
}

// ids are the ids in the file that is written, by type and name.
func ids(t *testing.T, i *imports.Import) map[string]string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, i.WriteFile(&out))
	var file struct {
		NameTable, ProviderInputs map[string]any
		Resources                 []struct{ Type, Name, ID, Version string }
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &file))
	assert.Equal(t, map[string]any{"ml": "urn:pulumi:prod::access::pulumi:providers:kubernetes::ml"}, file.NameTable)
	assert.Equal(t, map[string]any{"ml": map[string]any{"version": "4.25.0"}}, file.ProviderInputs)
	found := map[string]string{}
	for _, r := range file.Resources {
		found[r.Type[strings.LastIndex(r.Type, ":")+1:]+" "+r.Name] = r.ID
	}
	return found
}

func states(i *imports.Import) map[string]imports.State {
	found := map[string]imports.State{}
	for _, item := range i.Items {
		found[item.Object] = item.State
	}
	return found
}

const (
	entryObject = "access entry of " + alice
	bucket      = "aws:s3/bucket:Bucket data"
)

func TestEverythingIsThere(t *testing.T) {
	t.Parallel()
	i, err := newImport(t, there())
	require.NoError(t, err)
	assert.Equal(t, map[string]imports.State{
		"Role a/r": imports.Identical, "RoleBinding a/b": imports.Identical, "Namespace a": imports.Identical,
		entryObject: imports.Identical, bucket: imports.NotOurs,
	}, states(i))
	assert.Equal(t, map[string]string{
		"ScientistAccess access": "", "Role access/a": "a/r", "RoleBinding access/aRoleBinding": "a/b",
		"Namespace access/aNamespace": "a", "AccessEntry access/111122223333:role/Alice": "ml:" + alice,
	}, ids(t, i))
	assert.False(t, i.Blocked())
	assert.False(t, i.Empty())
}

func TestNothingIsThere(t *testing.T) {
	t.Parallel()
	i, err := newImport(t, imports.Existing{})
	require.NoError(t, err)
	assert.Equal(t, 4, i.Count(imports.Absent))
	assert.True(t, i.Empty())
	assert.Empty(t, ids(t, i), "the component neither")
}

func TestWhatDiffers(t *testing.T) {
	t.Parallel()
	is := there()
	is.Objects.Roles[0].Rules = append(is.Objects.Roles[0].Rules, rbacv1.PolicyRule{
		APIGroups: []string{""}, Resources: []string{"secrets"}, Verbs: []string{"list"},
	})
	is.Objects.Bindings[0] = binding(access.Origin{Cluster: "ml"}, "other", "h")
	is.Objects.Entries[0].Groups = nil
	i, err := newImport(t, is)
	require.NoError(t, err)
	assert.Equal(t, []imports.Item{
		{Object: "Namespace a", State: imports.Identical},
		{Object: "Role a/r", State: imports.Differs, Lines: []string{"+ list secrets"}},
		{Object: "RoleBinding a/b", State: imports.Differs, Replaced: true, Lines: []string{
			"+ Group h", "- Group g", "+ binds Role a/other", "- binds Role a/r",
		}},
		{Object: entryObject, State: imports.Differs, Lines: []string{"- group g"}},
		{Object: bucket, State: imports.NotOurs},
	}, i.Items)
	assert.Len(t, ids(t, i), 5)
}

// TestKeepers: what another tool keeps is not taken over by accident.
func TestKeepers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		owner string
		from  []string
		want  imports.State
		says  string
	}{
		"nobody's":                    {"", nil, imports.Identical, ""},
		"somebody's":                  {"helm:kube-system/hyperpod", nil, imports.Blocked, ""},
		"by its tool":                 {"helm:kube-system/hyperpod", []string{"helm"}, imports.Identical, ""},
		"by its name":                 {"helm:kube-system/hyperpod", []string{"helm:kube-system/hyperpod"}, imports.Identical, ""},
		"from another":                {"helm:kube-system/hyperpod", []string{"helm:default/hyperpod"}, imports.Blocked, `--from "helm:default/hyperpod": keeps nothing`},
		"from nobody":                 {"", []string{"flux"}, imports.Identical, `--from "flux": keeps nothing`},
		"another Pulumi stack's":      {"pulumi", nil, imports.Blocked, ""},
		"another stack's of ours":     {"pulumi:organization/access/dev", nil, imports.Blocked, ""},
		"our own, of a killed update": {"pulumi:organization/access/prod", nil, imports.Identical, ""},
		"a tool of a name like ours":  {"argocd:x/access/prod", nil, imports.Blocked, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			is := there()
			is.Objects.Roles[0].Owner = c.owner
			i, err := newImport(t, is, c.from...)
			if c.says != "" {
				assert.ErrorContains(t, err, c.says)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, states(i)["Role a/r"])
			assert.Equal(t, c.want == imports.Blocked, i.Blocked())
		})
	}
}

func TestKeepersOfNamespacesAndBindings(t *testing.T) {
	t.Parallel()
	is := there()
	is.Namespaces["a"], is.Objects.Bindings[0].Owner = "terraform", "argocd:team"
	i, err := newImport(t, is, "argocd")
	require.NoError(t, err)
	assert.Equal(t, imports.Blocked, states(i)["Namespace a"])
	assert.Equal(t, imports.Identical, states(i)["RoleBinding a/b"])
	assert.NotContains(t, ids(t, i), "Namespace access/aNamespace")
}

// TestWhatThePreviewDoesNotTell, and what is on another cluster.
func TestWhatThePreviewDoesNotTell(t *testing.T) {
	t.Parallel()
	after := declared()
	after.Roles[0].Name = access.Secret
	after.Bindings[0].Namespace = access.Unknown
	after.Entries[0].PrincipalARN = access.Secret
	i, err := imports.New(strings.NewReader(pendingFile), &access.Reading{Source: access.Preview, After: after}, "ml", there(), nil)
	require.NoError(t, err)
	assert.Equal(t, 3, i.Count(imports.Untold))
	assert.Len(t, ids(t, i), 2, "the namespace and its component")

	after = declared()
	after.Entries[0].Cluster = "other"
	i, err = imports.New(strings.NewReader(pendingFile), &access.Reading{Source: access.Preview, After: after}, "ml", there(), nil)
	require.NoError(t, err)
	assert.Equal(t, 2, i.Count(imports.NotOurs), "the bucket and the entry")
}

func TestOtherFiles(t *testing.T) {
	t.Parallel()
	preview := &access.Reading{Source: access.Preview}
	for name, c := range map[string]struct {
		file    string
		reading *access.Reading
		says    string
	}{
		"no JSON":           {"x", preview, "want the JSON that pulumi preview --import-file writes"},
		"another JSON":      {"{}", preview, "no resources: want the JSON that pulumi preview --import-file writes"},
		"an odd list":       {`{"resources": [1]}`, preview, "resources[0]: want an object"},
		"an export":         {pendingFile, &access.Reading{Source: access.Export}, "want the JSON of pulumi preview --json"},
		"odd fields":        {`{"resources": [{"type": 1, "name": [], "parent": {}}]}`, preview, ""},
		"URNs of no form":   {pendingFile, &access.Reading{Source: access.Preview, After: access.Objects{Roles: []access.Role{{}}}}, ""},
		"no resource to do": {`{"resources": []}`, preview, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i, err := imports.New(strings.NewReader(c.file), c.reading, "ml", imports.Existing{}, nil)
			if c.says != "" {
				assert.ErrorContains(t, err, c.says)
				return
			}
			require.NoError(t, err)
			assert.True(t, i.Empty())
		})
	}
}
