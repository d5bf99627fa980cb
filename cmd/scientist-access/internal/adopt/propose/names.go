package propose

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/internal/grants"
	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/policy"
)

// name gives the teams of a stack their names and grants, and finds the prefix that goes with them: where that is
// possible the names that the groups and objects have, else names that are free.
func (s *survey) name(teams []*team) (prefix string) {
	if len(teams) == 1 {
		return s.nameOnly(teams[0])
	}
	prefix = s.commonPrefix(teams)
	taken := map[string]bool{}
	for _, t := range teams {
		if name, ok := s.keptName(t, prefix); ok {
			t.call(prefix, name)
			taken[name] = true
		}
	}
	for _, t := range teams {
		if t.name != "" {
			continue
		}
		name := free(t.suggestion(), func(name string) bool {
			return !taken[name] && (t.charts != nil || s.isFree(t, names.ForTeam(prefix, name)))
		})
		t.call(prefix, name)
		taken[name] = true
	}
	return prefix
}

func (s *survey) nameOnly(t *team) (prefix string) {
	switch {
	case t.charts != nil:
		prefix = names.DefaultPrefix // their names come from their values
	case isPrefix(t.prefix) && s.keeps(t, names.ForTeam(t.prefix, "")):
		prefix = t.prefix
	default:
		prefix = free(names.DefaultPrefix, func(prefix string) bool { return s.isFree(t, names.ForTeam(prefix, "")) })
	}
	t.call(prefix, "")
	return prefix
}

// isPrefix reports whether the component takes a prefix; groups may have others.
func isPrefix(prefix string) bool { return len(validation.IsDNS1123Subdomain(prefix)) == 0 }

func (t *team) call(prefix, name string) {
	t.name = name
	if t.charts == nil {
		t.grants = t.granted(names.ForTeam(prefix, name), t.source())
	}
}

func (t *team) granted(n names.Objects, p policy.Policy) []grants.Grant {
	return grants.Of(n, t.namespaces, p)
}

// commonPrefix is the prefix under which most teams keep their names.
func (s *survey) commonPrefix(teams []*team) string {
	kept := map[string]int{names.DefaultPrefix: 0}
	for _, t := range teams {
		for i, letter := range t.prefix {
			if letter == '-' {
				kept[t.prefix[:i]] = 0
			}
		}
	}
	for prefix := range kept {
		for _, t := range teams {
			if _, ok := s.keptName(t, prefix); ok {
				kept[prefix]++
			}
		}
	}
	return slices.MinFunc(slices.Collect(maps.Keys(kept)), func(a, b string) int {
		return cmp.Or(kept[b]-kept[a], defaultFirst(a, b), len(b)-len(a), cmp.Compare(a, b))
	})
}

func defaultFirst(a, b string) int {
	switch names.DefaultPrefix {
	case a:
		return -1
	case b:
		return 1
	}
	return 0
}

// keptName is the name by which the team's groups and objects stay what they are, under a prefix.
func (s *survey) keptName(t *team, prefix string) (name string, ok bool) {
	name, ok = strings.CutPrefix(t.prefix, prefix+"-")
	if !ok || len(validation.IsDNS1123Label(name)) > 0 || !isPrefix(prefix) {
		return "", false
	}
	return name, s.keeps(t, names.ForTeam(prefix, name))
}

// keeps reports whether the groups of these names are the team's, and the objects of these names too where they exist.
// Putting the stack's in their place then changes nobody's rights.
func (s *survey) keeps(t *team, n names.Objects) bool {
	all := t.granted(n, t.source())
	if !slices.Equal(groupsOf(all), t.groups) {
		return false
	}
	return !slices.ContainsFunc(all, func(g grants.Grant) bool {
		role, binding := refsOf(g)
		return !s.keepsBinding(binding, role, g.Group) || !s.keepsRole(role, g.Rules, t.groups)
	})
}

func (s *survey) keepsBinding(binding, role access.Ref, group string) bool {
	found := s.model.FindBinding(s.live.Cluster, binding)
	return found == nil || found.Owner == "" && found.Role() == role && isOnly(found, group)
}

// keepsRole: a role may get the team's other rights where nobody else has its rights.
func (s *survey) keepsRole(role access.Ref, rules []rbacv1.PolicyRule, groups []string) bool {
	found := s.model.FindRole(s.live.Cluster, role)
	if found == nil {
		return true
	}
	same := reflect.DeepEqual(policy.Canonical(found.Rules), policy.Canonical(rules))
	return found.Owner == "" && !found.Aggregated && (same || !s.bindsOthers(role, groups))
}

// bindsOthers reports whether a binding gives a role to others than some groups.
func (s *survey) bindsOthers(role access.Ref, groups []string) bool {
	return slices.ContainsFunc(s.model.Bindings, func(b access.Binding) bool {
		return b.Role() == role && len(others(&b, groups)) > 0
	})
}

// others are the subjects of a binding that are none of the groups.
func others(b *access.Binding, groups []string) []rbacv1.Subject {
	return slices.DeleteFunc(b.Names(), func(subject rbacv1.Subject) bool {
		return subject.Kind == rbacv1.GroupKind && slices.Contains(groups, subject.Name)
	})
}

// isFree reports whether nobody has groups or objects of these names.
func (s *survey) isFree(t *team, n names.Objects) bool {
	return !slices.ContainsFunc(t.granted(n, t.source()), func(g grants.Grant) bool {
		role, binding := refsOf(g)
		return s.knows(g.Group) || s.exists(role, binding)
	})
}

func refsOf(g grants.Grant) (role, binding access.Ref) {
	if g.Namespace == access.WholeCluster {
		return access.Ref{Kind: "ClusterRole", Name: g.Role}, access.Ref{Kind: "ClusterRoleBinding", Name: g.Binding}
	}
	return access.Ref{Kind: "Role", Namespace: g.Namespace, Name: g.Role},
		access.Ref{Kind: "RoleBinding", Namespace: g.Namespace, Name: g.Binding}
}

// free is a name, or the name with the first number that makes it free.
func free(name string, isFree func(string) bool) string {
	for i, try := 2, name; ; i++ {
		if isFree(try) {
			return try
		}
		try = fmt.Sprintf("%s-%d", name, i)
	}
}
