package review

import (
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/charts"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/policy"
)

const (
	// UnboundGroup is a group of an access entry that no binding in the input names.
	UnboundGroup finding.Kind = "unbound-group"
	// UncarriedGroup is a group that bindings name and no access entry carries.
	UncarriedGroup finding.Kind = "uncarried-group"
)

// unboundGroups finds groups whose rights come from elsewhere, if from anywhere. A chart binds groups, and so may
// GitOps or an administrator: a stack does not tell.
func (f *finder) unboundGroups() {
	if f.partial {
		return
	}
	for p, id := range f.Principals() {
		for _, name := range id.Groups {
			if Leads(f.Model, id.Cluster, name) || !access.Known(name) {
				continue
			}
			f.add(id.Cluster, unboundGroup(name, p))
		}
	}
}

func unboundGroup(name string, p access.Principal) finding.Finding {
	found := finding.Finding{
		Severity: policy.Medium, Kind: UnboundGroup, Object: "Group " + name, Principals: []string{p.Short()},
		Message: "an access entry carries the group, and no binding in this stack names it: whether the cluster binds it, and to " +
			"what, is not known here",
		Fix: "let scientist-access verify look at the cluster; if nothing binds it there, take it out of the entry",
	}
	switch chart := charts.ByGroup(name); {
	case chart != "":
		found.Severity = policy.Low
		found.Message = "an access entry carries the group, and no binding in this stack names it: AWS's chart " + chart +
			" binds it where that is installed; what it gives there is not known here"
	case strings.HasPrefix(name, "system:"):
		found.Message = "an access entry carries the group, which is the cluster's own: what it gives there is not known here"
	}
	return found
}

// uncarriedGroups finds bindings that give nobody of the stack anything.
func (f *finder) uncarriedGroups() {
	if f.partial {
		return
	}
	carried := map[string]bool{}
	for _, id := range f.Principals() {
		for _, name := range id.Groups {
			carried[id.Cluster+"\x00"+name] = true
			carried[id.Cluster] = carried[id.Cluster] || !access.Known(name) // any group may be the one that is withheld
		}
	}
	f.Subjects(func(cluster string, subject rbacv1.Subject) {
		name := subject.Name
		if subject.Kind != rbacv1.GroupKind || strings.HasPrefix(name, "system:") || !access.Known(name) {
			return
		}
		if carried[cluster] || carried[cluster+"\x00"+name] || f.clusters && !access.Named(cluster) {
			return
		}
		f.add(cluster, finding.Finding{
			Severity: policy.Low, Kind: UncarriedGroup, Object: "Group " + name,
			Message: "bindings name the group, and no access entry in this stack carries it: nobody gets these rights from this stack",
			Fix:     "name the group in an access entry, or remove the bindings; aws-auth or another stack may carry it",
		})
	})
}
