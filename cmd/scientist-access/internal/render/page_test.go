package render_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/golden"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

func pageOf(t *testing.T, r *review.Report) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, render.ReviewPage(&out, r))
	return out.String()
}

// TestPageTable: without a script, the table says of each principal and each place what the report says.
func TestPageTable(t *testing.T) {
	t.Parallel()
	cells := 0
	for _, path := range golden.Inputs(t, "../..") {
		report := review.New(golden.Read(t, path))
		root, err := html.Parse(strings.NewReader(pageOf(t, report)))
		require.NoError(t, err)
		if len(report.Access) == 0 {
			assert.Contains(t, text(byID(root, "access")), "Nobody has access here.", path)
			assert.Nil(t, byID(root, "ask"))
			continue
		}
		assert.NotNil(t, byID(root, "ask"))
		rows := find(byID(root, "matrix"), "tr")
		require.Len(t, rows, len(report.Access)+1, path)
		columns := columnsOf(root)
		for i, a := range report.Access {
			shown := find(rows[i+1], "td")
			require.Len(t, shown, len(columns), path)
			for c, namespaces := range columns {
				for _, namespace := range namespaces {
					words := text(shown[c])
					want := wordsOf(a, namespace, report.Source)
					assert.Equal(t, want, strings.Split(words, ", ")[0], "%s: %s in %q", path, a.Principals[0], namespace)
					cells++
				}
			}
			for _, p := range a.Principals {
				assert.Contains(t, text(find(rows[i+1], "th")[0]), p.Name[strings.LastIndex(p.Name, ":")+1:], path)
			}
		}
	}
	assert.Greater(t, cells, 100)
}

// wordsOf are those for what a principal has in a namespace of its own.
func wordsOf(a review.Access, namespace string, source access.Source) string {
	for _, s := range a.Scopes {
		whole := namespace == access.WholeCluster && len(s.Namespaces) == 0
		if !whole && !slices.Contains(s.Namespaces, namespace) {
			continue
		}
		switch {
		case len(s.Gains) > 0 && len(s.Loses) > 0:
			return "gains and loses"
		case len(s.Gains) > 0:
			return "gains"
		case len(s.Loses) > 0:
			return "loses"
		case source == access.Preview:
			return "keeps"
		}
		return "has"
	}
	if a.Unclear {
		return "not known"
	}
	return ""
}

// columnsOf are the namespaces of each column: those of one that stands for several are listed below the table.
func columnsOf(root *html.Node) [][]string {
	shared := map[string][]string{}
	for _, list := range find(root, "details") {
		if attribute(list, "class") != "shared" {
			continue
		}
		names := find(list, "dd")
		for i, head := range find(list, "dt") {
			shared[text(head)] = strings.Split(text(names[i]), ", ")
		}
	}
	columns := [][]string{{access.WholeCluster}}
	for _, head := range find(find(byID(root, "matrix"), "thead")[0], "th")[2:] {
		all, ok := shared[text(head)]
		if !ok {
			all = []string{text(head)}
		}
		columns = append(columns, all)
	}
	return columns
}

func byID(n *html.Node, id string) *html.Node {
	if attribute(n, "id") == id {
		return n
	}
	for child := range n.ChildNodes() {
		if found := byID(child, id); found != nil {
			return found
		}
	}
	return nil
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// TestPageAsksForNothing: its policy allows its own style and script, by their sums, and nothing else; no address is in it.
func TestPageAsksForNothing(t *testing.T) {
	t.Parallel()
	written := pageOf(t, review.New(golden.Read(t, "../../testdata/pulumi/foreign-create-preview.json")))
	root, err := html.Parse(strings.NewReader(written))
	require.NoError(t, err)
	var policy string
	for _, meta := range find(root, "meta") {
		if attribute(meta, "http-equiv") == "Content-Security-Policy" {
			policy = attribute(meta, "content")
		}
	}
	sum := func(n *html.Node) string {
		sum := sha256.Sum256([]byte(n.FirstChild.Data))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	scripts := find(root, "script")
	require.Len(t, scripts, 2)
	assert.Equal(t, "application/json", attribute(scripts[0], "type"))
	assert.Equal(t, "default-src 'none'; style-src "+sum(find(root, "style")[0])+"; script-src "+sum(scripts[1])+
		"; base-uri 'none'; form-action 'none'", policy)
	assert.NotRegexp(t, `(?i)https?://`, written)
	assert.NotRegexp(t, `(?i)<[^>]*\s(src|href)\s*=\s*"?[^#"]`, written)
	assert.NotRegexp(t, `innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function`, scripts[1].FirstChild.Data)
}

// TestPageIsTheSame: the same input makes the same page, so that artifacts can be compared.
func TestPageIsTheSame(t *testing.T) {
	t.Parallel()
	for _, path := range golden.Inputs(t, "../..") {
		first := pageOf(t, review.New(golden.Read(t, path)))
		for range 3 {
			require.Equal(t, first, pageOf(t, review.New(golden.Read(t, path))), path)
		}
	}
}

// TestPageSentences are what is seen first.
func TestPageSentences(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		"teams-change-preview": {
			"Gains: role/Ada, role/Ben and role/Dua gain rights in the whole cluster, aws-hyperpod-vision and playground.",
			"Loses: role/Ben and role/Cem lose rights in the whole cluster and aws-hyperpod-speech.",
			"Dangerous: 7 dangers are new with this change; the worst is reach-nodes (high), for role/Ada, role/Ben and role/Dua in " +
				"aws-hyperpod-vision and playground.",
		},
		"documented-unchanged-preview": {
			"Gains: Nobody gains anything.",
			"Loses: Nobody loses anything.",
		},
		"teams-export": {"As it is: 3 principals in this stack, which is shown as it is: nobody gains or loses anything."},
	}
	for name, want := range tests {
		root, err := html.Parse(strings.NewReader(pageOf(t, review.New(golden.Read(t, "../../testdata/pulumi/"+name+".json")))))
		require.NoError(t, err)
		var got []string
		words, texts := find(find(root, "dl")[0], "dt"), find(find(root, "dl")[0], "dd")
		for i := range words {
			got = append(got, text(words[i])+": "+text(texts[i]))
		}
		assert.Subset(t, got, want, name)
	}
}

// TestPageFindings: every finding of the report stands in the page with what to do.
func TestPageFindings(t *testing.T) {
	t.Parallel()
	spaces := regexp.MustCompile(`\s+`)
	for _, path := range golden.Inputs(t, "../..") {
		report := review.New(golden.Read(t, path))
		if len(report.Findings) > 0 {
			report.Findings[0].Accepted = &finding.Acceptance{By: "Jane Doe", Why: "nothing else is there"}
		}
		root, err := html.Parse(strings.NewReader(pageOf(t, report)))
		require.NoError(t, err)
		var items []*html.Node
		for _, item := range find(root, "li") {
			if strings.HasPrefix(attribute(item, "class"), "finding ") {
				items = append(items, item)
			}
		}
		require.Len(t, items, len(report.Findings), path)
		for i, f := range report.Findings {
			class := "finding " + string(f.Severity)
			if f.Accepted != nil {
				class += " accepted"
			}
			assert.Equal(t, class, attribute(items[i], "class"))
			said := spaces.ReplaceAllString(text(items[i]), " ")
			for _, want := range []string{string(f.Severity), string(f.Kind), f.Object, f.Message, f.Fix} {
				assert.Contains(t, said, want, path)
			}
		}
	}
}
