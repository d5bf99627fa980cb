// Package verify compares the access that a stack declares with what a cluster has.
//
// [Declare] takes the stack, [Live] is what was found on the cluster, and [Compare] says what differs. The package
// works on plain values and talks to nobody; package live reads them.
package verify
