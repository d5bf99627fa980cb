package preview

import (
	"fmt"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/source/internal/resource"
)

// remark says what a reader must know of a step, beyond what it does to rights.
func (r *Reader) remark(s step, all []step) {
	old := s.OldState
	switch {
	case s.Op == "discard", s.Op == "discard-replaced":
		r.notes.Add(s.URN, "the stack no longer reads it, and does not delete it: it stays in effect")
	case (s.Op == "delete" || s.Op == "replace") && old.RetainOnDelete:
		r.notes.Add(s.URN, "the stack lets go of it without deleting it (retainOnDelete): it stays in effect")
	case s.Op == "replace" && old.PendingReplacement && !contains(all, "create-replacement"):
		r.notes.Add(s.URN, "it is deleted before it is made again; whether an interrupted update has deleted it already, "+
			"--show-replacement-steps would tell")
	}
	r.hiddenChange(s)
}

// hiddenChange notes a change that may be in values which the preview does not show.
func (r *Reader) hiddenChange(s step) {
	if s.Op == "same" {
		return
	}
	reasons := slices.Concat(s.DiffReasons, s.ReplaceReasons)
	hidden := resource.Hidden(s.OldState, s.NewState, reasons)
	if len(hidden) == 0 {
		return
	}
	message := "it holds secret values (%s): whether the change is in one of them cannot be seen"
	if len(reasons) > 0 {
		message = "it changes in secret values (%s): what that does to access cannot be seen"
	}
	r.notes.Gap("", s.URN, fmt.Sprintf(message, strings.Join(hidden, ", ")))
	if !slices.Contains(r.hidden, s.URN) {
		r.hidden = append(r.hidden, s.URN)
	}
}
