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
	"github.com/scientist-access/scientist-access/source/internal/document"
	"github.com/scientist-access/scientist-access/source/internal/resource"
)

// Reader takes a preview in while a document is walked through.
type Reader struct {
	steps     map[string][]step // that decide about access, by URN
	summary   map[string]int    // steps of each operation, as the engine counted them
	shownSame int               // steps "same" in the file
	refreshed map[string]bool   // by URN: refreshed, and nothing else
	failed    bool
	hidden    []string
	notes     resource.Notes
}

// Fields are the readers of the fields of a preview.
func (r *Reader) Fields() map[string]func(*document.Document) error {
	r.steps, r.refreshed = map[string][]step{}, map[string]bool{}
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
	r.count(s)
	r.blindSpot(place, s)
	op, ok := operations[s.Op]
	switch {
	case !ok:
		r.notes.LeftOut(place, s.URN, fmt.Errorf("the operation %q is not known", s.Op))
	case !s.decides(), s.isNotMade():
	case s.lacksState(op):
		r.notes.LeftOut(place, s.URN, errors.New("the step lacks the state of the resource"))
	default:
		r.keep(place, s)
	}
	return nil
}

func (r *Reader) keep(place string, s step) {
	for _, state := range []*resource.State{s.OldState, s.NewState} {
		if state != nil {
			state.Place = place
		}
	}
	if s.OldState != nil {
		s.OldState.Live = true
	}
	if s.NewState != nil && (s.Op == "update" || s.Op == "diff") {
		s.NewState.Was = s.OldState
	}
	r.steps[s.URN] = append(r.steps[s.URN], s)
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
	return resource.SupportedURN(s.URN)
}

// isNotMade reports whether a step is about a resource that is not created because it is not a target of the preview.
func (s step) isNotMade() bool {
	return s.Op == "same" && (s.OldState == nil || s.OldState.ID == "")
}

// lacksState reports whether a state that the operation takes is not in the step. A read may be about what the stack does
// not hold yet.
func (s step) lacksState(op operation) bool {
	old := op.old != nowhere && s.OldState == nil && s.Op != "read"
	return old || op.new != nowhere && s.NewState == nil
}

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

// oneLine folds white space and cuts what is too long for a note, in the middle: errors name the place first, and the cause
// last.
func oneLine(message string) string {
	line := []rune(strings.Join(strings.Fields(message), " "))
	if len(line) > 300 {
		return string(line[:150]) + "…" + string(line[len(line)-150:])
	}
	return string(line)
}

// Reading is what the preview tells, once the document has been read.
func (r *Reader) Reading() *access.Reading {
	reading := &access.Reading{Source: access.Preview, Failed: r.failed}
	if r.failed {
		r.notes.Add("", "only the part before the failure is reviewed; deletions may be missing from it")
	}
	switch unseen, gone := r.unseen(); {
	case r.isDrift():
		r.notes.Add("", "this is a preview of pulumi refresh: what is gained or lost here has happened on the cluster already, "+
			"and the stack is about to take note of it")
	case unseen > 0:
		r.notes.Add("", "%d unchanged resources are not in this preview; "+
			"run pulumi preview --json --show-sames to review them too", unseen)
		reading.Partial = true
	case gone > 0:
		r.notes.Add("", "%d resources are gone from the cluster, as the refresh found, and are reviewed as if they were there; "+
			"run pulumi preview --json --show-sames to see which", gone)
		reading.Partial = true
	}
	var was, is []*resource.State
	for _, urn := range slices.Sorted(maps.Keys(r.steps)) {
		steps := r.steps[urn]
		if r.isGone(steps) {
			r.notes.Add(urn, "it is gone from the cluster, as the refresh found")
			continue
		}
		for _, s := range steps {
			r.remark(s, steps)
		}
		before, after := objectOf(steps).states()
		was, is = append(was, before...), append(is, after...)
	}
	reading.Hidden = r.hidden
	clusters := resource.NewClusters(is, was)
	reading.Before = r.decode(was, resource.NewClusters(was, is))
	reading.After = r.decode(is, clusters)
	return r.notes.Finish(reading, clusters)
}

func (r *Reader) decode(states []*resource.State, clusters *resource.Clusters) access.Objects {
	var objects access.Objects
	for _, s := range states {
		if err := resource.Decode(s, clusters, &objects); err != nil {
			r.notes.LeftOut(s.Place, s.URN, err)
		}
	}
	return objects
}
