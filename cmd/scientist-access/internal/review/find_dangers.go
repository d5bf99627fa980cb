package review

import (
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
		return []finding.Finding{{
			Severity: policy.Critical, Kind: DangerousRight, Object: "wildcards",
			Message: "opens everything: all verbs on all resources", Fix: "list what is needed",
			Source: "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege",
		}}
	}
	p := policy.Policy{Cluster: r.At(access.WholeCluster).Rules}
	if r.scope != access.WholeCluster {
		p.Elsewhere = map[string][]rbacv1.PolicyRule{r.scope: r.At(r.scope).Rules}
	}
	var found []finding.Finding
	for _, danger := range p.Dangers() {
		if danger.Namespace != r.scope {
			continue
		}
		one := finding.Finding{
			Severity: danger.Severity, Kind: DangerousRight, Object: danger.Name,
			Message: "opens " + danger.Opens, Fix: fix(danger), Source: danger.Source,
		}
		if r.guard.Closes(danger) {
			one.Fix, one.ClosedBy = "", r.guard
		}
		found = append(found, one)
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
