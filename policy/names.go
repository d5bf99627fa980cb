package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/texttheater/golang-levenshtein/levenshtein"
)

// unknownNames is one error for each unknown name of a kind, with the nearest valid name and all of them.
func unknownNames(kind string, unknown, valid []string) error {
	errs := make([]error, 0, len(unknown))
	for _, name := range unknown {
		errs = append(errs, fmt.Errorf("unknown %s %q%s: choose from %s",
			kind, name, suggestion(name, valid), strings.Join(slices.Sorted(slices.Values(valid)), ", ")))
	}
	return errors.Join(errs...)
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
