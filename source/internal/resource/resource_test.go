package resource_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/source"
	"github.com/scientist-access/scientist-access/source/internal/resource"
)

const roleState = `{"urn":"urn:pulumi:dev::p::kubernetes:rbac.authorization.k8s.io/v1:Role::r","type":"kubernetes:rbac.authorization.k8s.io/v1:Role","id":"n/r",` +
	`"inputs":{"metadata":{"name":"r","namespace":"n"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}}`

// TestReadWithheld: unknown and secret values are neither guessed nor dropped.
func TestReadWithheld(t *testing.T) {
	t.Parallel()
	const secret = `{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","plaintext":"\"admins\""}`
	tests := []struct {
		name, groups string
		want         []string
	}{
		{"unknown list", `"04da6b54-80e4-46f7-96ec-b56ff0331ba9"`, []string{access.Unknown}},
		{"unknown item", `["a","04da6b54-80e4-46f7-96ec-b56ff0331ba9"]`, []string{"a", access.Unknown}},
		{"blinded secret", `["[secret]"]`, []string{access.Secret}},
		{"secret list", secret, []string{access.Secret}},
		{"secret item", `[` + secret + `]`, []string{access.Secret}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			stack := read(t, `{"version":3,"deployment":{"resources":[{"urn":"u::e","type":"aws:eks/accessEntry:AccessEntry",
				"inputs":{"clusterName":"c","principalArn":"arn:aws:iam::111122223333:role/R","kubernetesGroups":`+test.groups+`}}]}}`)
			require.Len(t, stack.After.Entries, 1)
			assert.Equal(t, test.want, stack.After.Entries[0].Groups)
		})
	}
}

// TestReadComputed: what the program leaves to the provider is read from the outputs.
func TestReadComputed(t *testing.T) {
	t.Parallel()
	stack := read(t, `{"version":3,"deployment":{"resources":[
		{"urn":"u::e","type":"aws:eks/accessEntry:AccessEntry","inputs":{"clusterName":"c","principalArn":"p"},
		 "outputs":{"clusterName":"c","principalArn":"p","kubernetesGroups":["kept"],"userName":"u"}},
		{"urn":"u::r","type":"kubernetes:rbac.authorization.k8s.io/v1:Role","inputs":{"metadata":{},"rules":[]},
		 "outputs":{"metadata":{"name":"r-1a2b","namespace":"team"},"rules":[{"verbs":["get"]}]}},
		{"urn":"u::x","type":"kubernetes:rbac.authorization.k8s.io/v1:ClusterRole","outputs":{"metadata":{"name":"x"},"rules":[]}}]}}`)
	require.Len(t, stack.After.Entries, 1)
	assert.Equal(t, []string{"kept"}, stack.After.Entries[0].Groups)
	require.Len(t, stack.After.Roles, 2)
	assert.Equal(t, "team/r-1a2b", stack.After.Roles[0].Namespace+"/"+stack.After.Roles[0].Name)
	assert.Empty(t, stack.After.Roles[0].Rules, "the program's rules count, not those that the cluster had")
	assert.Equal(t, "x", stack.After.Roles[1].Name, "a resource that is only read has outputs alone")
}

