// The tests read whole documents: what matters is what the steps of one say together.
package preview_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/source"
)

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

func read(t *testing.T, json string) *access.Reading {
	t.Helper()
	stack, err := source.Read(strings.NewReader(json))
	require.NoError(t, err)
	return stack
}

// TestReadSteps: what several steps say of one object, by what a Role lets do before and after the change.
func TestReadSteps(t *testing.T) {
	t.Parallel()
	// role is a state of a Role with one verb, and what else is said of it.
	role := func(id, verb, more string) string {
		return `{"urn":"` + roleURN + `","type":"kubernetes:rbac.authorization.k8s.io/v1:Role","id":"` + id + `",` + more +
			`"inputs":{"metadata":{"name":"r` + id + `","namespace":"n"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["` + verb + `"]}]}}`
	}
	step := func(op, before, after string) string {
		s := `{"op":"` + op + `","urn":"` + roleURN + `"`
		if before != "" {
			s += `,"oldState":` + before
		}
		if after != "" {
			s += `,"newState":` + after
		}
		return s + "}"
	}
	const external, retained, pending, imported = `"external":true,`, `"retainOnDelete":true,`, `"pendingReplacement":true,`, `"importID":"n/r2",`
	get, list := role("1", "get", ""), role("", "list", "")
	const same = `{"op":"same","urn":"urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev"}`
	tests := []struct {
		name          string
		steps         []string
		before, after []string // verbs
	}{
		{"update", []string{step("update", get, list)}, []string{"get"}, []string{"list"}},
		{"what is there counts, not what is asked for again", []string{step("same", get, list)}, []string{"get"}, []string{"get"}},
		{"not created, as it is no target", []string{step("same", role("", "get", ""), role("", "get", ""))}, nil, nil},
		{"replaced", []string{step("replace", get, list)}, []string{"get"}, []string{"list"}},
		{"replaced and retained", []string{step("replace", role("1", "get", retained), list)}, []string{"get"}, []string{"get", "list"}},
		{"replaced and retained, step by step", []string{
			step("create-replacement", role("1", "get", retained), list), step("replace", role("1", "get", retained), list),
			step("delete-replaced", role("1", "get", retained), ""),
		}, []string{"get"}, []string{"get", "list"}},
		{"an update of what would be retained", []string{step("update", role("1", "get", retained), list)}, []string{"get"}, []string{"list"}},
		{"deleted first", []string{step("replace", role("1", "get", pending), list)}, []string{"get"}, []string{"list"}},
		{"deleted first, step by step", []string{
			step("delete-replaced", get, ""), step("replace", role("1", "get", pending), list), step("create-replacement", role("1", "get", pending), list),
		}, []string{"get"}, []string{"list"}},
		{"deleted by an update before", []string{
			step("replace", role("1", "get", pending), list), step("create-replacement", role("1", "get", pending), list),
		}, nil, []string{"list"}},
		{"an old one left to be deleted", []string{step("same", list, list), step("delete-replaced", get, "")}, []string{"get"}, nil},
		{"imported", []string{step("import", "", list)}, []string{"list"}, []string{"list"}},
		{"imported with other rules", []string{step("import", "", list), step("update", get, list)}, []string{"get"}, []string{"list"}},
		{"replaced by one that exists", []string{step("replace", get, role("2", "list", imported))}, []string{"get", "list"}, []string{"list"}},
		{"replaced by an import, step by step", []string{
			step("import-replacement", "", role("2", "list", imported)), step("replace", get, role("2", "list", imported)), step("delete-replaced", get, ""),
		}, []string{"get", "list"}, []string{"list"}},
		{"read anew", []string{step("read", role("1", "get", external), role("1", "list", external))}, []string{"get"}, []string{"get"}},
		{"another one is read", []string{step("read", role("1", "get", external), role("2", "list", external))}, []string{"get", "list"}, []string{"get", "list"}},
		{"the stack's own is read from now on", []string{step("replace", get, role("2", "list", external))}, []string{"get", "list"}, []string{"list"}},
		{"what was read becomes the stack's own", []string{step("replace", role("1", "get", external), list)}, []string{"get"}, []string{"get", "list"}},
		{"no longer read", []string{step("discard", role("1", "get", external), "")}, []string{"get"}, []string{"get"}},
		{"refreshed, then updated", []string{step("refresh", list, list), step("update", get, list)}, []string{"get"}, []string{"list"}},
		{"refreshed and gone, then created", []string{step("refresh", get, get), step("create", "", list)}, nil, []string{"list"}},
		{"refreshed and gone", []string{same, step("refresh", get, get)}, nil, nil},
		{"refreshed, where unchanged resources are not shown", []string{step("refresh", get, get)}, []string{"get"}, []string{"get"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			reading := read(t, `{"steps":[`+strings.Join(test.steps, ",")+`]}`)
			assert.ElementsMatch(t, test.before, verbs(reading.Before.Roles), "before")
			assert.ElementsMatch(t, test.after, verbs(reading.After.Roles), "after")
			assert.False(t, reading.Partial)
		})
	}
}

