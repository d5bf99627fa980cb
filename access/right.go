package access

import (
	"cmp"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// Right is one thing that the API server can be asked about.
type Right struct {
	Namespace string `json:"namespace,omitempty"` // "" for the whole cluster
	Verb      string `json:"verb"`
	APIGroup  string `json:"apiGroup,omitempty"`
	Resource  string `json:"resource,omitempty"` // with the subresource after a slash, as in rules
	Name      string `json:"name,omitempty"`     // "" for any
	Path      string `json:"path,omitempty"`     // of no resource; the fields from APIGroup to Name are empty then
}

// SingleRights takes rules apart that hold in a namespace, or in the whole cluster. Rules with values that are not known
// give none, and neither do addresses in a namespace, nor the empty name, which is the name of no object.
func SingleRights(namespace string, rules []rbacv1.PolicyRule) []Right {
	var rights []Right
	for _, single := range policy.Singles(rules) {
		right := Right{Namespace: namespace, Verb: single.Verbs[0]}
		switch {
		case !KnownRule(single), len(single.NonResourceURLs) > 0 && namespace != WholeCluster:
			continue
		case slices.Equal(single.ResourceNames, []string{""}):
			continue
		case len(single.NonResourceURLs) > 0:
			right.Path = single.NonResourceURLs[0]
		default:
			right.APIGroup, right.Resource = single.APIGroups[0], single.Resources[0]
			if len(single.ResourceNames) > 0 {
				right.Name = single.ResourceNames[0]
			}
		}
		rights = append(rights, right)
	}
	return rights
}

// Rule is the right as a rule.
func (r Right) Rule() rbacv1.PolicyRule {
	rule := rbacv1.PolicyRule{Verbs: []string{r.Verb}}
	if r.Path != "" {
		rule.NonResourceURLs = []string{r.Path}
		return rule
	}
	rule.APIGroups, rule.Resources = []string{r.APIGroup}, []string{r.Resource}
	if r.Name != "" {
		rule.ResourceNames = []string{r.Name}
	}
	return rule
}

// Compare orders rights by where and on what they are.
func (r Right) Compare(other Right) int {
	return cmp.Or(
		cmp.Compare(r.Namespace, other.Namespace), cmp.Compare(r.APIGroup, other.APIGroup),
		cmp.Compare(r.Resource, other.Resource), cmp.Compare(r.Name, other.Name), cmp.Compare(r.Path, other.Path),
		cmp.Compare(r.Verb, other.Verb),
	)
}
