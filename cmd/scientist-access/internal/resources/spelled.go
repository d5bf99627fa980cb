package resources

import (
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Spelling is how people may write a resource.
type Spelling struct {
	Group         string   `json:"group"`
	Name          string   `json:"name"` // the plural, with the subresource after a slash
	Others        []string `json:"others"`
	ClusterScoped bool     `json:"clusterScoped"`
}

// Spelled are all resources, for a form that finds them by itself, and what a name alone means: the number of a resource.
func (n *Names) Spelled() (all []Spelling, plain map[string]int) {
	plain = map[string]int{}
	n.each(func(group string, r metav1.APIResource) {
		s := Spelling{Group: group, Name: r.Name, Others: []string{}, ClusterScoped: !r.Namespaced}
		if slices.ContainsFunc(all, func(other Spelling) bool { return other.Group == group && other.Name == r.Name }) {
			return
		}
		if !strings.Contains(r.Name, "/") {
			s.Others = append(s.Others, r.ShortNames...)
			if r.SingularName != "" {
				s.Others = append(s.Others, r.SingularName)
			}
		}
		all = append(all, s)
	})
	for _, s := range all {
		if strings.Contains(s.Name, "/") {
			continue
		}
		for _, word := range append([]string{s.Name}, s.Others...) {
			found := n.Find(word)
			plain[word] = slices.IndexFunc(all, func(one Spelling) bool { return one.Group == found.Group && one.Name == found.Name })
		}
	}
	return all, plain
}
