package render

import (
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/verify"
)

// VerifyPage prints a comparison with a cluster as a page for a browser.
func VerifyPage(w io.Writer, r *verify.Report) error {
	m := newDifferences(r.Findings)
	p := page{
		Title: clean(verifyHeadline(r)), Sentences: verifySentences(r), Matrix: m, Kind: "verify", Data: m.data,
		Sections: []section{{"findings", "Differences", findingItems(r.Findings)}},
		Lists:    append(noteLists("Not checked", r.Unchecked), noteLists("Notes", r.Notes)...),
	}
	if len(r.Outside) > 0 {
		p.Sections = append(p.Sections, section{"outside", "Bound outside the stack", findingItems(r.Outside)})
	}
	return p.write(w)
}

func verifySentences(r *verify.Report) []sentence {
	var more, missing []string
	for _, f := range r.Findings {
		if hasSign(f, "+") {
			more = append(more, f.Object)
		}
		if hasSign(f, "-") || !hasSign(f, "+") {
			missing = append(missing, f.Object)
		}
	}
	var all []sentence
	if len(more) > 0 {
		all = append(all, sentence{"danger", "More", "Beyond what the stack declares: " + listed(slices.Compact(more), 3) + "."})
	}
	if len(missing) > 0 {
		all = append(all, sentence{"lost", "Missing", "Not as the stack declares: " + listed(slices.Compact(missing), 3) + "."})
	}
	if len(all) == 0 {
		all = append(all, sentence{"kept", "As declared", "Nothing that was checked differs from the stack."})
	}
	if n := len(r.Unchecked); n > 0 {
		all = append(all, sentence{"unknown", "Not known", count(n, "part") + " of the stack could not be checked."})
	}
	return all
}

func hasSign(f finding.Finding, sign string) bool {
	return slices.ContainsFunc(f.Lines, func(line string) bool { return strings.HasPrefix(line, sign) })
}

// newDifferences is a matrix of what differs, by where it does.
func newDifferences(findings []finding.Finding) *matrix {
	var rows []string
	places := map[string]map[string][]int{} // of each object, numbers of findings by place
	set := map[string]bool{}
	for i, f := range findings {
		object, in := placed(f)
		if places[object] == nil {
			places[object] = map[string][]int{}
			rows = append(rows, object)
		}
		for _, place := range in {
			places[object][place] = append(places[object][place], i)
			set[place] = place != access.WholeCluster
		}
	}
	m := &matrix{data: &matrixData{Namespaces: []string{}, Columns: [][]int{}, Rows: []rowData{}}}
	for place, isNamespace := range set {
		if isNamespace {
			m.data.Namespaces = append(m.data.Namespaces, place)
		}
	}
	slices.Sort(m.data.Namespaces)
	for i, name := range m.data.Namespaces {
		m.data.Columns = append(m.data.Columns, []int{i})
		m.Columns = append(m.Columns, column{Number: i + 1, Names: []string{clean(name)}})
	}
	for _, object := range rows {
		m.addDifferences(object, places[object], findings)
	}
	return m
}

func (m *matrix) addDifferences(object string, in map[string][]int, findings []finding.Finding) {
	row := rowData{
		Principals: []string{clean(object)}, SignIn: "kept", Groups: [][2]string{}, Teams: []string{}, Scopes: []*scopeData{},
	}
	var cells strings.Builder
	for i, place := range append([]string{access.WholeCluster}, m.data.Namespaces...) {
		numbers := in[place]
		if len(numbers) == 0 {
			cells.WriteString("<td>")
			continue
		}
		row.Scopes = append(row.Scopes, &scopeData{In: []int{i - 1}, Findings: numbers})
		cells.WriteString(differenceMark(numbers, findings).html())
	}
	m.data.Rows = append(m.data.Rows, row)
	m.Rows = append(m.Rows, &matrixRow{Label: clean(object), Cells: template.HTML(cells.String())})
}

// differenceMark is that of some findings together.
func differenceMark(numbers []int, findings []finding.Finding) cellMark {
	m, more, missing := cellMark{}, false, false
	for _, i := range numbers {
		f := findings[i]
		more = more || hasSign(f, "+")
		missing = missing || hasSign(f, "-") || !hasSign(f, "+")
		if f.Severity.Compare(m.severity) > 0 {
			m.severity = f.Severity
		}
	}
	switch {
	case more && missing:
		m.change = "bd"
	case more:
		m.change = "gd"
	default:
		m.change = "ld"
	}
	return m
}

// placed takes a finding apart into what it is about, and where: in the namespaces of the object or of its rights. What is in
// none is about the whole cluster.
func placed(f finding.Finding) (object string, places []string) {
	kind, name, _ := strings.Cut(f.Object, " ")
	if namespace, rest, ok := strings.Cut(name, "/"); ok && (kind == "Role" || kind == "RoleBinding") {
		return kind + " " + rest, []string{namespace}
	}
	if f.Kind == verify.RightMissing {
		for _, line := range f.Lines {
			place := line[strings.LastIndex(line, " in ")+len(" in "):]
			if strings.HasSuffix(line, access.In(access.WholeCluster)) {
				place = access.WholeCluster
			}
			places = append(places, place)
		}
		slices.Sort(places)
		return f.Object, slices.Compact(places)
	}
	return f.Object, []string{access.WholeCluster}
}
