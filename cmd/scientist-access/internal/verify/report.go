package verify

import (
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/fix"
	"github.com/scientist-access/scientist-access/policy"
)

// SchemaVersion is that of the JSON form; it grows when a field changes its meaning.
const SchemaVersion = 2

// The ways in which a cluster can differ from a stack.
const (
	RightMissing            finding.Kind = "right-missing"   // the API server refuses what the stack declares
	ObjectMissing           finding.Kind = "object-missing"  // a role, binding or admission policy of the stack is gone
	RoleChanged             finding.Kind = "role-changed"    // its rules differ
	BindingChanged          finding.Kind = "binding-changed" // its subjects or its role differ
	ForeignBinding          finding.Kind = "foreign-binding" // another binding names a subject that the stack binds
	EntryMissing            finding.Kind = "entry-missing"
	EntryChanged            finding.Kind = "entry-changed"
	ForeignEntry            finding.Kind = "foreign-entry" // another access entry, or line of aws-auth, carries a group of the stack
	PolicyMissing           finding.Kind = "policy-missing"
	PolicyChanged           finding.Kind = "policy-changed" // its scope differs
	ForeignPolicy           finding.Kind = "foreign-policy" // an EKS access policy that the stack does not give
	AdmissionPolicyChanged  finding.Kind = "admission-policy-changed"
	AdmissionBindingChanged finding.Kind = "admission-binding-changed"
	ForeignAdmissionBinding finding.Kind = "foreign-admission-binding" // another binding of an admission policy of the stack
	UnboundGroup            finding.Kind = "unbound-group"             // nothing binds a group of an entry, neither here nor there
)

// BoundOutside is a binding outside the stack of a group that the stack's entries carry and the stack never binds: a
// chart's, for example. It is not a difference.
const BoundOutside finding.Kind = "bound-outside"

// Report is the outcome of a comparison.
type Report struct {
	SchemaVersion int    `json:"schemaVersion"`
	Cluster       string `json:"cluster"`
	Asked         int    `json:"asked"` // questions put to the API server
	// Findings are the differences.
	Findings []finding.Finding `json:"findings"`
	// Outside are the bindings from which principals of the stack have rights that the stack leaves to others.
	Outside   []finding.Finding `json:"outside"`
	Unchecked []access.Note     `json:"unchecked"` // parts of the stack that nothing can be said about
	Notes     []access.Note     `json:"notes"`
}

// settle brings everything into an order of its own; lists are lists, also when they are empty.
func (c *comparison) settle() *Report {
	r := c.report
	r.Findings, r.Outside = c.found.Sorted(), c.outside.Sorted()
	slices.SortFunc(r.Unchecked, compareNotes)
	slices.SortFunc(r.Notes, compareNotes)
	r.Notes, r.Unchecked = append([]access.Note{}, slices.Compact(r.Notes)...), append([]access.Note{}, r.Unchecked...)
	return r
}

// differs adds a difference. One that gives more than is declared matters more than one that gives less.
func (c *comparison) differs(f finding.Finding) {
	f.Severity = policy.Medium
	if slices.ContainsFunc(f.Lines, func(line string) bool { return strings.HasPrefix(line, "+") }) {
		f.Severity = policy.High
	}
	c.found.Add(f)
}

func (c *comparison) note(place, message string) {
	c.report.Notes = append(c.report.Notes, access.Note{Place: place, Message: message})
}

func (c *comparison) unchecked(place, message string) {
	c.report.Unchecked = append(c.report.Unchecked, access.Note{Place: place, Message: message})
}

// restore is the fix where Pulumi sees the difference.
const restore = "pulumi up --refresh"

// renewal brings an object back as declared, also where Pulumi does not see what was added to it.
func renewal(ref access.Ref) string { return deletion(ref) + " && " + restore }

// deletion is the command that deletes an object.
func deletion(ref access.Ref) string {
	command := "kubectl delete " + strings.ToLower(ref.Kind) + " " + fix.Quote(ref.Name)
	if ref.Namespace != "" {
		command += " --namespace " + fix.Quote(ref.Namespace)
	}
	return command
}
