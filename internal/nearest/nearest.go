// Package nearest finds what somebody may have meant.
package nearest

import "github.com/texttheater/golang-levenshtein/levenshtein"

// Word is the candidate that is fewest edits away from a word, the first of equals, and how many those are. Without
// candidates it is empty.
func Word(word string, candidates []string) (best string, edits int) {
	for i, candidate := range candidates {
		d := levenshtein.DistanceForStrings([]rune(word), []rune(candidate), levenshtein.DefaultOptionsWithSub)
		if i == 0 || d < edits {
			best, edits = candidate, d
		}
	}
	return best, edits
}
