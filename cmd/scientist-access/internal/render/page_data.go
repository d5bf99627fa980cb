package render

import (
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/listing"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// matrixData is what the script of a page knows of the matrix. What is said often is in a list, and its number stands for it.
type matrixData struct {
	Preview    bool                     `json:"preview"`
	Namespaces []string                 `json:"namespaces"`
	Columns    [][]int                  `json:"columns"` // namespaces of each column after the first, which is the whole cluster
	Rights     listing.List[[]rightRow] `json:"rights"`
	Dangers    listing.List[dangerData] `json:"dangers"`
	Sets       listing.List[[][2]int]   `json:"sets"` // of dangers, each with 1 if it is new
	Rows       []rowData                `json:"rows"`
	Ask        any                      `json:"ask"`
}

// rightRow is a line about a right: what, verbs, and 1 if it is below the line before it.
type rightRow [3]any

type dangerData struct {
	Severity string `json:"severity"`
	Name     string `json:"name"`
	Message  string `json:"message"`
	Fix      string `json:"fix,omitempty"`
	Closed   string `json:"closed,omitempty"` // the guardrails that close it
}

// rowData is a row of the matrix: principals with the same access.
type rowData struct {
	Principals []string     `json:"principals"`
	Cluster    string       `json:"cluster"`
	SignIn     string       `json:"signIn"`
	Groups     [][2]string  `json:"groups"` // with their changes
	Teams      []string     `json:"teams"`
	Unclear    bool         `json:"unclear"`
	Scopes     []*scopeData `json:"scopes"`
}

// scopeData is what a row has in some namespaces, or in the whole cluster, which is -1. All of it are numbers in lists.
type scopeData struct {
	In     []int `json:"in"`
	Gains  int   `json:"gains"`
	Loses  int   `json:"loses"`
	Keeps  int   `json:"keeps"`
	Danger int   `json:"set"`
	// Findings are the numbers of those about a difference, which has nothing of the above.
	Findings []int `json:"findings,omitempty"`

	mark cellMark
}

func rightRows(change review.Change, rights []review.Right) []rightRow {
	all := []rightRow{}
	for _, r := range rows(change, rights) {
		below := 0
		if r.below {
			below = 1
		}
		all = append(all, rightRow{r.name, r.verbs, below})
	}
	return all
}

func newDangerData(f finding.Finding) dangerData {
	d := dangerData{Severity: string(f.Severity), Name: clean(f.Object), Message: clean(f.Message), Fix: clean(f.Fix)}
	if f.ClosedBy != nil {
		d.Closed = clean(f.ClosedBy.Policy) + ", except for " + clean(allowed(f.ClosedBy))
	}
	return d
}
