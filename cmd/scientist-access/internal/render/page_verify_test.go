package render_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/verify"
	"github.com/scientist-access/scientist-access/policy"
)

// drifted is a cluster that differs in every way that shows in the table.
func drifted() *verify.Report {
	found := func(severity policy.Severity, kind finding.Kind, object string, lines ...string) finding.Finding {
		return finding.Finding{
			Severity: severity, Kind: kind, Object: object, Message: "it differs", Lines: lines, Fix: "pulumi up --refresh",
			Namespaces: []string{}, Principals: []string{},
		}
	}
	return &verify.Report{
		SchemaVersion: verify.SchemaVersion, Cluster: "ml", Asked: 31, Outside: []finding.Finding{}, Notes: []access.Note{},
		Findings: []finding.Finding{
			found(policy.High, verify.ForeignBinding, "RoleBinding default/debug", "+ Group g", "+ * *.* in default"),
			found(policy.High, verify.RoleChanged, "Role team-a/<b>reader</b>", "+ get secrets", "- list pods"),
			found(policy.Medium, verify.ObjectMissing, "ClusterRole overview"),
			found(policy.Medium, verify.RightMissing, "Group g", "- get pods in team-a", "- list nodes in the whole cluster"),
			found(policy.Medium, verify.EntryMissing, "access entry of arn:aws:iam::111122223333:role/Ada"),
			found(policy.Medium, verify.ObjectMissing, "Role team-b/<b>reader</b>"),
		},
		Unchecked: []access.Note{{Place: "Role x", Message: "rules not checked"}},
	}
}

// TestVerifyPage: the table says where the findings are, and the list what to do. VERIFY_PAGE is a folder to leave the page and
// the JSON in, for the test that opens it in a browser.
func TestVerifyPage(t *testing.T) {
	t.Parallel()
	var page, report bytes.Buffer
	require.NoError(t, render.VerifyPage(&page, drifted()))
	require.NoError(t, render.JSON(&report, drifted()))
	if folder := os.Getenv("VERIFY_PAGE"); folder != "" {
		require.NoError(t, os.WriteFile(filepath.Join(folder, "verify.html"), page.Bytes(), 0o644))
		require.NoError(t, os.WriteFile(filepath.Join(folder, "verify.json"), report.Bytes(), 0o644))
	}
	root, err := html.Parse(&page)
	require.NoError(t, err)
	var table [][]string
	for _, row := range find(byID(root, "matrix"), "tr") {
		var cells []string
		for _, kind := range []string{"th", "td"} {
			for _, cell := range find(row, kind) {
				cells = append(cells, text(cell))
			}
		}
		table = append(table, cells)
	}
	assert.Equal(t, [][]string{
		{"5 rows", "whole cluster", "default", "team-a", "team-b"},
		{"RoleBinding debug", "", "more than declared, high", "", ""},
		{"Role <b>reader</b>", "", "", "more and missing, high", "missing, medium"},
		{"ClusterRole overview", "missing, medium", "", "", ""},
		{"Group g", "missing, medium", "", "missing, medium", ""},
		{"access entry of arn:aws:iam::111122223333:role/Ada", "missing, medium", "", "", ""},
	}, table)
	said := text(find(root, "dl")[0])
	assert.Contains(t, said, "Beyond what the stack declares: RoleBinding default/debug and Role team-a/<b>reader</b>.")
	assert.Contains(t, said, "Not as the stack declares: Role team-a/<b>reader</b>, ClusterRole overview, Group g and 2 more.")
	assert.Contains(t, said, "1 part of the stack could not be checked.")
	assert.Equal(t, 6, strings.Count(text(root), "What to do: pulumi up --refresh"))
	assert.Nil(t, byID(root, "outside"))
}

// TestVerifyPageNamesFour: one name more than the sentence shows is named too, as "1 more" would be no shorter; and what is
// bound outside the stack has a part of its own.
func TestVerifyPageNamesFour(t *testing.T) {
	t.Parallel()
	report := drifted()
	report.Outside = report.Findings[:1]
	report.Findings = report.Findings[2:]
	var page bytes.Buffer
	require.NoError(t, render.VerifyPage(&page, report))
	root, err := html.Parse(&page)
	require.NoError(t, err)
	assert.Contains(t, text(find(root, "dl")[0]), "Not as the stack declares: ClusterRole overview, Group g, "+
		"access entry of arn:aws:iam::111122223333:role/Ada and Role team-b/<b>reader</b>.")
	assert.Contains(t, text(byID(root, "outside").Parent), "RoleBinding default/debug")
}

func TestVerifyPageWithoutDifferences(t *testing.T) {
	t.Parallel()
	var page bytes.Buffer
	require.NoError(t, render.VerifyPage(&page, &verify.Report{Cluster: "ml", Asked: 3}))
	root, err := html.Parse(&page)
	require.NoError(t, err)
	assert.Contains(t, text(find(root, "header")[0]), "Nothing that was checked differs from the stack.")
	assert.NotContains(t, text(find(root, "header")[0]), "could not be checked")
	assert.Nil(t, byID(root, "matrix"))
	assert.NotContains(t, text(byID(root, "findings")), "What to do")
}