func verbs(roles []access.Role) []string {
	var all []string
	for _, r := range roles {
		all = append(all, r.Rules[0].Verbs...)
	}
	return all
}

// TestReadRemarks: what a reader must know of a step, beyond what it does to rights.
func TestReadRemarks(t *testing.T) {
	t.Parallel()
	marked := func(mark string) string { return strings.Replace(roleState, `"id"`, mark+`,"id"`, 1) }
	step := func(op, before, after string) string {
		s := `{"op":"` + op + `","urn":"` + roleURN + `","oldState":` + before
		if after != "" {
			s += `,"newState":` + after
		}
		return s + "}"
	}
	const refreshed = `{"op":"refresh","urn":"urn:pulumi:dev::p::kubernetes:rbac.authorization.k8s.io/v1:Role::other",` + oldState + "," + newState + `}`
	const both = `{"op":"refresh","urn":"` + roleURN + `",` + oldState + "," + newState + `}`
	const same = `{"op":"same","urn":"urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev"}`
	const drift = "a preview of pulumi refresh"
	tests := []struct {
		name, steps, want string // none for no note at all
	}{
		{"discard", step("discard", roleState, ""), "the stack no longer reads it"},
		{"retained", step("delete", marked(`"retainOnDelete":true`), ""), "retainOnDelete"},
		{"retained and replaced", step("replace", marked(`"retainOnDelete":true`), roleState), "retainOnDelete"},
		{"retained, but kept", step("update", marked(`"retainOnDelete":true`), roleState), ""},
		{"deleted first", step("replace", marked(`"pendingReplacement":true`), roleState), "--show-replacement-steps would tell"},
		{"deleted first, step by step", step("replace", marked(`"pendingReplacement":true`), roleState) + "," + step("create-replacement", roleState, roleState), ""},
		{"gone", same + "," + both, "gone from the cluster"},
		{"drift", refreshed + "," + step("update", roleState, roleState), drift},
		{"drift of nothing", refreshed, ""},
		{"refreshed before an update", refreshed + "," + both + "," + step("update", roleState, roleState), ""},
		{"no refresh at all", step("update", roleState, roleState), ""},
		{"a refresh among unchanged ones", same + "," + step("update", roleState, roleState), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			reading := read(t, `{"steps":[`+test.steps+`]}`)
			if test.want == "" {
				assert.Empty(t, reading.Notes)
				return
			}
			require.Len(t, reading.Notes, 1)
			assert.Contains(t, reading.Notes[0].Message, test.want)
		})
	}
}

// TestReadLeavesOut: what cannot be read is noted, and makes the reading one of a part of the stack.
func TestReadLeavesOut(t *testing.T) {
	t.Parallel()
	const helm = `{"urn":"urn:h","type":"kubernetes:helm.sh/v3:Release"}`
	const hiddenGroups = `{"urn":"` + roleURN + `","type":"kubernetes:rbac.authorization.k8s.io/v1:Role","inputs":{"metadata":{"name":"r"},"rules":"[secret]"}}`
	tests := []struct{ name, json, want string }{
		{"unknown operation", `{"steps":[{"op":"frobnicate","urn":"` + roleURN + `",` + newState + `}]}`, `"frobnicate" is not known`},
		{"missing state", `{"steps":[{"op":"create","urn":"` + roleURN + `"}]}`, "lacks the state"},
		{"change among secrets", `{"steps":[{"op":"update","urn":"` + roleURN + `",` + strings.ReplaceAll(bothStates, `["pods"]`, `["[secret]"]`) + `}]}`, "whether the change is in one of them cannot be seen"},
		{"unchanged resources hidden", `{"steps":[],"changeSummary":{"same":4}}`, "--show-sames"},
		{"failed preview", `{"diagnostics":[{"severity":"error","message":"no\ncredentials"}]}`, "the preview failed: no credentials"},
		{"a deleted Helm release", `{"steps":[{"op":"delete","urn":"urn:h","oldState":` + helm + `}]}`, "what the release installs is not in the stack"},
		{"a Helm release", `{"steps":[{"op":"create","urn":"urn:h","newState":` + helm + `}]}`, "what the release installs is not in the stack"},
		{"an update without its old state", `{"steps":[{"op":"update","urn":"` + roleURN + `",` + newState + `}]}`, "lacks the state"},
		{"an update without its new state", `{"steps":[{"op":"update","urn":"` + roleURN + `",` + oldState + `}]}`, "lacks the state"},
		{"hidden rules that are the reason", `{"steps":[{"op":"update","urn":"` + roleURN + `","diffReasons":["rules"],"oldState":` + hiddenGroups + `,"newState":` + hiddenGroups + `}]}`,
			"it changes in secret values (rules)"},
		{"hidden rules", `{"steps":[{"op":"update","urn":"` + roleURN + `","oldState":` + hiddenGroups + `,"newState":` + hiddenGroups + `}]}`,
			"it holds secret values (rules): whether the change is in one of them cannot be seen"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			reading := read(t, strings.ReplaceAll(test.json, "\n", `\n`))
			assert.True(t, reading.Partial)
			assert.Contains(t, said(reading), test.want)
			assert.Contains(t, said(reading), "what is gained here may be there already")
		})
	}
}

