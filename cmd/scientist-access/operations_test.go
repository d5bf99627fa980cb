package main

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// operations are recorded previews, and what each does to rights. What happens in them stands beside their names in
// sandbox/cmd/reviewdata: a role "reader" lets the group "readers" get pods, "writer" lets it create pods.
var operations = []struct {
	name         string
	want         []string // by principal: sign-in and groups, then the whole cluster, then namespaces
	hidden       int      // resources that may change in hidden values
	unattributed int      // roles that change and that no binding names
	notes        []string // parts of what is noted
	partial      bool
}{
	{name: "replace", want: []string{"Ada -in -readers | -get pods | -get pods", "Ben +in +readers | +get pods | +get pods"}},
	{name: "replace-steps", want: []string{"Ada -in -readers | -get pods | -get pods", "Ben +in +readers | +get pods | +get pods"}},
	{name: "delete-before-replace", want: []string{"Ada -in -readers | -get pods", "Ben +in +readers | +get pods +ClusterRole delete-before-replace-reader"},
		notes: []string{"--show-replacement-steps would tell"}},
	{name: "delete-before-replace-steps", want: []string{"Ada -in -readers | -get pods", "Ben +in +readers | +get pods +ClusterRole delete-before-replace-reader"}},
	{name: "role-ref", want: []string{"Group readers | +create pods -get pods"}, partial: true, notes: []string{"the preview failed"}},
	{name: "secret-change", hidden: 4, partial: true,
		want: []string{
			"(secret) | =ClusterRole (secret)", "(secret) of moved =(secret)", "(secret) of regrouped =(secret)", "(secret) of unchanged =(secret)",
		},
		notes: []string{"changes in secret values (principalArn)", "changes in secret values (kubernetesGroups)", "changes in secret values (roleRef)"}},
	{name: "retain", want: []string{"Ada =readers | =get pods", "Ben =readers | =get pods", "Cem +in +readers | +get pods"}, notes: []string{"retainOnDelete"}},
	{name: "retain-steps", want: []string{"Ada =readers | =get pods", "Ben =readers | =get pods", "Cem +in +readers | +get pods"}, notes: []string{"retainOnDelete"}},
	{name: "pending-delete", want: []string{"Ben =readers", "Cem =readers"}},
	{name: "pending-delete-steps", want: []string{"Ada -in -readers", "Ben =readers", "Cem =readers"}},
	{name: "pending-replacement", want: []string{"Ada -in -readers", "Cem +in +readers"}, notes: []string{"whether an interrupted update has deleted it already"}},
	{name: "pending-replacement-steps", want: []string{"Cem +in +readers"}},
	{name: "pending-replacement-dropped"},
	{name: "provider-upgrade", want: []string{"Ada =readers | =get pods | =get pods"}},
	{name: "provider-upgrade-change", want: []string{"Ada =readers | =get pods | +list pods =get pods"}},
	{name: "import", want: []string{"Ada =readers | =get pods"}},
	{name: "import-differs", want: []string{"Ada +writers =readers"}},
	{name: "import-conflict", want: []string{"Ada =readers"}, unattributed: 1, partial: true},
	{name: "import-replacement", want: []string{"Ada =readers | -list pods =get pods", "Ben -in -readers | -get,list pods"}},
	{name: "import-replacement-steps", want: []string{"Ada =readers | -list pods =get pods", "Ben -in -readers | -get,list pods"}},
	{name: "imported", want: []string{"Ada =readers | =get pods | =get pods"}},
	{name: "read", want: []string{"Group readers | +(not known yet)"}},
	{name: "discard", notes: []string{"the stack no longer reads it, and does not delete it"}},
	{name: "read-replacement", unattributed: 1, notes: []string{"read-replacement-other: changes"}},
	{name: "read-replacement-steps", unattributed: 1, notes: []string{"read-replacement-other: changes"}},
	{name: "read-to-create", unattributed: 1, notes: []string{"read-to-create-role: changes"}},
	{name: "read-to-create-steps", unattributed: 1, notes: []string{"read-to-create-role: changes"}},
	// A verb that somebody has added to the role "widened" escapes the refresh, and stays.
	{name: "refresh", want: []string{
		"Ada +in +readers | +get pods", "Ben -writers =readers | +get pods -list pods", "Cem =readers | +get pods -list pods",
	}},
	{name: "refresh-accepted", want: []string{"Ben =readers =writers | =list pods", "Cem =readers | =list pods"}, notes: []string{"gone from the cluster, as the refresh found"}},
	{name: "refresh-conflict", unattributed: 1, partial: true, notes: []string{"the preview failed"}},
	{name: "refresh-only", notes: []string{"a preview of pulumi refresh"}, want: []string{
		"Ada -in -readers | -get pods", "Ben +writers =readers | +list pods -get pods", "Cem =readers | +list pods -get pods",
	}},
	{name: "half-failed", unattributed: 1, partial: true, notes: []string{"only the part before the failure"}},
	{name: "refresh-half-failed", partial: true, want: []string{"Ada =readers | +list pods =get pods"},
		notes: []string{"only the part before the failure"}},
	{name: "targeted", want: []string{"Ada =readers | +list pods =get pods"}},
	{name: "destroy", want: []string{"Ada -in -readers | -get pods"}, notes: []string{"retainOnDelete"}},
	{name: "charts", want: []string{"Charlie +in +hyperpod-scientist-user-cluster-role-cluster-level"}},
	{name: "two-clusters", notes: []string{"lead: lab, ml"}, want: []string{
		"Ada on cluster lab +writers =readers", "Ada on cluster ml =readers", "Group readers on provider lab | =get pods | +list pods =get pods",
		"Group readers on provider ml | =get pods | =get pods",
	}},
}

