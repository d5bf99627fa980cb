// Package resources finds what people call resources: by plural, singular and short name, with or without the API group, as
// kubectl does.
package resources

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/restmapper"
)

// Resource is one as rules name it.
type Resource struct {
	Group string
	Name  string // with the subresource after a slash
	// Known says that there is such a resource; one that is not known is taken as it was written.
	Known bool
	// ClusterScoped says that it is in no namespace.
	ClusterScoped bool
}

// String is how [Names.Find] takes it: deployments.apps/scale.
func (r Resource) String() string { return full(r.Group, r.Name) }

func full(group, name string) string {
	base, subresource, isSub := strings.Cut(name, "/")
	text := schema.GroupResource{Group: group, Resource: base}.String()
	if isSub {
		text += "/" + subresource
	}
	return text
}

// Names are those of the resources that are known.
type Names struct {
	mapper meta.RESTMapper
	lists  []*metav1.APIResourceList
}

// New takes the names from an API server. Those of API groups whose server does not answer are missing.
func New(client discovery.DiscoveryInterface) (*Names, error) {
	groups, lists, err := client.ServerGroupsAndResources()
	if err != nil && lists == nil {
		return nil, err
	}
	lists = inOrder(groups, lists)
	read := already{groups: groups, lists: lists}
	all, err := restmapper.GetAPIGroupResources(read)
	if err != nil {
		return nil, err
	}
	mapper := restmapper.NewShortcutExpander(restmapper.NewDiscoveryRESTMapper(all), read, nil)
	return &Names{mapper: mapper, lists: lists}, nil
}

// inOrder are lists in the order of their API groups, the preferred version first: of two resources of one name, or short name,
// the first counts. The client gives them in any order.
func inOrder(groups []*metav1.APIGroup, lists []*metav1.APIResourceList) []*metav1.APIResourceList {
	byVersion := map[string]*metav1.APIResourceList{}
	for _, list := range lists {
		byVersion[list.GroupVersion] = list
	}
	var ordered []*metav1.APIResourceList
	for _, group := range groups {
		for _, version := range group.Versions {
			if list, ok := byVersion[version.GroupVersion]; ok {
				ordered = append(ordered, list)
			}
		}
	}
	return ordered
}

// already is what an API server said, so that it is asked once.
type already struct {
	discovery.DiscoveryInterface // nothing else of it is used
	groups                       []*metav1.APIGroup
	lists                        []*metav1.APIResourceList
}

func (a already) ServerGroupsAndResources() ([]*metav1.APIGroup, []*metav1.APIResourceList, error) {
	return a.groups, a.lists, nil
}

// Find finds a resource: "pods", "po", "deploy.apps", "pods/exec". The star stands for all resources of all API groups, and
// with a group for all of that.
func (n *Names) Find(text string) Resource {
	base, subresource, isSub := strings.Cut(text, "/")
	found := n.find(strings.ToLower(base))
	if !isSub {
		return found
	}
	found.Name += "/" + subresource
	found.Known = found.Known && (base == "*" || n.has(found))
	return found
}

// find is what kubectl's "auth can-i" does.
// Source: https://github.com/kubernetes/kubectl/blob/v0.34.1/pkg/cmd/auth/cani.go (resourceFor)
func (n *Names) find(base string) Resource {
	versioned, plain := schema.ParseResourceArg(base)
	if plain.Resource == "*" {
		return Resource{Group: starIfNone(plain.Group), Name: "*", Known: true}
	}
	if versioned != nil {
		if found, err := n.mapper.ResourceFor(*versioned); err == nil {
			return n.resource(found.GroupResource())
		}
	}
	if found, err := n.mapper.ResourceFor(plain.WithVersion("")); err == nil {
		return n.resource(found.GroupResource())
	}
	return Resource{Group: plain.Group, Name: plain.Resource}
}

func starIfNone(group string) string {
	if group == "" {
		return "*"
	}
	return group
}

func (n *Names) resource(found schema.GroupResource) Resource {
	r := Resource{Group: found.Group, Name: found.Resource, Known: true}
	n.each(func(group string, listed metav1.APIResource) {
		if group == r.Group && listed.Name == r.Name {
			r.ClusterScoped = !listed.Namespaced
		}
	})
	return r
}

func (n *Names) has(r Resource) (found bool) {
	n.each(func(group string, listed metav1.APIResource) {
		found = found || group == r.Group && listed.Name == r.Name
	})
	return found
}

func (n *Names) each(do func(group string, r metav1.APIResource)) {
	for _, list := range n.lists {
		version, err := schema.ParseGroupVersion(list.GroupVersion)
		if err != nil {
			continue
		}
		for _, r := range list.APIResources {
			do(version.Group, r)
		}
	}
}

// All are the names of all resources and subresources, as completion offers them: with the API group, but the core's.
func (n *Names) All() []string {
	var all []string
	n.each(func(group string, r metav1.APIResource) {
		all = append(all, full(group, r.Name))
	})
	slices.Sort(all)
	return slices.Compact(all)
}