// TestReadClusters: to which cluster the objects of a Kubernetes provider go.
func TestReadClusters(t *testing.T) {
	t.Parallel()
	const ml, nl = "arn:aws:eks:us-west-2:111122223333:cluster/ml", "arn:aws:eks:us-west-2:111122223333:cluster/nl"
	kubeconfig := func(args string) string {
		return `"kubeconfig":"{\"current-context\":\"c\",\"contexts\":[{\"name\":\"c\",\"context\":{\"cluster\":\"` + nl +
			`\",\"user\":\"u\"}}],\"users\":[{\"name\":\"u\",\"user\":{\"exec\":{\"args\":[` + args + `]}}}]}"`
	}
	provider := func(name, inputs string) string {
		return `{"urn":"urn:pulumi:dev::p::pulumi:providers:kubernetes::` + name + `","type":"pulumi:providers:kubernetes","inputs":{` + inputs + `}}`
	}
	identified := func(name, arn string) string { return provider(name, `"clusterIdentifier":"`+arn+`"`) }
	role := func(provider string) string {
		return strings.Replace(roleState, `"id"`, `"provider":"urn:pulumi:dev::p::pulumi:providers:kubernetes::`+provider+`::1","id"`, 1)
	}
	entry := func(cluster string) string {
		return `{"urn":"urn:pulumi:dev::p::aws:eks/accessEntry:AccessEntry::` + cluster + `","type":"aws:eks/accessEntry:AccessEntry",` +
			`"inputs":{"clusterName":"` + cluster + `","principalArn":"arn:aws:iam::111122223333:role/R"}}`
	}
	const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
	tests := []struct {
		name      string
		resources []string
		want      []string // clusters of the roles, in their order
		note      string
	}{
		{"no entry, no setting", []string{role("blue")}, []string{""}, ""},
		{"one entry's cluster", []string{role("blue"), entry("ml")}, []string{"ml"}, ""},
		{"an entry of a cluster to be made", []string{role("blue"), entry(unknown)}, []string{access.Unknown}, ""},
		{"the provider's identifier", []string{identified("blue", nl), role("blue"), entry("ml")}, []string{"nl"}, ""},
		{"an identifier that is no ARN", []string{provider("blue", `"clusterIdentifier":"x"`), role("blue"), entry("ml")}, []string{"ml"}, ""},
		{"the kubeconfig's sign-in", []string{provider("blue", kubeconfig(`\"--cluster-name\",\"xl\"`)), role("blue"), entry("ml")}, []string{"xl"}, ""},
		{"the kubeconfig's sign-in, in one word", []string{provider("blue", kubeconfig(`\"--cluster-name=xl\"`)), role("blue"), entry("ml")}, []string{"xl"}, ""},
		{"aws-iam-authenticator", []string{provider("blue", kubeconfig(`\"token\",\"-i\",\"xl\"`)), role("blue"), entry("ml")}, []string{"xl"}, ""},
		{"the kubeconfig's cluster", []string{provider("blue", kubeconfig(``)), role("blue"), entry("ml")}, []string{"nl"}, ""},
		{"another context", []string{provider("blue", `"context":"d",`+kubeconfig(``)), role("blue"), entry("ml")}, []string{"ml"}, ""},
		{"a secret kubeconfig", []string{provider("blue", `"kubeconfig":"[secret]"`), role("blue"), entry("ml")}, []string{"ml"}, ""},
		{"a kubeconfig that is a path", []string{provider("blue", `"kubeconfig":"~/.kube/config"`), role("blue"), entry("ml")}, []string{"ml"}, ""},
		{"an entry that was imported", []string{role("blue"), strings.Replace(entry("ml"), `"inputs":`, `"inputs":null,"outputs":`, 1)}, []string{"ml"}, ""},
		{"two identified", []string{identified("blue", ml), identified("green", nl), role("blue"), role("green"), entry("ml"), entry("nl")}, []string{"ml", "nl"}, ""},
		{"two not identified", []string{role("blue"), role("green"), entry("ml")}, []string{"provider blue", "provider green"}, "providers lead: blue, green"},
		{"one of two identified", []string{identified("blue", ml), role("blue"), role("green"), entry("ml")}, []string{"ml", "provider green"}, "providers lead: green"},
		{"one provider, entries of two clusters", []string{role("blue"), entry("ml"), entry("nl")}, []string{"provider blue"}, "providers lead: blue"},
		{"two of three not identified", []string{identified("blue", ml), role("blue"), role("green"), role("red"), entry("ml")},
			[]string{"ml", "provider green", "provider red"}, "providers lead: green, red"},
		{"a kubeconfig without a user", []string{provider("blue", `"kubeconfig":"{\"current-context\":\"c\",\"contexts\":[{\"name\":\"c\",\"context\":{\"cluster\":\"x\"}}]}"`), role("blue"), entry("ml")}, []string{"ml"}, ""},
		{"a kubeconfig with a certificate", []string{provider("blue", `"kubeconfig":"{\"current-context\":\"c\",\"contexts\":[{\"name\":\"c\",\"context\":{\"cluster\":\"`+nl+`\",\"user\":\"u\"}}],\"users\":[{\"name\":\"u\",\"user\":{}}]}"`), role("blue"), entry("ml")}, []string{"nl"}, ""},
		{"an upgrade of the SDK", []string{role("default_4_24_0"), role("default_4_25_0"), entry("ml")}, []string{"ml", "ml"}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			reading := read(t, `{"version":3,"deployment":{"resources":[`+strings.Join(test.resources, ",")+`]}}`)
			var clusters []string
			for _, role := range reading.After.Roles {
				clusters = append(clusters, role.Cluster)
			}
			assert.Equal(t, test.want, clusters)
			if test.note == "" {
				assert.Empty(t, reading.Notes)
				return
			}
			require.Len(t, reading.Notes, 1)
			assert.Contains(t, reading.Notes[0].Message, test.note)
		})
	}
}

