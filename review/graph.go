package review

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// way is one binding of one subject: how rights reach a scope.
type way struct {
	subject rbacv1.Subject
	binding string // without its namespace
	role    string
	scope   string
	rules   string // numbers of the role's rules, before and after
	change  Change
}

// changes reports whether a way is new, gone, or leads to other rights than before.
func (w way) changes() bool {
	before, after, _ := strings.Cut(w.rules, "→")
	return w.change != Kept || before != after
}

// waysOf collects the bindings of both states.
func waysOf(before, after *world) []way {
	type key struct {
		subject                           rbacv1.Subject
		provider, kind, scope, name, role string
	}
	type rules struct{ before, after string }
	found := map[key]*rules{}
	collect := func(w *world, note func(*rules, string)) {
		for subject, bindings := range w.bySubject {
			for _, b := range bindings {
				k := key{subject, b.Provider, b.Kind, b.Namespace, b.Name, b.RoleRef.Kind + " " + b.RoleRef.Name}
				if found[k] == nil {
					found[k] = &rules{}
				}
				number := "not here"
				if role := w.role(b); role != nil {
					number = fmt.Sprint(role.rulesKey)
				}
				note(found[k], number)
			}
		}
	}
	collect(before, func(r *rules, number string) { r.before = number })
	collect(after, func(r *rules, number string) { r.after = number })

	var ways []way
	for k, r := range found {
		ways = append(ways, way{
			subject: k.subject, binding: k.kind + " " + k.name, role: k.role, scope: k.scope,
			rules: r.before + "→" + r.after, change: changeOf(r.before != "", r.after != ""),
		})
	}
	return ways
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

// node is a box of the graph; it stands for one or several things of a kind.
type node struct {
	kind  string // principal, subject, binding, role, scope
	class string
}

type arrow struct{ from, to node }

// graph shows how rights reach namespaces. Things that a reader need not tell apart share a node: namespaces in
// which the same subjects get the same, subjects that get the same, principals that act as the same.
type graph struct {
	names  map[node]map[string]bool
	arrows map[arrow]map[Change]bool
}

func newGraph(ways []way, before, after *world) graph {
	g := graph{names: map[node]map[string]bool{}, arrows: map[arrow]map[Change]bool{}}
	scopes := map[string]map[string]bool{}
	for _, w := range ways {
		whole := strconv.FormatBool(w.scope == wholeCluster)
		trait(scopes, w.scope, whole, w.subject.Kind, w.subject.Namespace, w.subject.Name, w.rules, string(w.change))
	}
	scopeClass := classes(scopes)
	subjects := map[rbacv1.Subject]map[string]bool{}
	for _, w := range ways {
		trait(subjects, w.subject, w.subject.Kind, scopeClass[w.scope], w.rules, string(w.change))
	}
	subjectClass := classes(subjects)
	for _, w := range ways {
		scope := node{"scope", scopeClass[w.scope]}
		subject := node{"subject", subjectClass[w.subject]}
		binding := node{"binding", strings.Join([]string{subject.class, scope.class, w.rules, string(w.change)}, " ")}
		role := node{"role", scope.class + " " + w.rules}
		g.name(scope, cmp.Or(w.scope, "whole cluster"))
		g.name(subject, subjectName(w.subject))
		g.name(binding, w.binding)
		g.name(role, w.role)
		g.arrow(subject, binding, w.change)
		g.arrow(binding, role, w.change)
		g.arrow(role, scope, w.change)
	}
	g.addPrincipals(subjectClass, before, after)
	return g
}

// addPrincipals adds the IAM principals and how they reach the subjects, and EKS's own policies.
func (g graph) addPrincipals(subjectClass map[rbacv1.Subject]string, before, after *world) {
	traits := map[Principal]map[string]bool{}
	links := map[Principal]map[node]Change{}
	labels := map[node]string{}
	for _, p := range principals(before, after) {
		if p.Kind != IAM {
			continue
		}
		had, has := before.reach(p, subjectClass), after.reach(p, subjectClass)
		maps.Copy(labels, had)
		maps.Copy(labels, has)
		links[p] = map[node]Change{}
		for _, reached := range []map[node]string{had, has} {
			for to := range reached {
				_, was := had[to]
				_, is := has[to]
				links[p][to] = changeOf(was, is)
				trait(traits, p, to.kind, to.class, string(links[p][to]))
			}
		}
	}
	class := classes(traits)
	for p, reached := range links {
		from := node{"principal", class[p]}
		for to, change := range reached {
			g.name(from, lastPart(p.Name, ":")) // without partition and account: role/path/Name
			g.name(to, labels[to])
			g.arrow(from, to, change)
		}
	}
}

// reach are the nodes that a principal leads to, with a label for each.
func (w *world) reach(p Principal, subjectClass map[rbacv1.Subject]string) map[node]string {
	reached := map[node]string{}
	id := w.identities[p]
	if id == nil {
		return reached
	}
	for _, subject := range id.subjects {
		if class, ok := subjectClass[subject]; ok {
			reached[node{"subject", class}] = subjectName(subject)
		}
	}
	for _, association := range id.policies {
		label := accessPolicy(association.PolicyARN) + " in " + cmp.Or(some(association.Namespaces, 3), "the whole cluster")
		reached[node{"role", label}] = label
	}
	return reached
}

func (g graph) name(n node, name string) {
	if g.names[n] == nil {
		g.names[n] = map[string]bool{}
	}
	g.names[n][name] = true
}

func (g graph) arrow(from, to node, change Change) {
	a := arrow{from, to}
	if g.arrows[a] == nil {
		g.arrows[a] = map[Change]bool{}
	}
	g.arrows[a][change] = true
}
