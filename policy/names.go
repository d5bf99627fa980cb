package policy

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/internal/nearest"
)

// unknownNames is one problem for each name that isn't valid, with the nearest that is and all of them.
func unknownNames(path *field.Path, names []string, kind string, valid []string) field.ErrorList {
	var problems field.ErrorList
	for i, name := range names {
		if problem := unknownName(path.Index(i), name, kind, valid); problem != nil {
			problems = append(problems, problem)
		}
	}
	return problems
}

func unknownName(path *field.Path, name, kind string, valid []string) *field.Error {
	if slices.Contains(valid, name) {
		return nil
	}
	return field.Invalid(path, name, fmt.Sprintf("is not a valid %s%s: choose from %s",
		kind, suggestion(name, valid), strings.Join(slices.Sorted(slices.Values(valid)), ", ")))
}

// suggestion is the nearest valid name as a question, or nothing where none resembles the given one.
func suggestion(name string, valid []string) string {
	best, edits := nearest.Word(name, valid)
	// More than half of the letters wrong is another word, not a slip.
	if edits*2 > len(name) {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}
