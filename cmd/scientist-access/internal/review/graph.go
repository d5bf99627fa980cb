package review

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
)

// Graph shows how rights reach namespaces. Things that a reader need not tell apart share a node: namespaces in
// which the same subjects get the same, subjects that get the same, principals that act as the same.
type Graph struct {
	Names  map[Node][]string
	Arrows map[Arrow]Change
	// Changing is the part of the graph that changes; nil where all of it was asked for.
	Changing *Graph
}

// NodeKind says what a node stands for.
type NodeKind string

// The kinds of nodes, in the order in which rights come.
const (
	PrincipalNode NodeKind = "principal"
	SubjectNode   NodeKind = "subject"
	BindingNode   NodeKind = "binding"
	RoleNode      NodeKind = "role"
	ScopeNode     NodeKind = "scope"
)

// Node is a box of the graph; it stands for one or several things of a kind.
type Node struct {
	Kind  NodeKind
	class string
}

// Arrow leads from a node to the next.
type Arrow struct{ From, To Node }

// subjectOf is a subject of a cluster, scopeOf a namespace of one.
type subjectOf struct {
	cluster string
	rbacv1.Subject
}

type scopeOf struct{ cluster, namespace string }

// way is one binding of one subject: how rights reach a scope.
type way struct {
	subject subjectOf
	binding string // without its namespace
	role    string
	scope   scopeOf
	rules   string // keys of the role's rules, before and after
	change  Change
}

// changes reports whether a way is new, gone, or leads to other rights than before.
func (w way) changes() bool {
	before, after, _ := strings.Cut(w.rules, "→") // one of them is empty where there is no binding
	return before != after
}

// waysOf collects the bindings of both states.
func waysOf(before, after *access.Model) []way {
	type key struct {
		subject                 subjectOf
		kind, scope, name, role string
	}
	type rules struct{ before, after string }
	found := map[key]*rules{}
	collect := func(m *access.Model, note func(*rules, string)) {
		m.Subjects(func(cluster string, subject rbacv1.Subject) {
			for _, b := range m.Naming(cluster, subject) {
				k := key{
					subjectOf{cluster, subject}, b.Kind, b.Namespace, b.Name, b.RoleRef.Kind + " " + b.RoleRef.Name,
				}
				if found[k] == nil {
					found[k] = &rules{}
				}
				note(found[k], m.RulesKey(m.Role(b)))
			}
		})
	}
	collect(before, func(r *rules, key string) { r.before = key })
	collect(after, func(r *rules, key string) { r.after = key })

	var ways []way
	for k, r := range found {
		ways = append(ways, way{
			subject: k.subject, binding: k.kind + " " + k.name, role: k.role, scope: scopeOf{k.subject.cluster, k.scope},
			rules: r.before + "→" + r.after, change: changeOf(r.before != "", r.after != ""),
		})
	}
	return ways
}

// newGraph draws all ways, and beside them those that change.
func newGraph(before, after *access.Model) Graph {
	ways := waysOf(before, after)
	clusters := several(before, after)
	g := draw(ways, before, after, clusters)
	if before != after {
		ways = slices.DeleteFunc(ways, func(w way) bool { return !w.changes() })
		changing := draw(ways, before, after, clusters)
		g.Changing = &changing
	}
	return g
}

// classes sorts names into those that have the same set of traits, and numbers these classes.
func classes[T comparable](traits map[T]map[string]bool) map[T]string {
	sets := map[T]string{}
	for name, set := range traits {
		sets[name] = strings.Join(slices.Sorted(maps.Keys(set)), "\x01")
	}
	distinct := slices.Compact(slices.Sorted(maps.Values(sets)))
	class := map[T]string{}
	for name, set := range sets {
		number, _ := slices.BinarySearch(distinct, set)
		class[name] = fmt.Sprint(number)
	}
	return class
}

// trait adds one; its parts are quoted, as names from a file may hold anything.
func trait[T comparable](traits map[T]map[string]bool, name T, parts ...string) {
	if traits[name] == nil {
		traits[name] = map[string]bool{}
	}
	var text []byte
	for _, part := range parts {
		text = strconv.AppendQuote(text, part)
	}
	traits[name][string(text)] = true
}

// drawing is a graph in the making.
type drawing struct {
	names    map[Node]map[string]bool
	arrows   map[Arrow]map[Change]bool
	clusters bool // names say theirs
}

