package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/texttheater/golang-levenshtein/levenshtein"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// unknownNames is one problem for each name that isn't valid, with the nearest that is and all of them.
func unknownNames(path *field.Path, names []string, kind string, valid []string) field.ErrorList {
	var problems field.ErrorList
	for i, name := range names {
		if !slices.Contains(valid, name) {
			problems = append(problems, field.Invalid(path.Index(i), name, fmt.Sprintf("is no %s%s: choose from %s",
				kind, suggestion(name, valid), strings.Join(slices.Sorted(slices.Values(valid)), ", "))))
		}
	}
	return problems
}

// suggestion is the nearest valid name as a question, or nothing where none resembles the given one.
func suggestion(name string, valid []string) string {
	best, distance := "", 0
	for _, candidate := range valid {
		d := levenshtein.DistanceForStrings([]rune(name), []rune(candidate), levenshtein.DefaultOptionsWithSub)
		if best == "" || d < distance {
			best, distance = candidate, d
		}
	}
	// More than half of the letters wrong is another word, not a slip.
	if distance*2 > len(name) {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}
