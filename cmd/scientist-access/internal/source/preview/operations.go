package preview

import "github.com/scientist-access/scientist-access/cmd/scientist-access/internal/source/internal/resource"

// state picks one of the two states of a step.
type state func(step) *resource.State

var (
	none     state = func(step) *resource.State { return nil }
	oldState state = func(s step) *resource.State { return s.OldState }
	newState state = func(s step) *resource.State { return s.NewState }
)

// found is what is there already, although the stack does not hold it yet.
func found(s step) *resource.State {
	if s.OldState != nil {
		return s.OldState
	}
	return s.NewState
}

// operation says which state of a step is there before the change, and which after it.
type operation struct {
	before, after state
	// stays says that the object is still there after the change, beside what takes its place in the stack.
	stays bool
}

// operations are the engine's.
// Source: https://github.com/pulumi/pulumi/blob/v3.250.0/pkg/resource/deploy/step.go (StepOp)
var operations = map[string]operation{
	"same":               {before: oldState, after: newState},
	"create":             {before: none, after: newState},
	"update":             {before: oldState, after: newState},
	"delete":             {before: oldState, after: none},
	"replace":            {before: oldState, after: newState},
	"create-replacement": {before: none, after: newState},
	"delete-replaced":    {before: oldState, after: none},
	"diff":               {before: oldState, after: newState},
	// What is read belongs to somebody else: the stack neither makes nor deletes it.
	"read":             {before: newState, after: newState},
	"read-replacement": {before: newState, after: newState},
	"discard":          {before: oldState, after: oldState, stays: true},
	"discard-replaced": {before: oldState, after: oldState, stays: true},
	// A refresh finds what is really there; steps that follow change that.
	"refresh":                {before: newState, after: newState},
	"import":                 {before: found, after: newState},
	"import-replacement":     {before: found, after: newState},
	"remove-pending-replace": {before: none, after: none},
	"extend-parameterize":    {before: none, after: none},
}
