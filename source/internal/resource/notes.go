package resource

import (
	"fmt"
	"slices"

	"github.com/scientist-access/scientist-access/access"
)

// Notes collect what a source cannot tell.
type Notes struct {
	notes, gaps []access.Note
}

// Add notes something.
func (n *Notes) Add(place, format string, args ...any) {
	n.notes = append(n.notes, access.Note{Place: place, Message: fmt.Sprintf(format, args...)})
}

// LeftOut notes a resource that decides about access and could not be read.
func (n *Notes) LeftOut(place, urn string, err error) {
	n.Gap(place, urn, "left out: "+err.Error())
	n.gaps[len(n.gaps)-1].LeftOut = true
}

// Gap notes what cannot be seen, so that the reading is about a part of the stack only.
func (n *Notes) Gap(place, urn, message string) {
	if place != "" {
		place += ", "
	}
	n.gaps = append(n.gaps, access.Note{Place: place + urn, Message: message})
}

// Finish adds the notes to a reading.
func (n *Notes) Finish(r *access.Reading, clusters *Clusters) *access.Reading {
	r.Notes = slices.Concat(n.notes, n.gaps)
	r.Partial = r.Partial || r.Failed || len(n.gaps) > 0
	if r.Partial {
		message := "the stack is seen in part: who has no rights, and which groups lead nowhere, is not judged"
		if r.Source == access.Preview {
			message += "; what is gained here may be there already, and what is lost may stay, by what is not seen"
		}
		r.Notes = append(r.Notes, access.Note{Message: message})
	}
	if message := clusters.Note(); message != "" {
		r.Notes = append(r.Notes, access.Note{Message: message})
	}
	return r
}
