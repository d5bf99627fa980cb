// Package commands holds the commands of the HyperPod CLI as data: the requests that each makes of Kubernetes and of AWS, as
// read in its source and seen when it runs, so that policies can be proven against them.
package commands

import (
	"slices"

	"github.com/scientist-access/scientist-access/policy"
)

// Command is one command of the HyperPod CLI. An option that leads to further requests makes a command of its
// own, such as "hyperpod list-jobs -A".
type Command struct {
	// CLI is the major version of the HyperPod CLI: "v1", "v2" or "v3".
	CLI string
	// Name is the command as it is typed, with the option that matters. CLI and Name together are unique.
	Name string
	// Needs names the capabilities that together let every call through; none, where connecting is
	// enough.
	Needs []string
	// Calls are the requests to Kubernetes in the order in which they are made.
	Calls []Call
	// AWS are the requests to AWS in the order in which they are made.
	AWS []AWSCall
	// Administrators says that the command is theirs: it makes and changes clusters, and no capability is for it.
	Administrators bool
}

// All returns the commands of the HyperPod CLI, versions 1, 2 and 3. The caller may change what it gets.
func All() []Command {
	return slices.Concat(
		v1(),
		v2(),
		v3Training(),
		v3Inference(),
		v3Spaces(),
		v3Cluster(),
	)
}

// Verdict is how a command fares under a policy.
type Verdict string

const (
	// Works: every call is authorized.
	Works Verdict = "works"
	// InPart: the command goes on without the refused calls, or needs them only at times, or has already changed
	// something in the cluster when the refusal stops it.
	InPart Verdict = "works in part"
	// Forbidden: a refusal stops the command before it has changed anything.
	Forbidden Verdict = "Forbidden"
)

// Under says how the command fares under a policy in a namespace of the team, and which calls are refused.
func (c Command) Under(p policy.Policy, namespace string) (Verdict, []Call) {
	var refused []Call
	var changed, stopped, nothingDone bool
	for _, call := range c.Calls {
		if call.AllowedBy(p, namespace) {
			changed = changed || call.changes()
			continue
		}
		refused = append(refused, call)
		if !stopped && !call.Tolerated && call.Condition == "" {
			stopped, nothingDone = true, !changed
		}
	}
	switch {
	case nothingDone:
		return Forbidden, refused
	case len(refused) > 0:
		return InPart, refused
	}
	return Works, nil
}
