package doctor

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/policy"
)

// Rights are all of the capabilities, one by one, as they are in a namespace.
func Rights(namespace string, capabilities ...policy.Capability) []access.Right {
	set := map[access.Right]bool{}
	for _, c := range capabilities {
		p := c.Policy().For(namespace)
		parts := [][]access.Right{
			access.SingleRights(access.WholeCluster, p.Cluster), access.SingleRights(namespace, p.Namespace),
		}
		for elsewhere, rules := range p.Elsewhere {
			parts = append(parts, access.SingleRights(elsewhere, rules))
		}
		for _, right := range slices.Concat(parts...) {
			set[right] = true
		}
	}
	return slices.SortedFunc(maps.Keys(set), access.Right.Compare)
}

// refused are the rights of a capability that the API server refuses.
func (f *Facts) refused(c policy.Capability) []access.Right {
	return slices.DeleteFunc(Rights(f.Namespace, c), func(r access.Right) bool { return f.Allowed.Value[r] })
}

// split are the capabilities by how much of them is there.
type split struct{ whole, partly, lacking []policy.Capability }

func (f *Facts) split() split {
	var s split
	if f.Allowed.Outcome != Known {
		return s
	}
	for _, c := range f.Capabilities {
		switch n := len(f.refused(c)); n {
		case 0:
			s.whole = append(s.whole, c)
		case len(Rights(f.Namespace, c)):
			s.lacking = append(s.lacking, c)
		default:
			s.partly = append(s.partly, c)
		}
	}
	return s
}

// granted reports whether the API server itself says that all chosen capabilities are there, whatever the way.
func (f *Facts) granted() bool { return f.Named && len(f.split().whole) == len(f.Capabilities) }

// proven reports the same where capabilities were chosen, and otherwise whether one is there at all.
func (f *Facts) proven() bool { return f.granted() || !f.Named && len(f.split().whole) > 0 }

// rights: the API server allows every request of the chosen capabilities; or says which ones are there.
func rights(f *Facts) Link {
	if f.Allowed.Outcome != Known {
		return unknown("not known: " + f.Allowed.why())
	}
	if f.Named {
		return f.judgeNamed()
	}
	s := f.split()
	lines := listed("whole: ", s.whole)
	lines = append(lines, listed("in part: ", s.partly)...)
	switch {
	case len(s.whole) > 0:
		return inOrder("there are those of capabilities").with(lines...)
	case f.beyondAPI():
		return unknown(f.beyond()).with(lines...)
	case len(s.partly) > 0:
		return unknown("no capability is there as a whole; name the one that is meant with --capability").with(lines...)
	}
	return broken("no right of any capability is there", ClusterAdministrator, "add capabilities to the stack and run pulumi up")
}

func listed(title string, capabilities []policy.Capability) []string {
	if len(capabilities) == 0 {
		return nil
	}
	return []string{title + strings.Join(names(capabilities), ", ")}
}

func names(capabilities []policy.Capability) []string {
	var names []string
	for _, c := range capabilities {
		names = append(names, c.Name)
	}
	return names
}

func (f *Facts) judgeNamed() Link {
	var lines, lacking []string
	for _, c := range f.Capabilities {
		refused := f.refused(c)
		if len(refused) > 0 {
			lacking = append(lacking, c.Name)
		}
		for _, right := range refused {
			lines = append(lines, fmt.Sprintf("%s: %s%s", c.Name, access.RuleText(right.Rule()), place(right)))
		}
	}
	switch {
	case len(lacking) == 0:
		return inOrder("all of " + strings.Join(names(f.Capabilities), ", "))
	case f.beyondAPI():
		return unknown(f.beyond()).with(lines...)
	}
	return broken("the API server refuses requests of "+strings.Join(lacking, ", "), ClusterAdministrator,
		fmt.Sprintf("add %s to the stack's capabilities and run pulumi up, with --refresh if it is there; or choose another --namespace",
			strings.Join(lacking, ", "))).with(lines...)
}

// place is where a right holds. Addresses are in no place.
func place(right access.Right) string {
	if right.Path != "" {
		return ""
	}
	return access.In(right.Namespace)
}

// beyondAPI reports whether the principal may have rights that the API server does not tell an administrator about: EKS
// decides about its access policies by who signs in.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html
func (f *Facts) beyondAPI() bool {
	return !f.self() && (len(f.Policies.Value) > 0 || f.Policies.Outcome == Lacking || f.Policies.Outcome == Failed)
}

func (f *Facts) beyond() string {
	if f.Policies.Outcome != Known {
		return "not by RBAC; whether EKS access policies give them is not known: " + f.Policies.why()
	}
	return "not by RBAC; what EKS access policies give, the principal alone can ask: " + strings.Join(f.policies(), ", ")
}
