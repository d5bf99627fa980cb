package review

import (
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/policy"
)

// Everybody is a binding to all who sign in, or to all there are.
const Everybody finding.Kind = "everybody"

// everyone are the subjects that stand for more than the principals of a stack.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
var everyone = map[rbacv1.Subject]policy.Severity{
	access.GroupSubject(access.Authenticated):   policy.High,
	access.GroupSubject(access.Unauthenticated): policy.Critical,
	access.GroupSubject(access.ServiceAccounts): policy.Medium,
	access.UserSubject(access.Anonymous):        policy.Critical,
}

func (f *finder) everybody() {
	for _, cluster := range f.Clusters() {
		for subject, severity := range everyone {
			for _, binding := range f.Naming(cluster, subject) {
				f.add(cluster, finding.Finding{
					Severity: severity, Kind: Everybody, Object: binding.Ref().String(),
					Message: "gives its rights to " + access.SubjectName(subject) + ", far more than the principals of this stack",
					Fix:     "name the groups of the principals who need the rights",
				})
			}
		}
	}
}
