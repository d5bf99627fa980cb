package render

import (
	"bufio"
	"fmt"
	"io"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/adopt"
)

// importStates say in a few words what there is, in the order in which it is told.
var importStates = []struct {
	state adopt.State
	title string
}{
	{adopt.Blocked, "Kept by somebody else: not imported"},
	{adopt.Differs, "Differs from the stack: imported, and the next update changes it"},
	{adopt.Identical, "As the stack declares it: imported"},
	{adopt.Absent, "Not there: the next update creates it"},
	{adopt.Untold, "The preview does not show its name: not imported"},
	{adopt.NotOurs, "Not part of the access to this cluster: not imported"},
}

// ImportText prints for a terminal what is imported and what is not.
func ImportText(w io.Writer, i *adopt.Import, color bool) error {
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

func importHeadline(i *adopt.Import) string {
	imported := i.Count(adopt.Identical, adopt.Differs)
	if i.Blocked() {
		return fmt.Sprintf("Cluster %s: nothing is imported, because somebody else keeps %s", i.Cluster,
			count(i.Count(adopt.Blocked), "object"))
	}
	return fmt.Sprintf("Cluster %s: %d of %s to import", i.Cluster, imported, count(len(i.Items), "resource"))
}

func (t textWriter) item(item adopt.Item) {
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
	if item.State == adopt.Blocked {
		t.line("      fix: import it with --from %s, then %s", clean(item.Owner), adopt.Release(item.Owner))
		return
	}
	t.line("      then %s", adopt.Release(item.Owner))
}
