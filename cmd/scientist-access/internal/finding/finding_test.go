package finding_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/policy"
)

func secrets(severity policy.Severity, namespaces ...string) finding.Finding {
	return finding.Finding{
		Severity: severity, Kind: "dangerous-right", Object: "read-secrets", Message: "opens secrets", Namespaces: namespaces,
		Principals: []string{"alice"},
	}
}

func list(findings ...finding.Finding) *finding.List {
	var l finding.List
	for _, f := range findings {
		l.Add(f)
	}
	return &l
}

func TestListMergesWhatDiffersOnlyInPlaceOrPerson(t *testing.T) {
	t.Parallel()
	other := secrets(policy.Medium, "b", "a")
	other.Principals = []string{"bob", "alice"}
	detailed := secrets(policy.Medium, "a")
	detailed.Lines = []string{"+ x"}
	elsewhere := secrets(policy.Medium, "a")
	elsewhere.Cluster = "other"
	sorted := list(secrets(policy.Medium, "a"), detailed, secrets(policy.High, "a"), elsewhere, other).Sorted()
	require.Len(t, sorted, 4)
	assert.Equal(t, policy.High, sorted[0].Severity, "the most severe first")
	assert.Len(t, list(secrets(policy.Medium, "a"), secrets(policy.Medium)).Sorted(), 2, "a namespace, and the whole cluster")
	merged := 0
	for _, f := range sorted {
		if len(f.Namespaces) == 2 {
			merged++
			assert.Equal(t, []string{"a", "b"}, f.Namespaces)
			assert.Equal(t, []string{"alice", "bob"}, f.Principals)
		}
	}
	assert.Equal(t, 1, merged)
	assert.Equal(t, map[policy.Severity]int{policy.High: 1, policy.Medium: 3}, finding.Count(sorted))
	assert.NotNil(t, list().Sorted(), "a list in JSON, also when it is empty")
}

func TestSince(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name          string
		before, after finding.Finding
		want          bool
	}{
		{"the same", secrets(policy.Medium, "a"), secrets(policy.Medium, "a"), false},
		{"fewer places", secrets(policy.Medium, "a", "b"), secrets(policy.Medium, "a"), false},
		{"more places", secrets(policy.Medium, "a"), secrets(policy.Medium, "a", "b"), true},
		{"more severe", secrets(policy.Medium, "a"), secrets(policy.High, "a"), true},
		{"the whole cluster", secrets(policy.Medium, "a"), secrets(policy.Medium), true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			after := list(test.after)
			after.Since(list(test.before))
			assert.Equal(t, test.want, after.Sorted()[0].New)
		})
	}
}

// acceptedFile is one finding that was looked at.
const acceptedFile = `accepted:
- kind: dangerous-right
  object: read-secrets
  message: opens secrets
  severity: medium
  namespaces: [a]
  principals: [alice]
  by: Ada
  why: CLI v2 keeps its releases there
  until: "2027-01-31"
`

func day(t *testing.T, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	require.NoError(t, err)
	return d
}

func TestAccepted(t *testing.T) {
	t.Parallel()
	bobs := secrets(policy.Medium, "a")
	bobs.Principals = []string{"alice", "bob"}
	renamed := secrets(policy.Medium, "a")
	renamed.Message = "opens more secrets"
	elsewhere := secrets(policy.Medium, "a")
	elsewhere.Cluster = "other"
	tests := []struct {
		name, today string
		found       []finding.Finding
		accepted    bool
		remark      string
		missing     bool
	}{
		{"as it was", "2026-11-24", []finding.Finding{secrets(policy.Medium, "a")}, true, "", false},
		{"on the last day", "2027-01-31", []finding.Finding{secrets(policy.Medium, "a")}, true, "", false},
		{"expired", "2027-02-01", []finding.Finding{secrets(policy.Medium, "a")}, false, "Ada accepted it until 2027-01-31", false},
		{"less severe", "2026-11-24", []finding.Finding{secrets(policy.Low, "a")}, true, "", false},
		{"more severe", "2026-11-24", []finding.Finding{secrets(policy.High, "a")}, false, "it has grown since Ada accepted it", false},
		{"in more places", "2026-11-24", []finding.Finding{secrets(policy.Medium, "a", "b")}, false, "it has grown", false},
		{"in the whole cluster", "2026-11-24", []finding.Finding{secrets(policy.Medium)}, false, "it has grown", false},
		{"for more people", "2026-11-24", []finding.Finding{bobs}, false, "it has grown", false},
		{"another text", "2026-11-24", []finding.Finding{renamed}, false, "not found any more", true},
		{"another cluster", "2026-11-24", []finding.Finding{elsewhere}, false, "not found any more", true},
		{"gone", "2026-11-24", nil, false, "not found any more", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			accepted, err := finding.ReadAccepted([]byte(acceptedFile))
			require.NoError(t, err)
			remarks := accepted.Apply(test.found, day(t, test.today))
			if test.remark == "" {
				assert.Empty(t, remarks)
			} else {
				require.Len(t, remarks, 1)
				assert.Contains(t, remarks[0].Text, "dangerous-right: read-secrets: ")
				assert.Contains(t, remarks[0].Text, test.remark)
				assert.Equal(t, test.missing, remarks[0].Missing)
			}
			for _, f := range test.found {
				assert.Equal(t, test.accepted, f.Accepted != nil)
				if f.Accepted != nil {
					assert.Equal(t, finding.Acceptance{By: "Ada", Why: "CLI v2 keeps its releases there", Until: "2027-01-31"}, *f.Accepted)
				}
			}
		})
	}
}

