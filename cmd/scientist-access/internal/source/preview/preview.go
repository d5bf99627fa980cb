// Package preview reads what "pulumi preview --json" prints.
//
// Source: https://github.com/pulumi/pulumi/blob/v3.250.0/pkg/display/json.go (PreviewDigest)
package preview

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/source/internal/document"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/source/internal/resource"
)

// Reader takes a preview in while a document is walked through.
type Reader struct {
	before, after map[string]*resource.State
	summary       map[string]int // steps of each operation, as the engine counted them
	shownSame     int            // steps "same" in the file
	failed        bool
	hidden        []string
	notes         resource.Notes
}

// Fields are the readers of the fields of a preview.
func (r *Reader) Fields() map[string]func(*document.Document) error {
	r.before, r.after = map[string]*resource.State{}, map[string]*resource.State{}
	return map[string]func(*document.Document) error{
		"steps": func(d *document.Document) error {
			return d.List(func(place string) error { return r.step(d, place) })
		},
		"diagnostics": func(d *document.Document) error {
			return d.List(func(string) error { return r.diagnostic(d) })
		},
		"changeSummary": func(d *document.Document) error { return d.Decode(&r.summary) },
	}
}

// step is one step of a preview.
type step struct {
	Op             string          `json:"op"`
	URN            string          `json:"urn"`
	OldState       *resource.State `json:"oldState"`
	NewState       *resource.State `json:"newState"`
	DiffReasons    []string        `json:"diffReasons"`
	ReplaceReasons []string        `json:"replaceReasons"`
}

func (r *Reader) step(d *document.Document, place string) error {
	var s step
	if err := d.Decode(&s); err != nil {
		return err
	}
	if s.Op == "" || s.URN == "" {
		return errors.New("the step has no op or no urn: this is not a preview of Pulumi")
	}
	if s.Op == "same" {
		r.shownSame++
	}
	r.blindSpot(place, s)
	op, ok := operations[s.Op]
	if !ok {
		r.notes.LeftOut(place, s.URN, fmt.Errorf("the operation %q is not known", s.Op))
		return nil
	}
	if s.decides() {
		r.file(place, s, op)
	}
	if s.Op != "same" && resource.Hides(s.OldState, s.NewState, slices.Concat(s.DiffReasons, s.ReplaceReasons)) {
		r.notes.Gap(place, s.URN, "it holds secret values: whether the change is in one of them cannot be seen")
		r.hidden = append(r.hidden, s.URN)
	}
	return nil
}

func (r *Reader) blindSpot(place string, s step) {
	for _, state := range []*resource.State{s.NewState, s.OldState} {
		if state == nil {
			continue
		}
		if spot := state.BlindSpot(); spot != "" {
			r.notes.Gap(place, state.URN, state.Type+": "+spot)
			return
		}
	}
}

// decides reports whether a step is about a kind that decides about access, or says where one is. A step without
// states says so in its URN alone.
func (s step) decides() bool {
	for _, state := range []*resource.State{s.OldState, s.NewState} {
		if state != nil && (state.Supported() || state.IsProvider()) {
			return true
		}
	}
	return s.OldState == nil && s.NewState == nil && resource.SupportedURN(s.URN)
}

// file puts the states of a step where they belong. Several steps may be about one object; they agree about it.
func (r *Reader) file(place string, s step, op operation) {
	if s.lacksState(op) {
		r.notes.LeftOut(place, s.URN, errors.New("the step lacks the state of the resource"))
		return
	}
	if before := op.before(s); before != nil && !before.PendingReplacement {
		r.before[objectKey(before)] = before
	}
	if s.Op == "refresh" && s.NewState == nil {
		delete(r.before, objectKey(s.OldState)) // it is gone from the cluster
	}
	after := op.after(s)
	switch {
	case op.stays:
		r.after[objectKey(after)] = after
		r.notes.Add(s.URN, "the stack no longer reads it, and does not delete it: the access it gives stays")
	case after != nil:
		r.after[s.URN] = after
	case s.OldState != nil && s.OldState.RetainOnDelete && op.before(s) != nil:
		r.after[objectKey(s.OldState)] = s.OldState
		r.notes.Add(s.URN, "the stack lets go of it without deleting it (retainOnDelete): the access it gives stays")
	}
}

// lacksState reports whether a state that the operation takes is not in the step. A refresh has no new state of what
// is gone.
func (s step) lacksState(op operation) bool {
	if s.Op == "refresh" {
		return s.OldState == nil
	}
	full := step{OldState: &resource.State{}, NewState: &resource.State{}}
	return op.before(full) != nil && op.before(s) == nil || op.after(full) != nil && op.after(s) == nil
}

// objectKey tells an object from one of the same URN that replaces it.
func objectKey(s *resource.State) string { return s.URN + "\x00" + s.ID }

// diagnostic reads one message of the engine; an error means that the preview did not come to its end.
func (r *Reader) diagnostic(d *document.Document) error {
	var diagnostic struct {
		URN      string `json:"urn"`
		Message  string `json:"message"`
		Severity string `json:"severity"`
	}
	if err := d.Decode(&diagnostic); err != nil {
		return err
	}
	if diagnostic.Severity == "error" {
		r.failed = true
		r.notes.Add(diagnostic.URN, "the preview failed: %s", oneLine(diagnostic.Message))
	}
	return nil
}

// oneLine folds white space and cuts what is too long for a note.
func oneLine(message string) string {
	line := []rune(strings.Join(strings.Fields(message), " "))
	if len(line) > 300 {
		return string(line[:300]) + "…"
	}
	return string(line)
}

// Reading is what the preview tells, once the document has been read.
func (r *Reader) Reading() *access.Reading {
	reading := &access.Reading{Source: access.Preview, Failed: r.failed, Hidden: r.hidden}
	if r.failed {
		r.notes.Add("", "only the part before the failure is reviewed; deletions may be missing from it")
	}
	if unseen := r.summary["same"] - r.shownSame; unseen > 0 {
		r.notes.Add("", "%d unchanged resources are not in this preview; "+
			"run pulumi preview --json --show-sames to review them too", unseen)
		reading.Partial = true
	}
	before, after := inOrder(r.before), inOrder(r.after)
	clusters := resource.NewClusters(after, before)
	reading.Before = r.decode(before, resource.NewClusters(before, after))
	reading.After = r.decode(after, clusters)
	return r.notes.Finish(reading, clusters)
}

// inOrder are states in the order of their names.
func inOrder(states map[string]*resource.State) []*resource.State {
	ordered := make([]*resource.State, 0, len(states))
	for _, key := range slices.Sorted(maps.Keys(states)) {
		ordered = append(ordered, states[key])
	}
	return ordered
}

func (r *Reader) decode(states []*resource.State, clusters *resource.Clusters) access.Objects {
	var objects access.Objects
	for _, s := range states {
		if err := resource.Decode(s, clusters, &objects); err != nil {
			r.notes.LeftOut("", s.URN, err)
		}
	}
	return objects
}
