package resource_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/source"
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
		{"two identified", []string{identified("blue", ml), identified("green", nl), role("blue"), role("green"), entry("ml"), entry("nl")}, []string{"ml", "nl"}, ""},
		{"two not identified", []string{role("blue"), role("green"), entry("ml")}, []string{"provider blue", "provider green"}, "providers lead: blue, green"},
		{"one of two identified", []string{identified("blue", ml), role("blue"), role("green"), entry("ml")}, []string{"ml", "provider green"}, "providers lead: green"},
		{"one provider, entries of two clusters", []string{role("blue"), entry("ml"), entry("nl")}, []string{"provider blue"}, "providers lead: blue"},
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

func read(t *testing.T, json string) *access.Reading {
	t.Helper()
	stack, err := source.Read(strings.NewReader(json))
	require.NoError(t, err)
	return stack
}
