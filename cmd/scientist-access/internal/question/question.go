// Package question answers what people ask of access: what may she do, and who may do that? It asks the model of package
// access, of the states before and after a change, and says "unknown" of what the source cannot tell.
package question

import (
	"errors"
	"fmt"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/resources"
	"github.com/scientist-access/scientist-access/policy"
)

// Question is what somebody may do, or not.
type Question struct {
	access.Right
	// placeless: what it is about is in no namespace.
	placeless bool
	notes     []access.Note
}

// Parse takes a question as it is given on the command line: a verb, a resource or a path, and a name if one object is meant.
// An empty namespace is the whole cluster.
func Parse(names *resources.Names, namespace, verb, what, name string) (Question, error) {
	q := Question{Right: access.Right{Verb: verb, Namespace: namespace, Name: name}}
	if verb == "" || what == "" {
		return Question{}, errors.New("the verb or the resource is empty: want, for example, get pods")
	}
	if strings.HasPrefix(what, "/") {
		return q.about(what)
	}
	found := q.find(names, what)
	q.APIGroup, q.Resource, q.placeless = found.Group, found.Name, found.ClusterScoped
	q.place()
	q.judge()
	return q, nil
}

// about makes it a question about a path that is no resource.
func (q Question) about(path string) (Question, error) {
	if q.Name != "" {
		return Question{}, fmt.Errorf("%q is one argument too many: a path has no names", q.Name)
	}
	if q.Namespace != "" {
		q.note(path, "is in no namespace, so that --namespace says nothing")
	}
	q.Path, q.Namespace, q.placeless = path, access.WholeCluster, true
	q.judge()
	return q, nil
}

func (q *Question) note(place, message string) {
	q.notes = append(q.notes, access.Note{Place: place, Message: message})
}

// find finds a resource. One that a cluster does not serve, such as that of an operator which is not installed, is the one that
// goes by this name elsewhere.
func (q *Question) find(names *resources.Names, what string) resources.Resource {
	found := names.Find(what)
	if found.Known {
		return found
	}
	elsewhere := resources.Known().Find(what)
	if !elsewhere.Known {
		q.unknown(what)
		return found
	}
	q.note(what, "is not served by this cluster, and taken as "+elsewhere.String())
	return elsewhere
}

// unknown says what becomes of a resource that is not known, and what may have been meant.
func (q *Question) unknown(what string) {
	message := "is not known as a resource here, and taken as it is written"
	if base, last, isSub := strings.Cut(what, "/"); isSub {
		message += fmt.Sprintf("; what stands after the slash is a subresource, and a name is an argument of its own: %s %s", base, last)
	}
	q.note(what, message)
}

// place moves the question to where the API server asks it: an object without namespace is in none, and a namespace is in itself.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#request-verbs-and-authorization
func (q *Question) place() {
	base, _, _ := strings.Cut(q.Resource, "/")
	if q.APIGroup == "" && base == "namespaces" && q.Name != "" {
		q.Namespace, q.placeless = q.Name, true
		return
	}
	if q.placeless && q.Namespace != "" {
		q.note(q.Resource, "is in no namespace, so that --namespace says nothing")
		q.Namespace = access.WholeCluster
	}
}

// judge notes what of the question no request can be about.
func (q *Question) judge() {
	for _, f := range (policy.Policy{Cluster: []rbacv1.PolicyRule{q.Rule()}}).Findings() {
		q.note(f.Part, f.Reason)
	}
}

// String is the question without who is asked about: "get pods in team-a".
func (q Question) String() string {
	text := access.RuleText(q.Rule())
	if q.placeless {
		return text
	}
	return text + access.In(q.Namespace)
}