func TestOperations(t *testing.T) {
	t.Parallel()
	for _, test := range operations {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			report := reviewFile(t, "testdata/pulumi/op-"+test.name+"-preview.json")
			assert.ElementsMatch(t, test.want, changesIn(report))
			assert.Equal(t, test.hidden, report.Summary.Hidden, "hidden")
			assert.Equal(t, test.unattributed, report.Summary.Unattributed, "unattributed")
			assert.Equal(t, test.partial, report.Partial, "partial")
			var notes strings.Builder
			for _, note := range report.Notes {
				notes.WriteString(note.Place + ": " + note.Message + "\n")
			}
			for _, words := range test.notes {
				assert.Contains(t, notes.String(), words)
			}
		})
	}
}

// changesIn writes what a report says, one line a principal.
func changesIn(report *review.Report) []string {
	clusters := map[string]bool{}
	for _, a := range report.Access {
		for _, p := range a.Principals {
			clusters[p.Cluster] = true
		}
	}
	var lines []string
	for _, a := range report.Access {
		for _, p := range a.Principals {
			if len(clusters) == 1 {
				p.Cluster = ""
			}
			lines = append(lines, shortName(p)+said(a))
		}
	}
	slices.Sort(lines)
	return lines
}

// shortName is an IAM principal's own name, without that of the stack before it.
func shortName(p access.Principal) string {
	if p.Kind == access.IAM && access.Known(p.Name) && strings.Contains(p.Name, "/") {
		p.Name = p.Name[strings.LastIndexAny(p.Name, "-/")+1:]
	}
	return p.String()
}

var changeSigns = []struct {
	change review.Change
	sign   string
}{{review.Gained, "+"}, {review.Lost, "-"}, {review.Kept, "="}}

func said(a review.Access) string {
	line := ""
	for _, s := range changeSigns {
		if a.SignIn == s.change && s.change != review.Kept {
			line += " " + s.sign + "in"
		}
		for _, m := range a.Groups {
			if m.Change == s.change {
				line += " " + s.sign + m.Group
			}
		}
	}
	for _, scope := range a.Scopes {
		line += " |"
		for _, s := range changeSigns {
			for _, right := range scope.Rights(s.change) {
				line += " " + s.sign + rightSaid(right)
			}
		}
	}
	return line
}

func rightSaid(right review.Right) string {
	var rules []string
	for _, rule := range right.Rules {
		rules = append(rules, strings.TrimSpace(strings.Join(rule.Verbs, ",")+" "+strings.TrimSuffix(strings.Join(rule.Resources, ","), access.Unknown)))
	}
	return cmp.Or(right.Role, strings.Join(rules, "; "))
}
