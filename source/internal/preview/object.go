package preview

import (
	"maps"
	"slices"

	"github.com/scientist-access/scientist-access/source/internal/resource"
)

// object is what the steps of one URN say. An object and the one that takes its place share the URN, not the id.
type object struct {
	before, stays map[string]*resource.State // by id
	after         *resource.State
}

// put together what the steps of one URN say.
func objectOf(steps []step) object {
	o := object{before: map[string]*resource.State{}, stays: map[string]*resource.State{}}
	for i, s := range steps {
		op := s.when(steps, steps[i+1:])
		o.add(s.OldState, op.old)
		o.add(s.NewState, op.new)
	}
	return o
}

func (o *object) add(s *resource.State, when side) {
	if s == nil {
		return
	}
	if when&before != 0 {
		o.before[s.ID] = s
	}
	if when&stays != 0 {
		o.stays[s.ID] = s
	}
	if when&after != 0 {
		o.after = s
	}
}

// when says when the objects of a step's states are there, from its operation and from the other steps of the URN.
func (s step) when(all, later []step) operation {
	op := operations[s.Op]
	switch {
	case s.Op == "refresh" && len(later) > 0:
		return operation{} // those that follow have what the refresh found; a mere create, that there is nothing
	case s.Op == "import" && slices.ContainsFunc(later, func(l step) bool { return l.OldState != nil }):
		op.new = after // the step has what the program asks for, the later one what is there
	case s.Op == "read" && s.OldState != nil && s.OldState.ID == s.NewState.ID:
		return operation{old: before | after} // it tells more than the new one, and is not touched
	case s.deletedEarlier(all):
		op.old = nowhere
	}
	if s.Op == "replace" && s.NewState.ExistsAlready() {
		op.new |= before
	}
	if s.OldState.IsLeft() && op.old == before && s.Op != "update" && s.Op != "diff" {
		op.old |= stays
	}
	return op
}

// deletedEarlier reports whether an interrupted update has deleted what a step is about to replace or delete. The old
// state alone does not tell of a replacement: a preview marks what it would delete first in the same way.
func (s step) deletedEarlier(all []step) bool {
	if s.OldState == nil || !s.OldState.PendingReplacement {
		return false
	}
	return s.Op == "delete" ||
		s.Op == "replace" && contains(all, "create-replacement") && !contains(all, "delete-replaced")
}

func contains(steps []step, op string) bool {
	return slices.ContainsFunc(steps, func(s step) bool { return s.Op == op })
}

// states are those of each side, in a stable order.
func (o object) states() (was, is []*resource.State) {
	for _, id := range slices.Sorted(maps.Keys(o.before)) {
		was = append(was, o.before[id])
	}
	for _, id := range slices.Sorted(maps.Keys(o.stays)) {
		is = append(is, o.stays[id])
	}
	if o.after != nil {
		is = append(is, o.after)
	}
	return was, is
}
