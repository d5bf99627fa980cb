package source_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/source"
)

// badInputs are files that cannot be reviewed at all.
var badInputs = []struct{ name, json, want string }{
	{"empty", "", "the input is empty"},
	{"no JSON", "Previewing update (dev)", "invalid character 'P'"},
	{"cut off in a step", `{"steps":[{"op":"create","urn":"urn:x"`, "steps[0], byte 38: the file ends in the middle"},
	{"cut off between steps", `{"steps":[`, "steps, byte 10: the file ends in the middle"},
	{"a list", `[]`, "want an object, got a list"},
	{"null", `null`, "want an object, got null"},
	{"empty object", `{}`, "the JSON object is empty"},
	{"another kind", `{"format_version":"1.2","resource_changes":[]}`, `first fields are "format_version", "resource_changes"`},
	{"line breaks in a name", "{\"a\\nb\":[", `a\nb, byte`},
	{"engine events", `{"sequence":0,"timestamp":1,"preludeEvent":{}}`, "PULUMI_ENABLE_STREAMING_JSON_PREVIEW"},
	{"two documents", `{"steps":[]} {"steps":[]}`, "more text follows"},
	{"checkpoint of a backend", `{"version":3,"checkpoint":{}}`, "checkpoint of a state backend"},
	{"steps no list", `{"steps":{}}`, "steps, after byte 10: want a list, got an object"},
	{"foreign steps", `{"steps":[{"name":"build"}]}`, "not a preview of Pulumi"},
	{"step no object", `{"steps":[7]}`, "steps[0], after byte"},
	{"foreign resources", `{"version":3,"deployment":{"resources":[{"name":"x"}]}}`, "deployment.resources[0], after byte"},
	{"no version", `{"deployment":{"resources":[]}}`, "version is missing"},
	{"old version", `{"version":1,"deployment":{}}`, "version is 1, older than 3"},
	{"new version", `{"version":9,"deployment":{}}`, "version is 9, newer than 4"},
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range badInputs {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := source.Read(strings.NewReader(test.json))
			require.Error(t, err)
			assert.Contains(t, err.Error(), test.want)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

const (
	roleURN   = "urn:pulumi:dev::p::kubernetes:rbac.authorization.k8s.io/v1:Role::r"
	roleState = `{"urn":"` + roleURN + `","type":"kubernetes:rbac.authorization.k8s.io/v1:Role","id":"n/r",` +
		`"inputs":{"metadata":{"name":"r","namespace":"n"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}}`

	oldState   = `"oldState":` + roleState
	newState   = `"newState":` + roleState
	bothStates = oldState + "," + newState
)

// TestReadOperations: which side of a change an object is on, by the step's operation.
func TestReadOperations(t *testing.T) {
	t.Parallel()
	tests := []struct {
		op, states    string
		before, after int
	}{
		{"same", bothStates, 1, 1},
		{"update", bothStates, 1, 1},
		{"create", newState, 0, 1},
		{"delete", oldState, 1, 0},
		{"replace", bothStates, 1, 1},
		{"create-replacement", bothStates, 0, 1},
		{"delete-replaced", oldState, 1, 0},
		{"import", newState, 1, 1}, // it exists already
		{"read", newState, 1, 1},
		{"refresh", bothStates, 1, 1},
		{"discard", oldState, 1, 1}, // what was only read stays
		{"discard-replaced", oldState, 1, 1},
		{"remove-pending-replace", oldState, 0, 0},
		{"delete", strings.Replace(oldState, `"id"`, `"pendingReplacement":true,"id"`, 1), 0, 0},
		{"delete", strings.Replace(oldState, `"id"`, `"retainOnDelete":true,"id"`, 1), 1, 1},
	}
	for _, test := range tests {
		t.Run(test.op, func(t *testing.T) {
			t.Parallel()
			stack := read(t, `{"steps":[{"op":"`+test.op+`","urn":"`+roleURN+`",`+test.states+`}]}`)
			assert.Len(t, stack.Before.Roles, test.before, "before")
			assert.Len(t, stack.After.Roles, test.after, "after")
			assert.False(t, stack.Partial)
		})
	}
}

// TestReadReplacement: the three steps of one replacement are one object on either side.
func TestReadReplacement(t *testing.T) {
	t.Parallel()
	both := `"urn":"` + roleURN + `",` + bothStates
	stack := read(t, `{"steps":[{"op":"create-replacement",`+both+`},{"op":"replace",`+both+`},{"op":"delete-replaced",`+both+`}]}`)
	assert.Len(t, stack.Before.Roles, 1)
	assert.Len(t, stack.After.Roles, 1)
}

// TestReadLeavesOut: what cannot be read is noted, and makes the stack one that is seen in part.
func TestReadLeavesOut(t *testing.T) {
	t.Parallel()
	export := func(resources string) string { return `{"version":3,"deployment":{"resources":[` + resources + `]}}` }
	tests := []struct{ name, json, want string }{
		{"unknown operation", `{"steps":[{"op":"frobnicate","urn":"` + roleURN + `",` + newState + `}]}`, `"frobnicate" is not known`},
		{"missing state", `{"steps":[{"op":"create","urn":"` + roleURN + `"}]}`, "lacks the state"},
		{"rules no list", export(strings.Replace(roleState, `[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]`, `"all"`, 1)), "rules is a string, want a list"},
		{"null in a list", export(strings.Replace(roleState, `["pods"]`, `[null]`, 1)), "rules[0].resources[0] is null, want a value"},
		{"list kind", export(strings.ReplaceAll(roleState, "v1:Role", "v1:RoleList")), "RoleList: objects of this kind are not read"},
		{"older API", export(strings.ReplaceAll(roleState, "v1:Role", "v1beta1:Role")), "v1beta1:Role: objects of this kind are not read"},
		{"Helm release", export(`{"urn":"u","type":"kubernetes:helm.sh/v3:Release"}`), "what the release installs is not in the stack"},
		{"aws-auth", export(`{"urn":"u","type":"kubernetes:core/v1:ConfigMap","inputs":{"metadata":{"name":"aws-auth","namespace":"kube-system"}}}`), "aws-auth"},
		{"association without scope", export(`{"urn":"u","type":"aws:eks/accessPolicyAssociation:AccessPolicyAssociation","inputs":{"principalArn":"a"}}`), "accessScope.type"},
		{"binding without role", export(`{"urn":"u","type":"kubernetes:rbac.authorization.k8s.io/v1:RoleBinding","inputs":{"metadata":{}}}`), "roleRef is null, want an object"},
		{"change among secrets", `{"steps":[{"op":"update","urn":"` + roleURN + `",` + strings.ReplaceAll(bothStates, `["pods"]`, `["[secret]"]`) + `}]}`, "whether the change is in one of them cannot be seen"},
		{"interrupted update", `{"version":3,"deployment":{"resources":[],"pending_operations":[{"type":"creating","resource":` + roleState + `}]}}`, "interrupted while creating"},
		{"unchanged resources hidden", `{"steps":[],"changeSummary":{"same":4}}`, "--show-sames"},
		{"failed preview", `{"diagnostics":[{"severity":"error","message":"no\ncredentials"}]}`, "the preview failed: no credentials"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			json := strings.ReplaceAll(test.json, "\n", `\n`)
			stack := read(t, json)
			assert.True(t, stack.Partial)
			var notes []string
			for _, note := range stack.Notes {
				notes = append(notes, note.Place+" "+note.Message)
			}
			assert.Contains(t, strings.Join(notes, "\n"), test.want)
		})
	}
}

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

// TestReadClusterOfEachMoment: a provider that is turned to another cluster leaves the old objects where they were.
func TestReadClusterOfEachMoment(t *testing.T) {
	t.Parallel()
	provider := func(name string) string {
		return `{"urn":"u::k","type":"pulumi:providers:kubernetes","inputs":{"clusterIdentifier":"arn:aws:eks:us-west-2:111122223333:cluster/` + name + `"}}`
	}
	role := strings.Replace(roleState, `"id"`, `"provider":"u::k::1","id"`, 1)
	reading := read(t, `{"steps":[
		{"op":"update","urn":"u::k","oldState":`+provider("ml")+`,"newState":`+provider("nl")+`},
		{"op":"same","urn":"`+roleURN+`","oldState":`+role+`,"newState":`+role+`}]}`)
	assert.Equal(t, "ml", reading.Before.Roles[0].Cluster)
	assert.Equal(t, "nl", reading.After.Roles[0].Cluster)
}

// TestReadHidden: a value that is hidden on both sides of a change may have changed.
func TestReadHidden(t *testing.T) {
	t.Parallel()
	state := func(arn, groups string) string {
		return `{"urn":"u::e","id":"1","type":"aws:eks/accessEntry:AccessEntry","inputs":{"clusterName":"c","principalArn":"` + arn +
			`","kubernetesGroups":["` + groups + `"]}}`
	}
	const hidden, known = "[secret]", "arn:aws:iam::111122223333:role/R"
	tests := []struct {
		name, op, before, after, reasons string
		want                             bool
	}{
		{"update", "update", state(hidden, "g"), state(hidden, "h"), "", true},
		{"replace", "replace", state(hidden, "g"), state(hidden, "g"), "", true},
		{"create-replacement", "create-replacement", state(hidden, "g"), state(hidden, "g"), "", true},
		{"same", "same", state(hidden, "g"), state(hidden, "g"), "", false},
		{"nothing hidden", "update", state(known, "g"), state(known, "h"), "", false},
		{"shown before", "update", state(known, "g"), state(hidden, "g"), "", false},
		{"another property is why", "update", state(hidden, "g"), state(hidden, "h"), `"diffReasons":["kubernetesGroups"],`, false},
		{"this property is why", "update", state(known, hidden), state(known, hidden), `"diffReasons":["kubernetesGroups[0]"],`, true},
		{"a property of a like name", "update", state(known, hidden), state(known, hidden), `"diffReasons":["kubernetesGroupsOther"],`, false},
		{"it is why it is replaced", "replace", state(hidden, "g"), state(hidden, "g"), `"replaceReasons":["principalArn"],`, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			reading := read(t, `{"steps":[{"op":"`+test.op+`","urn":"u::e",`+test.reasons+`"oldState":`+test.before+`,"newState":`+test.after+`}]}`)
			assert.Equal(t, test.want, len(reading.Hidden) == 1)
			assert.Equal(t, test.want, reading.Partial)
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

// TestReadCutOff: wherever a real file is cut, the error says at which byte, and nothing is reported.
func TestReadCutOff(t *testing.T) {
	t.Parallel()
	for _, input := range []string{"documented-create-preview.json", "documented-export.json"} {
		data, err := os.ReadFile("../cmd/scientist-access/testdata/pulumi/" + input)
		require.NoError(t, err)
		whole := len(strings.TrimSpace(string(data)))
		for size := 1; size < whole; size += 97 {
			_, err := source.Read(bytes.NewReader(data[:size]))
			require.ErrorContains(t, err, fmt.Sprintf("byte %d: the file ends in the middle of its JSON", size), "%s", input)
		}
	}
}