// TestReadImported: after an import of Kubernetes objects the inputs can lack what the outputs hold.
func TestReadImported(t *testing.T) {
	t.Parallel()
	reading := read(t, `{"version":3,"deployment":{"resources":[
		{"urn":"u::r","type":"kubernetes:rbac.authorization.k8s.io/v1:Role","inputs":{"metadata":{"name":"r","namespace":"n"}},
		 "outputs":{"metadata":{"name":"r","namespace":"n"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}},
		{"urn":"u::b","type":"kubernetes:rbac.authorization.k8s.io/v1:RoleBinding","inputs":{"metadata":{"name":"b","namespace":"n"}},
		 "outputs":{"metadata":{"name":"b","namespace":"n"},"roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"Group","name":"g"}]}}]}}`)
	require.Len(t, reading.After.Roles, 1)
	assert.Equal(t, []string{"pods"}, reading.After.Roles[0].Rules[0].Resources)
	require.Len(t, reading.After.Bindings, 1)
	assert.Equal(t, "r", reading.After.Bindings[0].RoleRef.Name)
	assert.Equal(t, "g", reading.After.Bindings[0].Subjects[0].Name)
}

// TestReadMark: the component's annotation tells whose an object is, unless the stack does not show it.
func TestReadMark(t *testing.T) {
	t.Parallel()
	for annotations, want := range map[string]string{
		`{"scientist-access/stack":"org/scientist-access/prod"}`: "pulumi:org/scientist-access/prod",
		`{"other":"org/scientist-access/prod"}`:                  "",
		`{"scientist-access/stack":""}`:                          "",
		`{"scientist-access/stack":"[secret]"}`:                  "",
		`null`:                                                   "",
		`"a text"`:                                               "",
	} {
		metadata := `"inputs":{"metadata":{"name":"x","namespace":"n","annotations":` + annotations + `}`
		reading := read(t, `{"version":3,"deployment":{"resources":[
			{"urn":"u::r","type":"kubernetes:rbac.authorization.k8s.io/v1:Role",`+metadata+`,"rules":[]}},
			{"urn":"u::b","type":"kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",`+metadata+`,"roleRef":{"kind":"Role","name":"r"}}}]}}`)
		require.Len(t, reading.After.Roles, 1, annotations)
		assert.Equal(t, want, reading.After.Roles[0].Owner, annotations)
		require.Len(t, reading.After.Bindings, 1, annotations)
		assert.Equal(t, want, reading.After.Bindings[0].Owner, annotations)
	}
}

func read(t *testing.T, json string) *access.Reading {
	t.Helper()
	stack, err := source.Read(strings.NewReader(json))
	require.NoError(t, err)
	return stack
}

// TestReadLeavesOut: what cannot be understood is noted, and makes the reading one of a part of the stack.
func TestReadLeavesOut(t *testing.T) {
	t.Parallel()
	export := func(resources string) string { return `{"version":3,"deployment":{"resources":[` + resources + `]}}` }
	tests := []struct{ name, json, want string }{
		{"rules no list", export(strings.Replace(roleState, `[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]`, `"all"`, 1)), "rules is a string, want a list"},
		{"null in a list", export(strings.Replace(roleState, `["pods"]`, `[null]`, 1)), "rules[0].resources[0] is null, want a value"},
		{"list kind", export(strings.ReplaceAll(roleState, "v1:Role", "v1:RoleList")), "RoleList: objects of this kind are not read"},
		{"older API", export(strings.ReplaceAll(roleState, "v1:Role", "v1beta1:Role")), "v1beta1:Role: objects of this kind are not read"},
		{"Helm release", export(`{"urn":"u","type":"kubernetes:helm.sh/v3:Release"}`), "what the release installs is not in the stack"},
		{"aws-auth", export(`{"urn":"u","type":"kubernetes:core/v1:ConfigMap","inputs":{"metadata":{"name":"aws-auth","namespace":"kube-system"}}}`), "aws-auth"},
		{"association without scope", export(`{"urn":"u","type":"aws:eks/accessPolicyAssociation:AccessPolicyAssociation","inputs":{"principalArn":"a"}}`), "accessScope.type"},
		{"binding without role", export(`{"urn":"u","type":"kubernetes:rbac.authorization.k8s.io/v1:RoleBinding","inputs":{"metadata":{}}}`), "roleRef is null, want an object"},
		{"interrupted update", `{"version":3,"deployment":{"resources":[],"pending_operations":[{"type":"creating","resource":` + roleState + `}]}}`, "interrupted while creating it: whether it is in effect is not known; run pulumi up, then pulumi refresh --clear-pending-creates"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			json := strings.ReplaceAll(test.json, "\n", `\n`)
			stack := read(t, json)
			assert.True(t, stack.Partial)
			assert.Regexp(t, `^deployment\.(resources|pending_operations)\[0\](\.resource)?, u`, stack.Notes[0].Place, "where, and what")
			var notes []string
			for _, note := range stack.Notes {
				notes = append(notes, note.Place+" "+note.Message)
			}
			assert.Contains(t, strings.Join(notes, "\n"), test.want)
		})
	}
}

