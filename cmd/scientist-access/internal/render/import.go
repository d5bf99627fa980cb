package render

import (
	"bufio"
	"fmt"
	"io"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/adopt/imports"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/adopt/keeper"
)

// importStates say in a few words what there is, in the order in which it is told.
var importStates = []struct {
	state imports.State
	title string
}{
	{imports.Blocked, "Kept by somebody else: not imported"},
	{imports.Differs, "Differs from the stack: imported, and the next update changes it"},
	{imports.Identical, "As the stack declares it: imported"},
	{imports.Absent, "Not there: the next update creates it"},
	{imports.Untold, "The preview does not show its name: not imported"},
	{imports.NotOurs, "Not part of the access to this cluster: not imported"},
}

// ImportText prints for a terminal what is imported and what is not.
func ImportText(w io.Writer, i *imports.Import, color bool) error {
	t := textWriter{Writer: bufio.NewWriter(w), color: color}
	t.line("%s", t.paint(bold, clean(importHeadline(i))))
	for _, s := range importStates {
		if i.Count(s.state) == 0 {
			continue
		}
		t.line("")
		t.line("%s", t.paint(bold, s.title))
		for _, item := range i.Items {
			if item.State == s.state {
				t.item(item)
			}
		}
	}
	if !i.Blocked() && !i.Empty() {
		t.next()
	}
	return t.Flush()
}

// next says what to run. The API server refuses to change a field that another client has written, unless that is forced.
// Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
func (t textWriter) next() {
	t.line("")
	t.line("%s", t.paint(bold, "Next"))
	t.line("  pulumi import --file FILE --protect=false --generate-code=false")
	t.line("  SCIENTIST_ACCESS_ADOPT=true PULUMI_K8S_ENABLE_PATCH_FORCE=true pulumi up   # the first one only")
	t.line("From then on it is the stack's: pulumi destroy deletes it.")
}

func importHeadline(i *imports.Import) string {
	imported := i.Count(imports.Identical, imports.Differs)
	if i.Blocked() {
		return fmt.Sprintf("Cluster %s: nothing is imported, because somebody else keeps %s", i.Cluster,
			count(i.Count(imports.Blocked), "object"))
	}
	return fmt.Sprintf("Cluster %s: %d of %s to import", i.Cluster, imported, count(len(i.Items), "resource"))
}

func (t textWriter) item(item imports.Item) {
	t.line("  %s", clean(item.Object))
	for _, line := range item.Lines {
		t.line("      %s", clean(line))
	}
	if item.Replaced {
		t.line("      its role cannot be changed: the next update deletes the binding and makes it anew")
	}
	if item.Owner == "" {
		return
	}
	t.line("      kept by %s", clean(item.Owner))
	if item.State == imports.Blocked {
		t.line("      fix: import it with --from %s, then %s", clean(item.Owner), keeper.Release(item.Owner))
		return
	}
	t.line("      then %s", keeper.Release(item.Owner))
}
