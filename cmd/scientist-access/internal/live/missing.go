package live

import "fmt"

// MissingRightError says that the caller lacks a right.
type MissingRightError struct {
	Right string // in words: "the IAM action eks:DescribeCluster", "the Kubernetes right to list roles"
	err   error
}

func (e *MissingRightError) Error() string {
	return fmt.Sprintf("%s is missing (--help lists all): %v", e.Right, e.err)
}

func (e *MissingRightError) Unwrap() error { return e.err }
