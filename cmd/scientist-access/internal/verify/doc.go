// Package verify compares the access that a stack declares with what a cluster has.
//
// [Declare] takes what was read from the stack, [Ask] puts the declared rights to the API server, and [Compare] says
// what differs from what was read from the cluster. The package talks to nobody itself.
package verify