// TestReadAcceptedNamesEveryProblem: who accepts what and why must be said, all that is missing at once.
func TestReadAcceptedNamesEveryProblem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		says []string
	}{
		"nobody and no reason": {"accepted:\n- {kind: k, object: o, message: m, severity: low}\n", []string{
			"accepted[0].by: Required value: say who accepts it", "accepted[0].why: Required value: say why it is acceptable"}},
		"two entries": {"accepted:\n- {kind: k, object: o, message: m, severity: low, by: Ada, why: x}\n- {severity: low, by: ' ', why: x}\n", []string{
			"accepted[1].kind: Required", "accepted[1].object: Required", "accepted[1].message: Required", "accepted[1].by: Required"}},
		"an unknown severity": {"accepted:\n- {kind: k, object: o, message: m, severity: grave, by: Ada, why: x}\n", []string{
			`accepted[0].severity: Unsupported value: "grave"`}},
		"no day":              {"accepted:\n- {kind: k, object: o, message: m, severity: low, by: Ada, why: x, until: tomorrow}\n", []string{`accepted[0].until: Invalid value: "tomorrow": is not a day`}},
		"a misspelt field":    {"accepted:\n- {kinds: k}\n", []string{`unknown field "kinds"`}},
		"another document":    {"- x\n", []string{"cannot unmarshal"}},
		"no YAML":             {"{", []string{"yaml"}},
		"a key that is wrong": {"accept: []\n", []string{`unknown field "accept"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := finding.ReadAccepted([]byte(c.text))
			require.Error(t, err)
			for _, words := range c.says {
				assert.Contains(t, err.Error(), words)
			}
			assert.NotContains(t, err.Error(), "\n")
		})
	}
	empty, err := finding.ReadAccepted(nil)
	require.NoError(t, err)
	assert.Empty(t, empty.Apply(nil, time.Time{}))
}

// TestWrite: what was accepted keeps who and why, what is new has to be filled in before the file can be read.
func TestWrite(t *testing.T) {
	t.Parallel()
	accepted, err := finding.ReadAccepted([]byte(acceptedFile))
	require.NoError(t, err)
	text, err := accepted.Write([]finding.Finding{secrets(policy.Medium, "a"), secrets(policy.High, "b")})
	require.NoError(t, err)
	assert.Equal(t, 1, strings.Count(string(text), "by: Ada"))
	_, err = finding.ReadAccepted(text)
	assert.EqualError(t, err, "[accepted[1].by: Required value: say who accepts it, accepted[1].why: Required value: say why it is acceptable]")

	filled := strings.ReplaceAll(strings.ReplaceAll(string(text), `by: ""`, "by: Ben"), `why: ""`, "why: so be it")
	again, err := finding.ReadAccepted([]byte(filled))
	require.NoError(t, err)
	found := []finding.Finding{secrets(policy.Medium, "a"), secrets(policy.High, "b")}
	assert.Empty(t, again.Apply(found, day(t, "2026-11-24")))
	assert.Equal(t, "Ada", found[0].Accepted.By)
	assert.Equal(t, "Ben", found[1].Accepted.By)

	none, err := (&finding.Accepted{}).Write(nil)
	require.NoError(t, err)
	assert.Contains(t, string(none), "accepted: []")
}
