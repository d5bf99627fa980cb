// Package imports brings access that exists on a cluster into the state of a stack: it fills in the file that Pulumi
// writes of what the stack is about to create.
package imports

import (
	"cmp"
	"errors"
	"io"
	"slices"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/adopt/keeper"
)

// State is what there is on a cluster of what a stack is about to create.
type State string

// The states.
const (
	Absent    State = "absent"    // it is left out of the import
	Identical State = "identical" // to what the stack declares
	Differs   State = "differs"   // the next update changes it as declared
	Blocked   State = "blocked"   // somebody else keeps it
	Untold    State = "untold"    // the preview does not show what it is called
	NotOurs   State = "not access"
)

// Item is one resource that a stack is about to create.
type Item struct {
	Object string
	State  State
	Owner  string   // the tool that keeps it, as access.Origin has it
	Lines  []string // what differs
	// Replaced says that the next update deletes the binding and makes it anew, because its role differs.
	Replaced bool
}

// Import is what is imported of what a stack is about to create.
type Import struct {
	Cluster string
	Items   []Item
	file    *importFile
}

// Existing is what there is on a cluster.
type Existing struct {
	Objects    access.Objects
	Namespaces map[string]string // with their keepers
}

// New compares what a stack is about to create with what there is. The pending file is what "pulumi preview
// --import-file" wrote, the reading is of the same preview. From are the keepers, or their tools, that things may be taken
// from; one that keeps nothing is an error.
func New(pendingFile io.Reader, preview *access.Reading, cluster string, there Existing, from []string) (*Import, error) {
	file, err := readImportFile(pendingFile)
	if err != nil {
		return nil, err
	}
	if preview.Source != access.Preview {
		return nil, errors.New("this is an export: want the JSON of pulumi preview --json")
	}
	m := &matcher{
		cluster: cluster, declared: preview.After, live: access.New(there.Objects), namespaces: there.Namespaces,
		from: keeper.Choose(from),
	}
	i := &Import{Cluster: cluster, file: file}
	var kept []pending
	for _, resource := range file.resources {
		if resource.isComponent() {
			kept = append(kept, resource)
			continue
		}
		item := m.item(resource)
		i.Items = append(i.Items, item)
		if item.State == Identical || item.State == Differs {
			kept = append(kept, resource)
		}
	}
	slices.SortFunc(i.Items, func(a, b Item) int { return cmp.Compare(a.Object, b.Object) })
	file.resources = withoutEmpty(kept)
	return i, m.from.Unused()
}

// withoutEmpty leaves out the components of which nothing is imported.
func withoutEmpty(resources []pending) []pending {
	children := map[string]bool{}
	for _, resource := range resources {
		children[resource.text("parent")] = true
	}
	return slices.DeleteFunc(resources, func(p pending) bool { return p.isComponent() && !children[p.text("name")] })
}

// Blocked reports whether something is somebody else's, so that nothing is to be imported.
func (i *Import) Blocked() bool {
	return slices.ContainsFunc(i.Items, func(item Item) bool { return item.State == Blocked })
}

// Empty reports whether there is nothing to import.
func (i *Import) Empty() bool { return len(i.file.resources) == 0 }

// Count is how many items are in one of the states.
func (i *Import) Count(states ...State) int {
	n := 0
	for _, item := range i.Items {
		if slices.Contains(states, item.State) {
			n++
		}
	}
	return n
}

// WriteFile writes the file for "pulumi import --file".
func (i *Import) WriteFile(w io.Writer) error { return i.file.write(w) }
