// Package listing numbers things, so that what is said often stands once and its number stands for it.
package listing

import (
	"encoding/json"
	"fmt"
)

// List holds things in the order of their numbers. In JSON it is an array.
type List[T any] struct {
	all []T
	at  map[string]int
}

// Number is that of a thing, which joins the list unless one that prints alike is there.
func (l *List[T]) Number(one T) int {
	key := fmt.Sprintf("%q", any(one))
	i, ok := l.at[key]
	if ok {
		return i
	}
	if l.at == nil {
		l.at = map[string]int{}
	}
	i = len(l.all)
	l.at[key] = i
	l.all = append(l.all, one)
	return i
}

// At is the thing of a number.
func (l *List[T]) At(number int) T { return l.all[number] }

// MarshalJSON implements [json.Marshaler].
func (l List[T]) MarshalJSON() ([]byte, error) { return json.Marshal(append([]T{}, l.all...)) }
