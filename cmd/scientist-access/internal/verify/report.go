package verify

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/scientist-access/scientist-access/review"
)

// SchemaVersion is that of the JSON form; it grows when a field changes its meaning.
const SchemaVersion = 1

// Kind says in which way a cluster differs from a stack.
type Kind string

// The ways in which a cluster can differ.
const (
	RightMissing   Kind = "right-missing"   // the API server refuses what the stack declares
	ObjectMissing  Kind = "object-missing"  // a role or binding of the stack is gone
	RoleChanged    Kind = "role-changed"    // its rules differ
	BindingChanged Kind = "binding-changed" // its subjects or its role differ
	ForeignBinding Kind = "foreign-binding" // another binding names a subject of the stack
	EntryMissing   Kind = "entry-missing"
	EntryChanged   Kind = "entry-changed"
	ForeignEntry   Kind = "foreign-entry" // another access entry carries a group of the stack
	PolicyMissing  Kind = "policy-missing"
	PolicyChanged  Kind = "policy-changed" // its scope differs
	ForeignPolicy  Kind = "foreign-policy" // an EKS access policy that the stack does not give
)

// Difference is one thing that is not as declared.
type Difference struct {
	Kind   Kind     `json:"kind"`
	Object string   `json:"object"` // what differs, or who lacks a right
	What   string   `json:"what"`
	Lines  []string `json:"lines"` // "+" is there and not declared, "-" is declared and not there
	By     *Author  `json:"by,omitempty"`
	ARN    string   `json:"arn,omitempty"` // of the access entry or access policy
	WayOut string   `json:"wayOut"`
}

// Report is the outcome of a comparison.
type Report struct {
	SchemaVersion int           `json:"schemaVersion"`
	Cluster       string        `json:"cluster"`
	Asked         int           `json:"asked"` // questions put to the API server
	Differences   []Difference  `json:"differences"`
	Unchecked     []review.Note `json:"unchecked"` // parts of the stack that nothing can be said about
	Notes         []review.Note `json:"notes"`
}

func (r *Report) sort() {
	slices.SortStableFunc(r.Differences, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Object, b.Object), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ARN, b.ARN))
	})
	slices.SortFunc(r.Unchecked, compareNotes)
	slices.SortFunc(r.Notes, compareNotes)
	r.Notes = slices.Compact(r.Notes)
}

// WriteJSON prints the report for programs.
func (r *Report) WriteJSON(w io.Writer) error {
	out := *r
	// Lists are lists, also when they are empty.
	out.Differences = append([]Difference{}, r.Differences...)
	out.Unchecked = append([]review.Note{}, r.Unchecked...)
	out.Notes = append([]review.Note{}, r.Notes...)
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false) // commands hold &&
	return encoder.Encode(out)
}

// WriteText prints the report for a terminal.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	b.WriteString(clean(r.headline()) + "\n")
	for _, difference := range r.Differences {
		difference.write(&b)
	}
	writeNotes(&b, "Not checked", r.Unchecked)
	writeNotes(&b, "Notes", r.Notes)
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Report) headline() string {
	result := "is as declared"
	switch {
	case len(r.Differences) > 0:
		result = "differs from the stack: " + count(len(r.Differences), "difference")
	case len(r.Unchecked) > 0:
		result = "is as declared, as far as that could be checked"
	}
	return fmt.Sprintf("Cluster %s %s (%s asked)", r.Cluster, result, count(r.Asked, "right"))
}

func (d Difference) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n%s: %s\n", clean(d.Object), clean(d.What))
	for _, line := range d.Lines {
		fmt.Fprintf(b, "  %s\n", clean(line))
	}
	if d.By != nil {
		fmt.Fprintf(b, "  by: %s\n", clean(d.By.String()))
	}
	if d.ARN != "" {
		fmt.Fprintf(b, "  arn: %s\n", clean(d.ARN))
	}
	fmt.Fprintf(b, "  way out: %s\n", clean(d.WayOut))
}

func writeNotes(b *strings.Builder, title string, notes []review.Note) {
	if len(notes) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s:\n", title)
	for _, note := range notes {
		place := ""
		if note.Place != "" {
			place = note.Place + ": "
		}
		fmt.Fprintf(b, "  %s\n", clean(place+note.Message))
	}
}

func (a Author) String() string {
	if a.Time.IsZero() {
		return cmp.Or(a.Manager, "not known")
	}
	return cmp.Or(a.Manager, "not known (CloudTrail tells who)") + ", " + a.Time.UTC().Format(time.RFC3339)
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// clean writes out whatever a terminal might obey rather than show.
func clean(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) }) < 0 {
		return s
	}
	quoted := strconv.QuoteToGraphic(s)
	return quoted[1 : len(quoted)-1]
}
