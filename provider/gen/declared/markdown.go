package declared

import (
	"fmt"
	"go/doc/comment"
	"regexp"
	"strings"

	"github.com/scientist-access/scientist-access/charts"
	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/guardrails"
)

const docs = "https://github.com/scientist-access/scientist-access/blob/main/docs/"

// links are what doc comments refer to, in words for those who do not write Go.
var links = map[string]string{
	"policy.Catalogue":                 "[docs/capabilities.md](" + docs + "capabilities.md)",
	"policy.Documented":                "[the policy that AWS documents](" + docs + "documented-policy.md)",
	"policy.AccessPolicies":            "[docs/access-policies.md](" + docs + "access-policies.md)",
	"policy.Statements":                "[docs/iam.md](" + docs + "iam.md)",
	"ScientistAccessArgs.Warnings":     "[docs/capabilities.md](" + docs + "capabilities.md)",
	"ScientistAccess.IAMPolicies":      code("iamPolicies"),
	"guardrails.Warn":                  code(string(guardrails.Warn)),
	"guardrails.Audit":                 code(string(guardrails.Audit)),
	"guardrails.Deny":                  code(string(guardrails.Deny)),
	"charts.DefaultClusterRoleName":    code(charts.DefaultClusterRoleName),
	"charts.DefaultNamespacedRoleName": code(charts.DefaultNamespacedRoleName),
	"charts.DefaultNamespace":          code(charts.DefaultNamespace),
	"ClusterScope":                     code(component.ClusterScope),
	"NamespacesScope":                  code(component.NamespacesScope),
	"DefaultNamePrefix":                code(component.DefaultNamePrefix),
	"pulumi.Providers":                 "the option " + code("providers"),
	"pulumi.DependsOn":                 "the option " + code("dependsOn"),
}

func code(name string) string { return "`" + name + "`" }

// Markdown is a doc comment for readers in other languages: the names of arguments and constants are theirs. A comment in Go
// begins with what it explains, whose name there and here are given.
func (all Structs) Markdown(doc, inGo, here string) (string, error) {
	w := writer{keys: map[string]string{}, all: all}
	for _, s := range all.arguments() {
		for _, f := range s.Fields {
			w.keys[f.Name] = f.Key
		}
	}
	if rest, ok := strings.CutPrefix(doc, inGo); ok {
		doc = here + rest
	}
	parser := comment.Parser{
		LookupPackage: func(name string) (string, bool) { return name, true },
		LookupSym:     func(string, string) bool { return true },
	}
	var paragraphs []string
	for _, block := range parser.Parse(doc).Content {
		paragraph, ok := block.(*comment.Paragraph)
		if !ok {
			return "", fmt.Errorf("a doc comment has more than paragraphs: %q", doc)
		}
		paragraphs = append(paragraphs, w.text(paragraph.Text))
	}
	return strings.Join(paragraphs, "\n\n"), w.err
}

// writer knows the arguments' keys by their names in Go.
type writer struct {
	keys map[string]string
	all  Structs
	err  error
}

func (w *writer) text(words []comment.Text) string {
	var b strings.Builder
	for _, word := range words {
		switch word := word.(type) {
		case comment.Plain:
			b.WriteString(w.plain(oneSpace(string(word))))
		case *comment.Link:
			b.WriteString("<" + word.URL + ">")
		case *comment.DocLink:
			b.WriteString(w.link(word))
		default:
			w.err = fmt.Errorf("a doc comment has %T", word)
		}
	}
	return b.String()
}

// lineBreaks are those of the source, which mean nothing.
var lineBreaks = regexp.MustCompile(`\s+`)

func oneSpace(text string) string { return lineBreaks.ReplaceAllString(text, " ") }

// goName is a word that may be the name of a field, with the end of the sentence before it.
var goName = regexp.MustCompile(`(^|[.:] |[^\w.])([A-Z]\w+)`)

// plain has the keys of fields in place of their names. At the beginning of a sentence, a name of one word may be just this
// word.
func (w *writer) plain(text string) string {
	return goName.ReplaceAllStringFunc(text, func(found string) string {
		parts := goName.FindStringSubmatch(found)
		before, name := parts[1], parts[2]
		key, known := w.keys[name]
		oneWord := name[1:] == strings.ToLower(name[1:])
		if !known || oneWord && (before == "" || strings.HasSuffix(before, " ") && before != " ") {
			return found
		}
		return before + code(key)
	})
}

func (w *writer) link(to *comment.DocLink) string {
	name := to.Name
	for _, qualifier := range []string{to.Recv, to.ImportPath} {
		if qualifier != "" {
			name = qualifier + "." + name
		}
	}
	if words, ok := links[name]; ok {
		return words
	}
	if key, ok := w.keys[to.Name]; ok && to.Recv != "" {
		return code(key)
	}
	if _, ok := w.all[to.Name]; ok {
		return code(TypeName(to.Name))
	}
	w.err = fmt.Errorf("add %s to the links in words", name)
	return ""
}
