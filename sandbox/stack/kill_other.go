//go:build !linux

package stack

import "errors"

// Kill is not possible here, because only Linux tells which processes are the stack's.
func (st *Stack) Kill() error { return errors.ErrUnsupported }

// Processes cannot be told here either.
func (st *Stack) Processes() ([]int, error) { return nil, errors.ErrUnsupported }