// TestReadByID: of what a preview is about to read, it tells the id alone.
func TestReadByID(t *testing.T) {
	t.Parallel()
	reading := func(kind, id, more string) *access.Reading {
		return read(t, `{"steps":[{"op":"read","urn":"urn:x","newState":{"urn":"urn:x","type":"`+kind+`","id":"`+id+`","external":true`+more+`}}]}`)
	}
	const rbac = "kubernetes:rbac.authorization.k8s.io/v1:"
	unknown := []string{access.Unknown}
	for _, role := range reading(rbac+"ClusterRole", "view", "").After.Roles {
		assert.Equal(t, "ClusterRole view", role.Ref().String())
		assert.Equal(t, unknown, role.Rules[0].Verbs)
	}
	require.Len(t, reading(rbac+"Role", "a/r", "").After.Roles, 1)
	assert.Equal(t, "Role a/r", reading(rbac+"Role", "a/r", "").After.Roles[0].Ref().String())
	binding := reading(rbac+"RoleBinding", "a/b", "").After.Bindings[0]
	assert.Equal(t, "RoleBinding a/b", binding.Ref().String())
	assert.Equal(t, access.Unknown, binding.Subjects[0].Name)
	entry := reading("aws:eks/accessEntry:AccessEntry", "ml:arn:aws:iam::111122223333:role/R", "").After.Entries[0]
	assert.Equal(t, access.Entry{Origin: access.Origin{Cluster: "ml", URN: "urn:x"}, PrincipalARN: "arn:aws:iam::111122223333:role/R", Groups: unknown}, entry)

	// What tells more than its id is read as ever.
	for _, more := range []string{
		`,"inputs":{"metadata":{"name":"other"},"rules":[]}`, `,"outputs":{"metadata":{"name":"other"},"rules":[]}`,
	} {
		assert.Equal(t, "other", reading(rbac+"ClusterRole", "view", more).After.Roles[0].Name)
	}
	for _, more := range []string{
		`,"inputs":{"principalArn":"p","clusterName":"c"}`, `,"outputs":{"principalArn":"p","clusterName":"c"}`,
	} {
		assert.Equal(t, "p", reading("aws:eks/accessEntry:AccessEntry", "ml:x", more).After.Entries[0].PrincipalARN)
	}
}

// TestPartial: a reading is partial if the preview failed, or if something could not be read.
func TestPartial(t *testing.T) {
	t.Parallel()
	assert.False(t, read(t, `{"steps":[]}`).Partial)
	failed := read(t, `{"diagnostics":[{"severity":"error","message":"no"}]}`)
	assert.True(t, failed.Partial && failed.Failed)
	assert.True(t, read(t, `{"steps":[],"changeSummary":{"same":1}}`).Partial)
	assert.True(t, read(t, `{"version":3,"deployment":{"resources":[{"urn":"u","type":"kubernetes:helm.sh/v3:Release"}]}}`).Partial)
}

// TestFirstProblemCounts: of several things that are wrong in a resource, the first is named.
func TestFirstProblemCounts(t *testing.T) {
	t.Parallel()
	reading := read(t, `{"version":3,"deployment":{"resources":[{"urn":"u","type":"kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
		"inputs":{"metadata":7,"roleRef":8,"subjects":9}}]}}`)
	require.NotEmpty(t, reading.Notes)
	assert.Contains(t, reading.Notes[0].Message, "metadata is a number, want an object")
}

func TestLastPart(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{"a::b::c": "c", "::c": "c", "c": "c", "a::": ""} {
		assert.Equal(t, want, resource.LastPart(s, "::"), s)
	}
}