// TestLongMessages: of a long message the first 150 characters and the last 150 are shown.
func TestLongMessages(t *testing.T) {
	t.Parallel()
	failed := func(message string) string {
		return said(read(t, `{"diagnostics":[{"severity":"error","message":"`+message+`"}]}`))
	}
	begin, end := strings.Repeat("ü", 150), strings.Repeat("ä", 150)
	assert.Contains(t, failed(begin+end), " "+begin+end+"\n")
	assert.Contains(t, failed(begin+"left out"+end), " "+begin+"…"+end+"\n")
}

func said(reading *access.Reading) string {
	var notes strings.Builder
	for _, note := range reading.Notes {
		notes.WriteString(note.Place + " " + note.Message + "\n")
	}
	return notes.String()
}

// TestReadIgnores: steps about other things than access have nothing to be said of.
func TestReadIgnores(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string]string{
		"without states":     `{"op":"create","urn":"urn:pulumi:dev::p::kubernetes:core/v1:Pod::x"}`,
		"without a full URN": `{"op":"create","urn":"urn:x"}`,
		"a config map":       `{"op":"create","urn":"urn:c","newState":{"urn":"urn:c","type":"kubernetes:core/v1:ConfigMap","inputs":{"metadata":{"name":"aws-auth","namespace":"a"}}}}`,
		"another config map": `{"op":"create","urn":"urn:c","newState":{"urn":"urn:c","type":"kubernetes:core/v1:ConfigMap","inputs":{"metadata":{"name":"a","namespace":"kube-system"}}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Empty(t, read(t, `{"steps":[`+steps+`]}`).Notes)
		})
	}
}

// TestReadRefusesForeignSteps: what has no operation or no URN is not a step of Pulumi.
func TestReadRefusesForeignSteps(t *testing.T) {
	t.Parallel()
	for _, step := range []string{`{"op":"same"}`, `{"urn":"urn:x"}`, `{}`} {
		_, err := source.Read(strings.NewReader(`{"steps":[` + step + `]}`))
		assert.ErrorContains(t, err, "not a preview of Pulumi")
	}
}

// TestGoneHidesNothing: what a refresh finds gone does not hide what follows it.
func TestGoneHidesNothing(t *testing.T) {
	t.Parallel()
	other := strings.ReplaceAll(roleState, "Role::r", "Role::z")
	reading := read(t, `{"steps":[{"op":"refresh","urn":"`+roleURN+`",`+bothStates+`},{"op":"same","urn":"`+
		strings.Replace(roleURN, "Role::r", "Role::z", 1)+`","oldState":`+other+`,"newState":`+other+`}]}`)
	assert.Len(t, reading.Before.Roles, 1)
	assert.Len(t, reading.After.Roles, 1)
}

// TestUnchangedResourcesThatARefreshShows: without --show-sames, a refresh shows those that are unchanged and those that
// are gone alike. Their number tells whether any is gone.
func TestUnchangedResourcesThatARefreshShows(t *testing.T) {
	t.Parallel()
	const refreshed = `{"op":"refresh","urn":"` + roleURN + `",` + bothStates + `},{"op":"refresh","urn":"urn:pulumi:dev::p::my:a:T::b"},` +
		`{"op":"refresh","urn":"urn:pulumi:dev::p::pulumi:pulumi:Stack::s"},{"op":"same","urn":"urn:pulumi:dev::p::pulumi:pulumi:Stack::s"}`
	for same, want := range map[string]string{
		"3": "",
		"4": "1 unchanged resources are not in this preview",
		"2": "1 resources are gone from the cluster, as the refresh found, and are reviewed as if they were there",
	} {
		reading := read(t, `{"steps":[`+refreshed+`],"changeSummary":{"same":`+same+`}}`)
		assert.Len(t, reading.After.Roles, 1, same)
		assert.Equal(t, want != "", reading.Partial, same)
		if want == "" {
			assert.Empty(t, reading.Notes)
			continue
		}
		require.NotEmpty(t, reading.Notes, same)
		assert.Contains(t, reading.Notes[0].Message, want)
	}
}
