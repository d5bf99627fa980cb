package review

import (
	"reflect"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/policy"
)

// DangerousRight is a right with which its holder can take more.
const DangerousRight finding.Kind = "dangerous-right"

var everything = []rbacv1.PolicyRule{{APIGroups: []string{"*"}, Resources: []string{"*"}, Verbs: []string{"*"}}}

// dangers are the policy package's.
func (f *finder) dangers() { f.inEachScope(dangersIn) }

func dangersIn(r spot) []finding.Finding {
	if all, _ := validation.Covers(r.At(r.scope).Rules, everything); all {
		return []finding.Finding{wildcards}
	}
	return dangersOf(r.Policy(r.scope), r.scope, r.guard)
}

var wildcards = finding.Finding{
	Severity: policy.Critical, Kind: DangerousRight, Object: "wildcards",
	Message: "opens everything: all verbs on all resources", Fix: "list what is needed",
	Source: "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege",
}

func dangersOf(p policy.Policy, scope string, guard *access.Guard) []finding.Finding {
	var found []finding.Finding
	for _, danger := range p.Dangers() {
		if danger.Namespace == scope {
			found = append(found, dangerous(danger, guard))
		}
	}
	return found
}

// DangersOf are those of a single right in a scope, given the rights beside it.
func DangersOf(beside access.Rights, scope string, guard *access.Guard, right rbacv1.PolicyRule) []finding.Finding {
	if all, _ := validation.Covers([]rbacv1.PolicyRule{right}, everything); all {
		return []finding.Finding{wildcards}
	}
	var found []finding.Finding
	p := beside.Policy(scope)
	if own := []rbacv1.PolicyRule{right}; scope == access.WholeCluster {
		p.Cluster = append(own, p.Cluster...)
	} else {
		p.Elsewhere[scope] = append(own, p.Elsewhere[scope]...)
	}
	for _, danger := range p.Dangers() {
		if danger.Namespace == scope && reflect.DeepEqual(danger.Rule, right) {
			found = append(found, dangerous(danger, guard))
		}
	}
	return found
}

// dangerous is a danger as a finding, with the guard that closes it, if so.
func dangerous(d policy.Danger, guard *access.Guard) finding.Finding {
	found := finding.Finding{
		Severity: d.Severity, Kind: DangerousRight, Object: d.Name, Message: "opens " + d.Opens, Fix: fix(d), Source: d.Source,
	}
	if guard.Closes(d) {
		found.Fix, found.ClosedBy = "", guard
	}
	return found
}

// fix is what to do about a danger that is open.
func fix(d policy.Danger) string {
	if d.Answer.Guardrail == "" {
		return d.Instead
	}
	return d.Instead + "; or guardrails: " + string(d.Answer.Guardrail)
}