func draw(ways []way, before, after *access.Model, clusters bool) Graph {
	g := drawing{map[Node]map[string]bool{}, map[Arrow]map[Change]bool{}, clusters}
	scopes := map[scopeOf]map[string]bool{}
	for _, w := range ways {
		whole := strconv.FormatBool(w.scope.namespace == access.WholeCluster)
		s := w.subject
		trait(scopes, w.scope, whole, s.cluster, s.Kind, s.Namespace, s.Name, w.rules, string(w.change))
	}
	scopeClass := classes(scopes)
	subjects := map[subjectOf]map[string]bool{}
	for _, w := range ways {
		trait(subjects, w.subject, w.subject.Kind, scopeClass[w.scope], w.rules, string(w.change))
	}
	subjectClass := classes(subjects)
	for _, w := range ways {
		g.add(w, Node{SubjectNode, subjectClass[w.subject]}, Node{ScopeNode, scopeClass[w.scope]})
	}
	g.addPrincipals(subjectClass, before, after)
	return g.graph()
}

func (g drawing) add(w way, subject, scope Node) {
	binding := Node{BindingNode, strings.Join([]string{subject.class, scope.class, w.rules, string(w.change)}, " ")}
	role := Node{RoleNode, scope.class + " " + w.rules}
	g.name(scope, g.on(w.scope.cluster, access.Place(w.scope.namespace)))
	g.name(subject, g.on(w.scope.cluster, access.SubjectName(w.subject.Subject)))
	g.name(binding, w.binding)
	g.name(role, w.role)
	g.arrow(subject, binding, w.change)
	g.arrow(binding, role, w.change)
	g.arrow(role, scope, w.change)
}

// on adds the cluster to a name where there are several.
func (g drawing) on(cluster, name string) string {
	if !g.clusters || cluster == "" {
		return name
	}
	return name + " on " + cluster
}

// addPrincipals adds the IAM principals and how they reach the subjects, and EKS's own policies.
func (g drawing) addPrincipals(subjectClass map[subjectOf]string, before, after *access.Model) {
	traits := map[access.Principal]map[string]bool{}
	links := map[access.Principal]map[Node]Change{}
	labels := map[Node]string{}
	for _, p := range principals(before, after) {
		if p.Kind != access.IAM {
			continue
		}
		had, has := g.reach(before.Identity(p), subjectClass), g.reach(after.Identity(p), subjectClass)
		maps.Copy(labels, had)
		maps.Copy(labels, has)
		links[p] = map[Node]Change{}
		for _, reached := range []map[Node]string{had, has} {
			for to := range reached {
				_, was := had[to]
				_, is := has[to]
				links[p][to] = changeOf(was, is)
				trait(traits, p, string(to.Kind), to.class, string(links[p][to]))
			}
		}
	}
	class := classes(traits)
	for p, reached := range links {
		from := Node{PrincipalNode, class[p]}
		for to, change := range reached {
			g.name(from, p.Name[strings.LastIndex(p.Name, ":")+1:]) // without partition and account: role/path/Name
			g.name(to, labels[to])
			g.arrow(from, to, change)
		}
	}
}

// reach are the nodes that a principal leads to, with a label for each.
func (g drawing) reach(id *access.Identity, subjectClass map[subjectOf]string) map[Node]string {
	reached := map[Node]string{}
	if id == nil {
		return reached
	}
	for _, subject := range id.Subjects {
		if class, ok := subjectClass[subjectOf{id.Cluster, subject}]; ok {
			reached[Node{SubjectNode, class}] = g.on(id.Cluster, access.SubjectName(subject))
		}
	}
	for _, association := range id.Policies {
		where := "the whole cluster"
		if n := len(association.Namespaces); n > 0 {
			where = strings.Join(association.Namespaces[:min(n, 3)], ", ")
			if n > 3 {
				where += fmt.Sprintf(" and %d more", n-3)
			}
		}
		label := g.on(id.Cluster, opaquePolicy(association).String()+" in "+where)
		reached[Node{RoleNode, label}] = label
	}
	return reached
}

func (g drawing) name(n Node, name string) {
	if g.names[n] == nil {
		g.names[n] = map[string]bool{}
	}
	g.names[n][name] = true
}

func (g drawing) arrow(from, to Node, change Change) {
	a := Arrow{from, to}
	if g.arrows[a] == nil {
		g.arrows[a] = map[Change]bool{}
	}
	g.arrows[a][change] = true
}

// graph is what was drawn. An arrow that stands for several is new or gone only if all of them are.
func (g drawing) graph() Graph {
	finished := Graph{Names: map[Node][]string{}, Arrows: map[Arrow]Change{}}
	for n, names := range g.names {
		finished.Names[n] = slices.Sorted(maps.Keys(names))
	}
	for a, changes := range g.arrows {
		finished.Arrows[a] = Kept
		if len(changes) > 1 {
			continue
		}
		for change := range changes {
			finished.Arrows[a] = change
		}
	}
	return finished
}

// CompareNodes orders the nodes of one kind that have the same names.
func CompareNodes(a, b Node) int { return strings.Compare(a.class, b.class) }
