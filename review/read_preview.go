package review

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// previewSteps is what has been read of a preview.
type previewSteps struct {
	before, after map[string]*state
	summary       map[string]int // steps of each operation, as the engine counted them
	shownSame     int            // steps "same" in the file
	failed        bool
}

// operation says which sides of a step exist.
type operation struct {
	before, after bool
	// found says that the object is there already, although the stack's state does not hold it yet.
	found bool
}

// operations are the engine's.
// Source: https://github.com/pulumi/pulumi/blob/v3.250.0/pkg/resource/deploy/step.go (StepOp)
var operations = map[string]operation{
	"same":                   {before: true, after: true},
	"create":                 {after: true},
	"update":                 {before: true, after: true},
	"delete":                 {before: true},
	"replace":                {before: true, after: true},
	"create-replacement":     {after: true},
	"delete-replaced":        {before: true},
	"read":                   {before: true, after: true, found: true},
	"read-replacement":       {before: true, after: true, found: true},
	"refresh":                {before: true, after: true},
	"discard":                {before: true},
	"discard-replaced":       {before: true},
	"remove-pending-replace": {},
	"import":                 {before: true, after: true, found: true},
	"import-replacement":     {before: true, after: true, found: true},
	"diff":                   {before: true, after: true},
	"extend-parameterize":    {},
}

// step reads one step of a preview.
func (r *reader) step(place string) error {
	var step struct {
		Op       string `json:"op"`
		URN      string `json:"urn"`
		OldState *state `json:"oldState"`
		NewState *state `json:"newState"`
	}
	if err := r.dec.Decode(&step); err != nil {
		return err
	}
	if step.Op == "" || step.URN == "" {
		return errors.New("the step has no op or no urn: this is no preview of Pulumi")
	}
	if step.Op == "same" {
		r.steps.shownSame++
	}
	for _, s := range []*state{step.NewState, step.OldState} {
		if s != nil && s.blindSpot() != "" {
			r.blindSpot(place, s)
			break
		}
	}
	op, ok := operations[step.Op]
	if !ok {
		r.leftOut(place, step.URN, fmt.Errorf("the operation %q is not known", step.Op))
		return nil
	}
	r.sides(place, step.URN, op, step.OldState, step.NewState)
	if step.Op == "update" && step.OldState.blinded() && step.NewState.blinded() {
		r.gap(place, step.URN, "it holds secret values: whether the change is in one of them cannot be seen")
	}
	return nil
}

// sides files the two states of a step. Several steps may be about one object; they agree about it.
func (r *reader) sides(place, urn string, op operation, before, after *state) {
	if op.found && before == nil {
		before = after
	}
	if !supportedStep(urn, before, after) {
		return
	}
	if op.before && before == nil || op.after && after == nil {
		r.leftOut(place, urn, errors.New("the step lacks the state of the resource"))
		return
	}
	if op.before && !before.PendingReplacement {
		put(&r.steps.before, urn+"\x00"+before.ID, before)
	}
	switch {
	case op.after:
		put(&r.steps.after, urn, after)
	case op.before && before.RetainOnDelete:
		put(&r.steps.after, urn+"\x00"+before.ID, before)
		r.note(urn, "the stack lets go of it without deleting it (retainOnDelete): the access it gives stays")
	}
}

// supportedStep reports whether a step is about a kind that decides about access. A step without states says
// so in its URN alone: urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME.
func supportedStep(urn string, before, after *state) bool {
	for _, s := range []*state{before, after} {
		if s != nil && s.supported() {
			return true
		}
	}
	parts := strings.Split(urn, "::")
	if before != nil || after != nil || len(parts) < 4 {
		return false
	}
	return (&state{Type: lastPart(parts[2], "$")}).supported()
}

func put(states *map[string]*state, key string, s *state) {
	if *states == nil {
		*states = map[string]*state{}
	}
	(*states)[key] = s
}

// diagnostic reads one message of the engine; an error means that the preview did not come to its end.
func (r *reader) diagnostic(string) error {
	var diagnostic struct {
		URN      string `json:"urn"`
		Message  string `json:"message"`
		Severity string `json:"severity"`
	}
	if err := r.dec.Decode(&diagnostic); err != nil {
		return err
	}
	if diagnostic.Severity == "error" {
		r.steps.failed = true
		r.note(diagnostic.URN, "the preview failed: %s", oneLine(diagnostic.Message))
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

func (r *reader) previewed() (*Stack, error) {
	stack := &Stack{Source: Preview, Failed: r.steps.failed}
	if r.steps.failed {
		r.note("", "only the part before the failure is reviewed; deletions may be missing from it")
	}
	if hidden := r.steps.summary["same"] - r.steps.shownSame; hidden > 0 {
		r.note("", "%d unchanged resources are not in this preview; "+
			"run pulumi preview --json --show-sames to review them too", hidden)
		stack.Partial = true
	}
	stack.Before = r.decode(r.steps.before)
	stack.After = r.decode(r.steps.after)
	return r.finish(stack), nil
}

// decode turns states into objects, in the order of their names.
func (r *reader) decode(states map[string]*state) Objects {
	var objects Objects
	for _, key := range slices.Sorted(maps.Keys(states)) {
		if err := objects.add(states[key]); err != nil {
			r.leftOut("", states[key].URN, err)
		}
	}
	return objects
}
