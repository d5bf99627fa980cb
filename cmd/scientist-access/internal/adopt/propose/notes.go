package propose

import (
	"cmp"
	"slices"

	"github.com/scientist-access/scientist-access/access"
)

// notes collects what there is to say, each once.
type notes []access.Note

func (n *notes) add(place, message string) {
	*n = append(*n, access.Note{Place: place, Message: message})
}

// sorted are the notes by place; never nil, so that they are a list in JSON.
func (n notes) sorted() []access.Note {
	all := append([]access.Note{}, n...)
	slices.SortFunc(all, func(a, b access.Note) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(all)
}

func compareRefs(a, b access.Ref) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
}
