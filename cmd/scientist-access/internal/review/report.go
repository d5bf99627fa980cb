package review

import (
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/policy"
)

// SchemaVersion is the version of the JSON form of a [Report], which report.schema.json describes. It grows when
// a field changes its meaning or goes away; new fields leave it as it is.
const SchemaVersion = 1

// Report says who may do what, and what changes. Its JSON form is stable; see [SchemaVersion].
type Report struct {
	SchemaVersion int           `json:"schemaVersion"`
	Source        access.Source `json:"source"`
	// Partial: access may exist that the input does not show; the notes say why.
	Partial bool `json:"partial"`
	// Failed: the preview failed, and only its first part is reviewed.
	Failed   bool              `json:"failed"`
	Notes    []access.Note     `json:"notes"`
	Summary  Summary           `json:"summary"`
	Access   []Access          `json:"access"`
	Findings []finding.Finding `json:"findings"`
	// Closed are the dangers that guardrails close. They count nowhere as findings.
	Closed []finding.Finding `json:"closed"`

	// Graph shows the ways of rights.
	Graph Graph `json:"-"`
	// Reading is what the report is made of, for forms that answer questions too.
	Reading *access.Reading `json:"-"`
	cells   *cells
}

// Models are those of the states before and after the change.
func (r *Report) Models() (before, after *access.Model) {
	return r.cells.before.Model, r.cells.after.Model
}

// Summary counts what the report holds.
type Summary struct {
	Principals int `json:"principals"`
	Gaining    int `json:"gaining"` // principals that gain sign-in, a group or a right
	Losing     int `json:"losing"`  // principals that lose one
	// Unattributed roles change, but no binding in the input names them.
	Unattributed int `json:"unattributed"`
	// Hidden resources may change in values that the input does not show.
	Hidden   int                     `json:"hidden"`
	Findings map[policy.Severity]int `json:"findings"`
	Accepted int                     `json:"accepted"` // findings that are accepted
	Closed   int                     `json:"closed"`   // dangers that guardrails close
}

// Change says what a preview does to something. In an export everything is kept.
type Change string

// The changes.
const (
	Gained Change = "gained"
	Lost   Change = "lost"
	Kept   Change = "kept"
)

// Access is what some principals may do: those with the same groups and the same rights share one.
type Access struct {
	Principals []access.Principal `json:"principals"`
	// SignIn says what happens to the principals' access entries. Subjects that no entry carries keep it.
	SignIn Change       `json:"signIn"`
	Groups []Membership `json:"groups"`
	Scopes []Scope      `json:"scopes"`
	// Unclear says that the principals may have more rights than the scopes show: a group of theirs is bound outside
	// the input, or its name is not known.
	Unclear bool `json:"unclear"`
}

// Membership is a group that an access entry carries.
type Membership struct {
	Group string `json:"group"`
	// Team is whose group it is, where the component ScientistAccess made the binding for a team.
	Team   string `json:"team,omitempty"`
	Change Change `json:"change"`
}

// Scope is what the principals may do in some namespaces: those with the same rights share one.
//
// What holds in the whole cluster holds in every namespace too. After the change a principal may do what it
// gains and keeps, before it what it loses and keeps.
type Scope struct {
	// Namespaces are empty for the whole cluster.
	Namespaces []string `json:"namespaces"`
	Grants     []Grant  `json:"grants"`
	Gains      []Right  `json:"gains"`
	Loses      []Right  `json:"loses"`
	Keeps      []Right  `json:"keeps"`
}

// Places are the namespaces, or the whole cluster as [access.WholeCluster].
func (s Scope) Places() []string {
	if len(s.Namespaces) == 0 {
		return []string{access.WholeCluster}
	}
	return s.Namespaces
}

// Rights are those that change in this way.
func (s Scope) Rights(change Change) []Right {
	switch change {
	case Gained:
		return s.Gains
	case Lost:
		return s.Loses
	}
	return s.Keeps
}

// Grant is how rights come: the subject that matches, the binding that names it, its role.
type Grant struct {
	Subject string `json:"subject"`
	Binding string `json:"binding,omitempty"` // none for an EKS access policy
	Role    string `json:"role"`
	Change  Change `json:"change"`
}

// Right is something that a principal may do.
type Right struct {
	// Capability is the name of the capability that the rules belong to, if there is one.
	Capability string `json:"capability,omitempty"`
	// Part says that only these rules of the capability come or go, and the others of it stay.
	Part bool `json:"part,omitempty"`
	// Role gives rights that the stack does not list: a role or an EKS access policy that it does not define.
	Role string `json:"role,omitempty"`
	// Rules are the RBAC rules; of a Role, those that AWS documents, if it does.
	Rules []rbacv1.PolicyRule `json:"rules,omitempty"`
}

// Changed reports whether somebody gains or loses something, as far as can be told: values that are not shown may have
// changed too.
func (r *Report) Changed() bool {
	return r.Summary.Gaining > 0 || r.Summary.Losing > 0 || r.Unseen() || r.Reguarded()
}

// Unseen reports whether something changes of which the input does not tell what that does to whom.
func (r *Report) Unseen() bool { return r.Summary.Unattributed > 0 || r.Summary.Hidden > 0 }

// Reguarded reports whether a danger is open or closed that was not so before: where rights stay the same, guardrails differ.
func (r *Report) Reguarded() bool {
	return slices.ContainsFunc(slices.Concat(r.Findings, r.Closed), func(f finding.Finding) bool {
		return f.New && f.Kind == DangerousRight
	})
}
