// Package problems makes one error of all that is wrong with somebody's input.
package problems

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// List is what is wrong, as one error. [errors.As] takes it apart again.
type List field.ErrorList

// Join makes one error of problems, or nil of none.
func Join(problems field.ErrorList) error {
	if len(problems) == 0 {
		return nil
	}
	return List(problems)
}

// Error has a line for each problem.
func (l List) Error() string {
	if len(l) == 1 {
		return l[0].Error()
	}
	lines := []string{fmt.Sprintf("%d problems:", len(l))}
	for _, problem := range l {
		lines = append(lines, "  - "+problem.Error())
	}
	return strings.Join(lines, "\n")
}
