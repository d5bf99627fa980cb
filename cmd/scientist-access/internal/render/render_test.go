package render_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	xhtml "golang.org/x/net/html"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/verify"
)

const (
	alice = "arn:aws:iam::111122223333:role/Alice"
	bob   = "arn:aws:iam::111122223333:user/bob"
)

var inML = access.Origin{Cluster: "ml"}

// team gives the holder of a group the right to read pods in a namespace, by objects of one name.
func team(arn, namespace, name string) access.Objects {
	return access.Objects{
		Entries: []access.Entry{{Origin: inML, PrincipalARN: arn, Groups: []string{name}}},
		Roles: []access.Role{{Origin: inML, Kind: "Role", Namespace: namespace, Name: name, Rules: []rbacv1.PolicyRule{
			{Verbs: []string{"get"}, APIGroups: []string{""}, Resources: []string{"pods"}},
		}}},
		Bindings: []access.Binding{{
			Origin: inML, Kind: "RoleBinding", Namespace: namespace, Name: name,
			RoleRef:  rbacv1.RoleRef{Kind: "Role", Name: name},
			Subjects: []rbacv1.Subject{{Kind: "Group", Name: name}},
		}},
	}
}

func creating(o access.Objects) *review.Report {
	return review.New(&access.Reading{Source: access.Preview, After: o})
}

func markdownOf(t *testing.T, r *review.Report) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, render.ReviewMarkdown(&b, r))
	return b.String()
}

// page is Markdown as GitHub's dialect of it is read, with the HTML inside it.
func page(t *testing.T, markdown string) *xhtml.Node {
	t.Helper()
	gfm := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))
	var b bytes.Buffer
	require.NoError(t, gfm.Convert([]byte(markdown), &b))
	root, err := xhtml.Parse(&b)
	require.NoError(t, err)
	return root
}

// find returns the elements of a kind below a node.
func find(n *xhtml.Node, element string) []*xhtml.Node {
	var found []*xhtml.Node
	for d := range n.Descendants() {
		if d.Type == xhtml.ElementNode && d.Data == element {
			found = append(found, d)
		}
	}
	return found
}

