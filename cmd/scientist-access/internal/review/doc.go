// Package review says who may do what, and who gains, loses and keeps which rights by a change.
//
// It asks the model of package access, of the states before and after. What a source does not tell is reported as not
// known, never guessed.
package review
