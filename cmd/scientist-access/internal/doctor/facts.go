package doctor

import (
	"cmp"
	"time"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/live"
	"github.com/scientist-access/scientist-access/internal/iam"
	"github.com/scientist-access/scientist-access/policy"
)

// Outcome is what became of a question.
type Outcome int

// The outcomes. The zero value is that nobody was asked: something before it was not to be had, or is not for the one who asks.
const (
	NotAsked Outcome = iota
	Known
	Lacking // the right to ask is missing; Why names it
	Absent  // there is no such thing
	Expired // credentials have expired
	Refused // credentials are not accepted
	Failed  // Why says how
)

// Answer is what a question got: a value if it is known, or else why not.
type Answer[T any] struct {
	Outcome Outcome
	Value   T
	Why     string
}

// Is is the answer that has a value.
func Is[T any](value T) Answer[T] { return Answer[T]{Outcome: Known, Value: value} }

// why says in words why there is no value.
func (a Answer[T]) why() string {
	switch {
	case a.Outcome == Lacking:
		return a.Why + " is missing"
	case a.Why != "":
		return a.Why
	}
	return "nobody could be asked"
}

// Made is what IAM tells of a role or user.
type Made struct {
	ARN     string
	Created time.Time
}

// Entry is an access entry and when it was made.
type Entry struct {
	access.Entry
	Created time.Time
}

// Facts are what was asked and answered.
type Facts struct {
	Cluster, Region, Namespace string
	// Principal is the ARN that somebody else is examined by; empty for whoever runs the command.
	Principal string
	// Named says that the capabilities were chosen. Otherwise they are all of the catalogue.
	Named        bool
	Capabilities []policy.Capability

	Caller     Answer[string] // as STS calls it
	IAM        Answer[Made]   // the role or user by its name
	Described  Answer[live.Cluster]
	Entry      Answer[Entry]
	Policies   Answer[[]access.PolicyAssociation]
	Line       Answer[access.Entry] // of the ConfigMap aws-auth, that lets the principal in
	Kubeconfig Answer[string]       // the address that it leads to; Absent if to another cluster
	User       Answer[live.User]    // whom the API server takes the one who asks for
	RBAC       Answer[access.Objects]
	Exists     Answer[bool]                  // the namespace
	Allowed    Answer[map[access.Right]bool] // by the API server's own word
	Served     Answer[live.Served]
}

// self reports whether the principal is the one who asks.
func (f *Facts) self() bool { return f.Principal == "" }

// signedIn reports whether the API server lets the principal in.
func (f *Facts) signedIn() bool { return f.self() && f.User.Outcome == Known }

// ARN is the principal's; empty where the path of a role is not known.
func (f *Facts) ARN() string {
	switch {
	case f.Principal != "":
		return f.Principal
	case f.IAM.Outcome == Known:
		return f.IAM.Value.ARN
	case f.Entry.Outcome == Known:
		return f.Entry.Value.PrincipalARN
	}
	if _, _, session := iam.Session(f.Caller.Value); session {
		return ""
	}
	return f.Caller.Value
}

// name is the principal, as far as it is known.
func (f *Facts) name() string {
	if arn := f.ARN(); arn != "" {
		return arn
	}
	return f.Caller.Value
}

// target is the principal in a command about its access entry.
func (f *Facts) target() string { return cmp.Or(f.ARN(), "ARN_OF_THE_ROLE") }

// Subject is the user and the groups that the principal has in the cluster: by the API server's own word, or else by what
// lets it in. It is not known without either.
func (f *Facts) Subject() (access.Entry, bool) {
	switch {
	case f.signedIn():
		return access.Entry{UserName: f.User.Value.Name, Groups: f.User.Value.Groups}, true
	case f.Entry.Outcome == Known:
		return f.Entry.Value.Entry, true
	}
	return f.Line.Value, f.Line.Outcome == Known
}

// policies are the names of the principal's EKS access policies.
func (f *Facts) policies() []string {
	var names []string
	for _, a := range f.Policies.Value {
		names = append(names, access.PolicyName(a.PolicyARN))
	}
	return names
}
