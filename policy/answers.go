package policy

import "slices"

// Guardrail is a check of admission that closes a danger: the API server refuses the requests in question, though RBAC
// allows them.
type Guardrail string

// The guardrails. They hold in the namespaces of a team, for its members.
const (
	// ServiceAccounts lets pods run as the allowed service accounts alone, and gives out tokens of these alone.
	ServiceAccounts Guardrail = "service-accounts"
	// HostAccess keeps pods from their node: from its paths except the allowed ones, from its network and processes, and from
	// privileges over it.
	HostAccess Guardrail = "host-access"
	// ExternalIPs keeps services from taking external addresses.
	ExternalIPs Guardrail = "external-ips"
	// IAMRoles keeps service accounts from taking IAM roles.
	IAMRoles Guardrail = "iam-roles"
)

// Answer says what closes a danger: a guardrail, or nothing that admission could do.
type Answer struct {
	// Guardrail closes the danger in the namespaces where it holds; empty if none can.
	Guardrail Guardrail
	// Why says why none can.
	Why string
}

// ClosedBy reports whether one of the guardrails that hold in the danger's namespace closes it.
func (d Danger) ClosedBy(inForce ...Guardrail) bool {
	return d.Answer.Guardrail != "" && slices.Contains(inForce, d.Answer.Guardrail)
}

func closedBy(g Guardrail) Answer { return Answer{Guardrail: g} }

// Why admission does not close a danger.
var (
	wholeRight  = Answer{Why: "every use of the right is dangerous, so that there is nothing to let through: leave the right out"}
	noAdmission = Answer{Why: "reading passes no admission"}
	onlyNames   = Answer{Why: "the request carries a name alone, which tells neither whose the object is nor what it can do"}
	ofOthers    = Answer{Why: "only you know which of the namespace's secrets and volumes are the team's own"}
	ofCluster   = Answer{Why: "guardrails hold in the team's namespaces alone, and this right in the whole cluster: grant it there"}
)

// answerIn is the pattern's answer in one scope.
func (p pattern) answerIn(scope Scope) Answer {
	if scope == Cluster && p.answer.Guardrail != "" {
		return ofCluster
	}
	return p.answer
}
