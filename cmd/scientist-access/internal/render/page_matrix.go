package render

import (
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// matrix shows principals by namespaces. Principals that are alike share a row, namespaces that are alike for all of them a
// column; the first column is the whole cluster.
type matrix struct {
	Columns []column
	Rows    []*matrixRow
	Shared  []column // those of several namespaces

	data *matrixData
}

// column is a heading.
type column struct {
	Number int
	Names  []string
}

// First is the name that a heading shows, and More how many there are besides.
func (c column) First() string { return c.Names[0] }
func (c column) More() int     { return len(c.Names) - 1 }

// matrixRow is what principals have that are alike.
type matrixRow struct {
	Label, Sub string
	Names      []string // of several principals
	Signs      []string // about the cluster, sign-in, and what is not known
	Groups     []string // that come or go, with how many of them
	GroupSum   string
	Cells      template.HTML
}

// wholeCluster is the number that stands for it among the namespaces.
const wholeCluster = -1

// matrixMaker makes a matrix from a report.
type matrixMaker struct {
	report     *review.Report
	namespaces map[string]int
	data       *matrixData
}

func newMatrix(r *review.Report) *matrix {
	m := matrixMaker{report: r, namespaces: map[string]int{}}
	m.data = &matrixData{Preview: r.Source == access.Preview, Rows: []rowData{}}
	m.nameNamespaces()
	for _, a := range r.Access {
		m.data.Rows = append(m.data.Rows, m.row(a))
	}
	m.data.Columns = m.columns()
	return m.matrix()
}

func (m *matrixMaker) nameNamespaces() {
	set := map[string]bool{}
	for _, a := range m.report.Access {
		for _, scope := range a.Scopes {
			for _, name := range scope.Namespaces {
				set[name] = true
			}
		}
	}
	m.data.Namespaces = []string{}
	for i, name := range slices.Sorted(maps.Keys(set)) {
		m.namespaces[name] = i
		m.data.Namespaces = append(m.data.Namespaces, name)
	}
}

func (m *matrixMaker) row(a review.Access) rowData {
	row := rowData{
		Principals: []string{}, Cluster: clean(a.Principals[0].Cluster), SignIn: string(a.SignIn), Unclear: a.Unclear,
		Groups: [][2]string{}, Teams: []string{}, Scopes: []*scopeData{},
	}
	for _, p := range a.Principals {
		row.Principals = append(row.Principals, clean(p.Short()))
	}
	for _, g := range a.Groups {
		row.Groups = append(row.Groups, [2]string{groupName(g), string(g.Change)})
		if team := clean(g.Team); team != "" && !slices.Contains(row.Teams, team) {
			row.Teams = append(row.Teams, team)
		}
	}
	for _, scope := range a.Scopes {
		row.Scopes = append(row.Scopes, m.scopes(a.Principals[0], scope)...)
	}
	return row
}

// scopes are those of the report, apart where different things are dangerous.
func (m *matrixMaker) scopes(p access.Principal, s review.Scope) []*scopeData {
	var all []*scopeData
	bySet := map[int]*scopeData{}
	for _, name := range s.Places() {
		dangers := m.report.Dangers(p, name)
		set := [][2]int{}
		for _, f := range dangers {
			fresh := 0
			if f.New {
				fresh = 1
			}
			set = append(set, [2]int{m.data.Dangers.Number(newDangerData(f)), fresh})
		}
		number := m.data.Sets.Number(set)
		scope, ok := bySet[number]
		if !ok {
			scope = &scopeData{
				Gains: m.data.Rights.Number(rightRows(review.Gained, s.Gains)), Loses: m.data.Rights.Number(rightRows(review.Lost, s.Loses)),
				Keeps: m.data.Rights.Number(rightRows(review.Kept, s.Keeps)), Danger: number, mark: newMark(s, dangers, m.report.Source),
			}
			bySet[number] = scope
			all = append(all, scope)
		}
		at := wholeCluster
		if name != access.WholeCluster {
			at = m.namespaces[name]
		}
		scope.In = append(scope.In, at)
	}
	return all
}

// columns puts namespaces together that are in the same scope of every row.
func (m *matrixMaker) columns() [][]int {
	alike := make([]strings.Builder, len(m.namespaces))
	for r, row := range m.data.Rows {
		for s, scope := range row.Scopes {
			for _, n := range scope.In {
				if n != wholeCluster {
					fmt.Fprintf(&alike[n], "%d:%d ", r, s)
				}
			}
		}
	}
	at := map[string]int{}
	columns := [][]int{}
	for n := range alike {
		key := alike[n].String()
		i, ok := at[key]
		if !ok {
			i = len(columns)
			at[key] = i
			columns = append(columns, nil)
		}
		columns[i] = append(columns[i], n)
	}
	return columns
}

func (m *matrixMaker) matrix() *matrix {
	x := &matrix{data: m.data}
	for i, namespaces := range m.data.Columns {
		c := column{Number: i + 1}
		for _, n := range namespaces {
			c.Names = append(c.Names, clean(m.data.Namespaces[n]))
		}
		x.Columns = append(x.Columns, c)
		if c.More() > 0 {
			x.Shared = append(x.Shared, c)
		}
	}
	for i, a := range m.report.Access {
		x.Rows = append(x.Rows, m.shownRow(a, m.data.Rows[i]))
	}
	return x
}

func (m *matrixMaker) shownRow(a review.Access, data rowData) *matrixRow {
	row := &matrixRow{Label: shortName(data.Principals[0])}
	if n := len(data.Principals); n > 1 {
		row.Label, row.Names = count(n, "principal"), data.Principals
		if len(data.Teams) == 0 {
			row.Label = fmt.Sprintf("%s and %d more", shortName(data.Principals[0]), n-1)
		}
	}
	if len(data.Teams) > 0 {
		row.Sub = "team " + strings.Join(data.Teams, ", ")
	}
	if m.several() {
		row.Signs = append(row.Signs, "on cluster "+data.Cluster)
	}
	if m.data.Preview {
		row.addMembers(a)
	}
	if a.Unclear {
		row.Signs = append(row.Signs, "? may have more: a group is bound elsewhere, or not known")
	}
	marks := map[int]cellMark{}
	for _, scope := range data.Scopes {
		for _, n := range scope.In {
			marks[n] = scope.mark
		}
	}
	var cells strings.Builder
	for _, c := range append([][]int{{wholeCluster}}, m.data.Columns...) {
		mark, ok := marks[c[0]]
		switch {
		case ok:
			cells.WriteString(mark.html())
		case a.Unclear:
			cells.WriteString(cellMark{change: "u"}.html())
		default:
			cells.WriteString("<td>")
		}
	}
	row.Cells = template.HTML(cells.String())
	return row
}

// several reports whether there is more than one cluster, so that each row names its own.
func (m *matrixMaker) several() bool {
	return slices.ContainsFunc(m.data.Rows, func(r rowData) bool { return r.Cluster != m.data.Rows[0].Cluster })
}

// addMembers says what changes beside the rights.
func (r *matrixRow) addMembers(a review.Access) {
	if a.SignIn != review.Kept {
		r.Signs = append(r.Signs, pageSigns[a.SignIn]+" may sign in")
	}
	var sums []string
	for _, change := range []review.Change{review.Gained, review.Lost} {
		n := 0
		for _, g := range a.Groups {
			if g.Change == change {
				r.Groups = append(r.Groups, pageSigns[change]+" "+clean(g.Group))
				n++
			}
		}
		if n > 0 {
			sums = append(sums, pageSigns[change]+" "+count(n, "group"))
		}
	}
	r.GroupSum = strings.Join(sums, ", ")
}

var pageSigns = map[review.Change]string{review.Gained: "+", review.Lost: "−", review.Kept: "="}
