package render

import (
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
)

// findingItem is a finding in words.
type findingItem struct {
	Severity                         string
	Kind, Object, Mark, Message, Fix string
	Lines                            []string
	// Details are further lines: where, who, by whom.
	Details  []detail
	Accepted bool
}

// detail is one line; More is what does not fit into it.
type detail struct{ Word, Text, More string }

// mostNames is how many names a line of a page has. The rest is below a fold.
const mostNames = 6

func findingItems(findings []finding.Finding) []findingItem {
	var items []findingItem
	for _, f := range findings {
		item := findingItem{
			Severity: string(f.Severity), Kind: string(f.Kind), Object: clean(f.Object), Mark: clean(mark(f)), Message: clean(f.Message),
			Fix: clean(f.Fix), Accepted: f.Accepted != nil,
		}
		for _, line := range f.Lines {
			item.Lines = append(item.Lines, clean(line))
		}
		item.detail("by", some(f.Roles, mostNames), "")
		in, where := "in", place(f, mostNames)
		if cluster, ok := strings.CutPrefix(where, "on "); ok {
			in, where = "on", cluster
		}
		item.detail(in, where, rest(f.Namespaces))
		if len(f.Principals) != 1 || f.Principals[0] != f.Object {
			item.detail("for", some(shortNames(f.Principals), mostNames), rest(shortNames(f.Principals)))
		}
		if f.By != nil {
			item.detail("last written by", author(*f.By), "")
		}
		item.detail("ARN", f.ARN, "")
		items = append(items, item)
	}
	return items
}

func (i *findingItem) detail(word, text, more string) {
	if text != "" {
		i.Details = append(i.Details, detail{word, clean(text), clean(more)})
	}
}

// rest are the names that [some] leaves out.
func rest(names []string) string {
	if len(names) <= mostNames {
		return ""
	}
	return strings.Join(names[mostNames:], ", ")
}

// shortNames are principals without partition and account: role/path/Name.
func shortNames(principals []string) []string {
	short := slices.Clone(principals)
	for i, name := range short {
		short[i] = shortName(name)
	}
	return short
}

func shortName(principal string) string {
	if !strings.HasPrefix(principal, "arn:") {
		return principal
	}
	return principal[strings.LastIndex(principal, ":")+1:]
}
