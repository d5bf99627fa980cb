// Package render prints the answers to questions about access: for a terminal, for a pull request, for programs.
package render

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/policy"
)

// The words that all forms share.

// JSON prints a report for programs.
func JSON(w io.Writer, report any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false) // commands hold &&
	encoder.SetIndent("", "  ")
	return encoder.Encode(report)
}

// clean makes a name from a file safe to print: whatever a terminal or a browser might obey rather than show
// is written out.
func clean(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) }) < 0 {
		return s
	}
	quoted := strconv.QuoteToGraphic(s)
	return strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
}

// row is one line about a right: what it is, and its verbs if it has any. Rows below a capability's show the
// part of it that is meant, and those below an access policy's what AWS documents of it.
type row struct {
	name, verbs string
	below       bool
}

// rows say rights that change in one way, line by line.
func rows(change review.Change, rights []review.Right) []row {
	var all []row
	for _, right := range rights {
		switch {
		case strings.HasPrefix(right.Role, access.EKSAccessPolicy+" "):
			verbs := "what AWS gives it"
			if len(right.Rules) > 0 {
				verbs += ", as documented:"
			}
			all = append(all, row{name: clean(right.Role), verbs: verbs})
		case right.Role != "":
			all = append(all, row{name: clean(right.Role), verbs: "rules not in this stack"})
		case right.Capability != "":
			name := "capability " + right.Capability
			if right.Part {
				name += map[review.Change]string{review.Gained: ", completed by:", review.Lost: ", now without:"}[change]
			}
			all = append(all, row{name: name})
		}
		if right.Capability != "" && !right.Part {
			continue
		}
		for _, rule := range right.Rules {
			what, verbs := access.RuleParts(rule)
			all = append(all, row{name: clean(what), verbs: clean(verbs), below: right.Capability != "" || right.Role != ""})
		}
	}
	return all
}

// headline says in one line what a review found.
func headline(r *review.Report) string {
	what := "Access in this stack: " + count(r.Summary.Principals, "principal")
	switch r.Source {
	case access.Live:
		what = "Access on the cluster: " + count(r.Summary.Principals, "principal")
	case access.Preview:
		what = fmt.Sprintf("Access after this change: %s, %d gain and %d lose rights",
			count(r.Summary.Principals, "principal"), r.Summary.Gaining, r.Summary.Losing)
	}
	if n := r.Summary.Hidden; n > 0 {
		what += fmt.Sprintf(", %s may change in hidden values", count(n, "resource"))
	}
	what += "; findings: " + findingCounts(r)
	if n := r.Summary.Closed; n > 0 {
		what += "; closed by guardrails: " + count(n, "danger")
	}
	return what
}

func findingCounts(r *review.Report) string {
	var counts []string
	for _, severity := range slices.Backward(policy.Severities()) {
		if n := r.Summary.Findings[severity]; n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, severity))
		}
	}
	if len(counts) == 0 {
		return "none"
	}
	if n := r.Summary.Accepted; n > 0 {
		counts[len(counts)-1] += fmt.Sprintf(" (%d accepted)", n)
	}
	return strings.Join(counts, ", ")
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func noteText(note access.Note) string {
	if note.Place == "" {
		return clean(note.Message)
	}
	return clean(note.Place) + ": " + clean(note.Message)
}

// groupName is the group's, with the team that it belongs to.
func groupName(m review.Membership) string {
	if m.Team == "" {
		return clean(m.Group)
	}
	return clean(m.Group) + " of team " + clean(m.Team)
}

// nothing says that no right was found, as far as that can be said.
func nothing(a review.Access, r *review.Report) string {
	switch {
	case a.Unclear:
		return "rights not known: a group is not known, or is bound outside this stack"
	case r.Source == access.Live:
		return "no rights on the cluster"
	case r.Partial:
		return "no rights in the part of the stack that was read"
	}
	return "no rights in this stack"
}

// mark says whether a finding is new or accepted.
func mark(f finding.Finding) string {
	switch {
	case f.Accepted != nil:
		return "accepted by " + f.Accepted.By + ": " + f.Accepted.Why
	case f.New:
		return "new"
	}
	return ""
}

// place says where a finding is.
func place(f finding.Finding, most int) string {
	where := some(f.Namespaces, most)
	if where == "" && f.Kind == review.DangerousRight {
		where = wholeClusterName
	}
	if f.Cluster != "" {
		where = strings.TrimSpace(where + " on cluster " + f.Cluster)
	}
	return where
}

// some lists the first names and counts the rest.
func some(names []string, most int) string {
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
