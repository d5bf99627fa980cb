package resources

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// served is what the sandbox's API server says it serves: the resources of Kubernetes, of HyperPod and of Kueue. A line is
// one resource: API version, plural, kind, singular, whether it is in namespaces, short names. The API groups are in the
// order in which kubectl takes them. A test in sandbox/e2e compares the file with the API server.
//
//go:embed served.txt
var served string

// Known are the names for a source that does not tell any: those of the sandbox's API server, and of the other resources
// that package policy knows, whose short names nobody has told it.
var Known = sync.OnceValue(func() *Names {
	var all table
	for line := range strings.Lines(served) {
		all.add(parse(line))
	}
	for _, maker := range policy.PodMakers() {
		all.addPlural(maker.Group, maker.Resource)
	}
	for _, capability := range policy.Catalogue() {
		p := capability.Policy()
		for _, rule := range slices.Concat(p.Cluster, p.Namespace) {
			for _, group := range rule.APIGroups {
				for _, resource := range rule.Resources {
					all.addPlural(group, resource)
				}
			}
		}
	}
	names, err := New(all.discovery())
	if err != nil {
		panic(err) // the table is wrong: a mistake in this package
	}
	return names
})

// entry is a line of the table.
type entry struct {
	version  string // of the API, with its group
	resource metav1.APIResource
}

func parse(line string) entry {
	fields := strings.Fields(line)
	if len(fields) != 6 {
		panic(fmt.Sprintf("served.txt: %q", line))
	}
	for i := range fields {
		fields[i] = strings.TrimPrefix(fields[i], "-")
	}
	e := entry{fields[0], metav1.APIResource{
		Name: fields[1], Kind: fields[2], SingularName: fields[3], Namespaced: fields[4] == "namespaced",
	}}
	if fields[5] != "" {
		e.resource.ShortNames = strings.Split(fields[5], ",")
	}
	return e
}

// table is what an API server could say.
type table struct {
	groups []*metav1.APIGroup
	lists  []*metav1.APIResourceList
}

func (t *table) add(e entry) {
	at := slices.IndexFunc(t.lists, func(l *metav1.APIResourceList) bool { return l.GroupVersion == e.version })
	if at < 0 {
		at = len(t.lists)
		t.lists = append(t.lists, &metav1.APIResourceList{GroupVersion: e.version})
		t.addVersion(e.version)
	}
	t.lists[at].APIResources = append(t.lists[at].APIResources, e.resource)
}

func (t *table) addVersion(full string) {
	name, short := groupOf(full), full[strings.Index(full, "/")+1:]
	version := metav1.GroupVersionForDiscovery{GroupVersion: full, Version: short}
	for _, group := range t.groups {
		if group.Name == name {
			group.Versions = append(group.Versions, version)
			return
		}
	}
	t.groups = append(t.groups, &metav1.APIGroup{
		Name: name, Versions: []metav1.GroupVersionForDiscovery{version}, PreferredVersion: version,
	})
}

// groupOf is the API group of a version; the core's is a version alone.
func groupOf(version string) string {
	group, _, found := strings.Cut(version, "/")
	if !found {
		return ""
	}
	return group
}

// addPlural adds a resource of which the plural alone is known, unless it is there.
func (t *table) addPlural(group, plural string) {
	if strings.ContainsAny(group+plural, "*/") {
		return
	}
	version := group + "/unknown"
	for _, list := range t.lists {
		if groupOf(list.GroupVersion) != group {
			continue
		}
		version = list.GroupVersion
		if slices.ContainsFunc(list.APIResources, func(r metav1.APIResource) bool { return r.Name == plural }) {
			return
		}
	}
	singular := strings.TrimSuffix(plural, "s")
	if base, ok := strings.CutSuffix(plural, "ies"); ok {
		singular = base + "y"
	}
	t.add(entry{version, metav1.APIResource{Name: plural, SingularName: singular, Kind: singular, Namespaced: true}})
}

func (t *table) discovery() already { return already{groups: t.groups, lists: t.lists} }
