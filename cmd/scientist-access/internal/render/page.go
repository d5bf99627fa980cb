package render

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// A page is one file that needs nothing else and asks for nothing: style, script and data are in it, and its policy forbids
// the browser to load or run anything else. The script makes texts and elements, and never HTML.

//go:embed page
var pageFiles embed.FS

// scriptFiles make the script, in this order.
var scriptFiles = []string{"page.js", "matrix.js", "cell.js", "rules.js", "ask.js"}

// page is what the template shows.
type page struct {
	Title     string
	Sentences []sentence
	Matrix    *matrix // nil for none
	Kind      string  // preview, export, live or verify
	Sections  []section
	Closed    []closedRow
	Lists     []noteList
	Data      any
	Asks      bool // questions are answered
}

// section is a list of findings.
type section struct {
	ID, Title string
	Findings  []findingItem
}

// closedRow is a line of the table of what guardrails close.
type closedRow struct{ Policy, Names, Where, Except string }

func closedRows(findings []finding.Finding) []closedRow {
	var all []closedRow
	for _, c := range closed(findings) {
		all = append(all, closedRow{clean(c.guard.Policy), clean(strings.Join(c.names, ", ")), clean(c.where), clean(allowed(c.guard))})
	}
	return all
}

type noteList struct {
	Title string
	Notes []string
}

// ReviewPage prints a review as a page for a browser.
func ReviewPage(w io.Writer, r *review.Report) error {
	m := newMatrix(r)
	m.data.Ask = newAskData(r)
	p := page{
		Title: clean(headline(r)), Sentences: reviewSentences(r), Matrix: m, Kind: string(r.Source),
		Sections: []section{{"findings", "Findings", findingItems(r.Findings)}}, Closed: closedRows(r.Closed),
		Lists: noteLists("Notes", r.Notes), Data: m.data, Asks: len(r.Access) > 0,
	}
	return p.write(w)
}

func noteLists(title string, notes []access.Note) []noteList {
	if len(notes) == 0 {
		return nil
	}
	list := noteList{Title: title}
	for _, note := range notes {
		list.Notes = append(list.Notes, noteText(note))
	}
	return []noteList{list}
}

// own are the parts of a page that are the same in all.
type own struct {
	layout *template.Template
	style  template.CSS
	script template.JS
	policy template.HTML // Content-Security-Policy
}

var ownParts = sync.OnceValue(func() own {
	o := own{style: template.CSS(pageFile("page.css"))}
	for _, name := range scriptFiles {
		o.script += template.JS(pageFile(name))
	}
	o.policy = template.HTML(fmt.Sprintf(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; `+
		`style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'">`,
		hash(string(o.style)), hash(string(o.script))))
	functions := template.FuncMap{
		"style": func() template.CSS { return o.style }, "script": func() template.JS { return o.script },
		"policy": func() template.HTML { return o.policy },
	}
	o.layout = template.Must(template.New("page").Funcs(functions).Parse(pageFile("page.html")))
	return o
})

func pageFile(name string) string {
	text, err := pageFiles.ReadFile("page/" + name)
	if err != nil {
		panic(err) // the program was built without it
	}
	return string(text)
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

func (p page) write(w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	if err := ownParts().layout.Execute(out, p); err != nil {
		return err
	}
	return out.Flush()
}