// text is what a reader sees of a node.
func text(n *xhtml.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == xhtml.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// hostile are names that try to be more than a name.
var hostile = []string{
	"AWSReservedSSO_scientists_0123456789abcdef", `a\_b`, "`x`", "``x", "*bold*", "**b**", "_i_", "~~gone~~", "[link](https://evil.example)",
	"![i](https://evil.example/i.png)", "https://evil.example", "www.evil.example", "a@evil.example", "@team", "#1", "GH-1", "a|b", "|",
	"</code><script>alert(1)</script>", "</details>", "</summary>", "<!--", "-->", "&lt;", "&amp;amp;", "<b>", "- x", "1. x", "> x", "# x", "---",
	"[x]: https://evil.example", "[ ] task", ":smile:", "$x$", `\`, `\|`,
}

// TestMarkdownShowsNamesAsTheyAre: read as GitHub reads it, a page shows each name to the letter, and nothing of it acts.
func TestMarkdownShowsNamesAsTheyAre(t *testing.T) {
	t.Parallel()
	plain := page(t, markdownOf(t, creating(team(alice, "a", "plain"))))
	for _, name := range hostile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := page(t, markdownOf(t, creating(team("arn:aws:iam::111122223333:role/"+name, "a", name))))
			for _, element := range []string{
				"a", "img", "script", "del", "em", "ul", "li", "ol", "input", "hr", "h1", "table", "tr", "td", "th", "code", "details", "summary", "pre", "p",
			} {
				assert.Len(t, find(root, element), len(find(plain, element)), "elements %s", element)
			}
			var codes []string
			for _, code := range find(root, "code") {
				codes = append(codes, text(code))
			}
			assert.Contains(t, codes, name, "the group")
			titles := ""
			for _, title := range find(root, "h4") {
				titles += text(title)
			}
			assert.Contains(t, titles, "role/"+name)
		})
	}
}

// TestMarkdownFolds: what stands in a fold is shown as it is, without the backslashes of Markdown.
func TestMarkdownFolds(t *testing.T) {
	t.Parallel()
	o := team("arn:aws:iam::111122223333:role/AWSReservedSSO_a_1", "a", "g")
	o.Entries = append(o.Entries, access.Entry{Origin: inML, PrincipalARN: "arn:aws:iam::111122223333:role/AWSReservedSSO_b_2", Groups: []string{"g"}})
	root := page(t, markdownOf(t, review.New(&access.Reading{Source: access.Export, Before: o, After: o})))
	summaries, items := find(root, "summary"), find(root, "li")
	require.Len(t, summaries, 2)
	assert.Equal(t, "Ways of access", text(summaries[0]))
	assert.Equal(t, "2 principals: arn:aws:iam::111122223333:role/AWSReservedSSO_a_1 on cluster ml and others", text(summaries[1]))
	require.Len(t, items, 2)
	assert.Equal(t, "arn:aws:iam::111122223333:role/AWSReservedSSO_b_2 on cluster ml", text(items[1]))
}

// TestMarkdownIsShort: what a change does not touch is in folds.
func TestMarkdownIsShort(t *testing.T) {
	t.Parallel()
	o := team("arn:aws:iam::111122223333:role/Ada", "a", "g")
	stays := markdownOf(t, review.New(&access.Reading{Source: access.Preview, Before: o, After: o}))
	assert.Equal(t, []string{
		"## Access after this change: 1 principal, 0 gain and 0 lose rights; findings: none", "### Changes", "Nobody gains or loses a right.",
	}, outside(stays))
	comes := outside(markdownOf(t, creating(o)))
	assert.Contains(t, comes, "| **gains** | | sign in | |")
	assert.NotContains(t, comes, "Ways of access")
}

// outside are the lines that one sees of a page whose folds are closed.
func outside(markdown string) []string {
	var seen []string
	depth := 0
	for line := range strings.Lines(markdown) {
		depth += strings.Count(line, "<details>") - strings.Count(line, "</details>")
		if line = strings.TrimSpace(line); depth == 0 && line != "" && line != "</details>" {
			seen = append(seen, line)
		}
	}
	return seen
}

// TestMentionsAndReferencesAreBroken: GitHub looks for people and issues in the text of the finished page, where it
// joins nothing across a comment.
func TestMentionsAndReferencesAreBroken(t *testing.T) {
	t.Parallel()
	root := page(t, markdownOf(t, creating(team("arn:aws:iam::111122223333:role/@team#12", "a", "@team#12"))))
	active := regexp.MustCompile(`(^|\W)[@#]\w`)
	for d := range root.Descendants() {
		if d.Type == xhtml.TextNode && (d.Parent == nil || d.Parent.Data != "code" && d.Parent.Parent.Data != "pre") {
			assert.NotRegexp(t, active, d.Data)
		}
	}
}

// TestTextIsNeverObeyed: a terminal shows names and does not obey them.
func TestTextIsNeverObeyed(t *testing.T) {
	t.Parallel()
	const name = "\x1b[31mred\u202e\x07\n# x"
	var out bytes.Buffer
	require.NoError(t, render.ReviewText(&out, creating(team(alice, "a", name)), false))
	assert.NotContains(t, out.String(), "\x1b")
	assert.NotContains(t, out.String(), "\u202e")
	assert.NotContains(t, out.String(), "\n# x")
	assert.Contains(t, out.String(), `\x1b[31mred\u202e\a\n# x`)
}

// TestColor: colours come and go with the option.
func TestColor(t *testing.T) {
	t.Parallel()
	report := creating(team(alice, "a", "g"))
	var plain, colored bytes.Buffer
	require.NoError(t, render.ReviewText(&plain, report, false))
	require.NoError(t, render.ReviewText(&colored, report, true))
	assert.NotContains(t, plain.String(), "\x1b")
	assert.Contains(t, colored.String(), "\x1b[32m+\x1b[0m may sign in")
}

// TestGraphKeepsTeamsApart: teams with the same rules in different namespaces are not drawn as one.
func TestGraphKeepsTeamsApart(t *testing.T) {
	t.Parallel()
	o, other := team(alice, "a", "g"), team(bob, "b", "h")
	o.Entries, o.Roles, o.Bindings = append(o.Entries, other.Entries...), append(o.Roles, other.Roles...), append(o.Bindings, other.Bindings...)
	markdown := markdownOf(t, creating(o))
	assert.Contains(t, markdown, `[/"a"/]`)
	assert.Contains(t, markdown, `[/"b"/]`)
	assert.NotContains(t, markdown, `[/"a, b"/]`)
}

// TestGraphOfTwoClusters: names that stand in both are told apart.
func TestGraphOfTwoClusters(t *testing.T) {
	t.Parallel()
	o, other := team(alice, "a", "g"), team(bob, "a", "g")
	other.Entries[0].Cluster, other.Roles[0].Cluster, other.Bindings[0].Cluster = "nl", "nl", "nl"
	o.Entries, o.Roles, o.Bindings = append(o.Entries, other.Entries...), append(o.Roles, other.Roles...), append(o.Bindings, other.Bindings...)
	markdown := markdownOf(t, creating(o))
	assert.Contains(t, markdown, `[/"a on ml"/]`)
	assert.Contains(t, markdown, `[/"a on nl"/]`)
}

// TestAcceptedFindings: an accepted finding is shown as such, with who accepts it and why.
func TestAcceptedFindings(t *testing.T) {
	t.Parallel()
	report := &review.Report{Findings: []finding.Finding{{
		Severity: "high", Kind: "k", Object: "o", Message: "m", New: true, Accepted: &finding.Acceptance{By: "Ada", Why: "until the move"},
	}}}
	var out bytes.Buffer
	require.NoError(t, render.ReviewText(&out, report, false))
	assert.Contains(t, out.String(), "k: o (accepted by Ada: until the move)")
	assert.Contains(t, text(page(t, markdownOf(t, report))), "accepted by Ada: until the move")
}

// TestVerifyText: each part of a comparison has its place; parts without contents are left out.
func TestVerifyText(t *testing.T) {
	t.Parallel()
	report := &verify.Report{
		Cluster: "ml", Asked: 1,
		Findings: []finding.Finding{{
			Severity: "high", Kind: verify.RoleChanged, Object: "Role a/r", Message: "its rules are not those of the stack",
			Lines: []string{"+ get secrets"}, By: &access.Author{Manager: "mallory"}, Fix: "pulumi up --refresh",
		}},
		Notes: []access.Note{{Place: "p", Message: "said"}},
	}
	var out bytes.Buffer
	require.NoError(t, render.VerifyText(&out, report, false))
	assert.Equal(t, `Cluster ml differs from the stack: 1 difference (1 right asked)

Differences
  high      role-changed: Role a/r
            its rules are not those of the stack
              + get secrets
            last written by mallory
            fix: pulumi up --refresh

Notes
  p: said
`, out.String())

	out.Reset()
	require.NoError(t, render.JSON(&out, report))
	assert.True(t, json.Valid(out.Bytes()))
	assert.Contains(t, out.String(), `"+ get secrets"`)
}
