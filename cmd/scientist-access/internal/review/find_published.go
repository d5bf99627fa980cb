package review

import (
	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/policy"
)

// published judges rights whose rules are not in the stack by what Kubernetes and AWS publish about them. No
// guardrail closes them: what is published does not tell which single rights they are.
func (f *finder) published() { f.inEachScope(publishedIn) }

func publishedIn(r spot) []finding.Finding {
	var found []finding.Finding
	for _, opaque := range r.At(r.scope).Opaque {
		right, known := publishedRight(opaque)
		severity := right.InCluster()
		if r.scope != access.WholeCluster {
			severity = right.In(r.scope)
		}
		if !known || severity == "" {
			continue
		}
		found = append(found, finding.Finding{
			Severity: severity, Kind: DangerousRight, Object: opaque.String(), Message: "opens " + right.Opens,
			Source: right.Source,
		})
	}
	return found
}

func publishedRight(o access.Opaque) (policy.PublishedRight, bool) {
	switch o.Kind {
	case access.EKSAccessPolicy:
		found, known := policy.LookupAccessPolicy(o.Name)
		return found.PublishedRight, known
	case "ClusterRole":
		return policy.PublishedClusterRole(o.Name)
	}
	return policy.PublishedRight{}, false
}
