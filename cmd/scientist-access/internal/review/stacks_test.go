package review_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// What the decision tables are written with.

const (
	alice = "arn:aws:iam::111122223333:role/Alice"
	bob   = "arn:aws:iam::111122223333:user/bob"
)

// inML is the cluster of all objects that say nothing else.
var inML = access.Origin{Cluster: "ml"}

// rule reads "get,list pods", "get jobs.batch" or "get pods:name".
func rule(text string) rbacv1.PolicyRule {
	verbs, what, _ := strings.Cut(text, " ")
	what, name, named := strings.Cut(what, ":")
	resource, group, _ := strings.Cut(what, ".")
	r := rbacv1.PolicyRule{Verbs: strings.Split(verbs, ","), APIGroups: []string{group}, Resources: []string{resource}}
	if named {
		r.ResourceNames = []string{name}
	}
	return r
}

func role(namespace, name string, rules ...string) access.Role {
	r := access.Role{Origin: inML, Kind: "Role", Namespace: namespace, Name: name}
	if namespace == "" {
		r.Kind = "ClusterRole"
	}
	for _, text := range rules {
		r.Rules = append(r.Rules, rule(text))
	}
	return r
}

func groupSubject(name string) rbacv1.Subject { return rbacv1.Subject{Kind: "Group", Name: name} }

// bind binds a role by its kind and name: "Role r", "ClusterRole r".
func bind(namespace, ref string, subjects ...rbacv1.Subject) access.Binding {
	kind, name, _ := strings.Cut(ref, " ")
	b := access.Binding{
		Origin: inML, Kind: "RoleBinding", Namespace: namespace, Name: "b-" + name,
		RoleRef: rbacv1.RoleRef{Kind: kind, Name: name}, Subjects: subjects,
	}
	if namespace == "" {
		b.Kind = "ClusterRoleBinding"
	}
	return b
}

func entry(arn string, groups ...string) access.Entry {
	return access.Entry{Origin: inML, PrincipalARN: arn, Groups: groups}
}

// in puts an object into another cluster.
func in(cluster string, part any) any {
	switch p := part.(type) {
	case access.Role:
		p.Cluster = cluster
		return p
	case access.Binding:
		p.Cluster = cluster
		return p
	case access.Entry:
		p.Cluster = cluster
		return p
	}
	panic(fmt.Sprintf("%T is not an object", part))
}

func objects(parts ...any) access.Objects {
	var o access.Objects
	for _, part := range parts {
		switch p := part.(type) {
		case access.Role:
			o.Roles = append(o.Roles, p)
		case access.Binding:
			o.Bindings = append(o.Bindings, p)
		case access.Entry:
			o.Entries = append(o.Entries, p)
		case access.PolicyAssociation:
			o.Associations = append(o.Associations, p)
		case access.AdmissionPolicy:
			o.AdmissionPolicies = append(o.AdmissionPolicies, p)
		case access.AdmissionBinding:
			o.AdmissionBindings = append(o.AdmissionBindings, p)
		default:
			panic(fmt.Sprintf("%T is not an object", part))
		}
	}
	return o
}

func preview(before, after access.Objects) *review.Report {
	return review.New(&access.Reading{Source: access.Preview, Before: before, After: after})
}

func export(o access.Objects) *review.Report {
	return review.New(&access.Reading{Source: access.Export, Before: o, After: o})
}

// rightsOf writes what a principal gains (+), loses (-) and keeps (=), one line a scope.
func rightsOf(t *testing.T, report *review.Report, name string) []string {
	t.Helper()
	for _, a := range report.Access {
		if !slices.ContainsFunc(a.Principals, func(p access.Principal) bool { return p.Name == name }) {
			continue
		}
		var lines []string
		for _, scope := range a.Scopes {
			line := strings.Join(scope.Namespaces, ",") + ":"
			for _, part := range []struct {
				sign   string
				rights []review.Right
			}{{"+", scope.Gains}, {"-", scope.Loses}, {"=", scope.Keeps}} {
				for _, right := range part.rights {
					line += " " + part.sign + rightText(right)
				}
			}
			lines = append(lines, line)
		}
		return lines
	}
	t.Fatalf("the report has no principal %s", name)
	return nil
}

func rightText(right review.Right) string {
	if right.Role != "" {
		return "<" + right.Role + ">"
	}
	var parts []string
	for _, r := range right.Rules {
		names := ""
		if len(r.ResourceNames) > 0 {
			names = ":" + strings.Join(r.ResourceNames, ",")
		}
		parts = append(parts, strings.Join(r.Verbs, ",")+" "+strings.Join(r.Resources, ",")+names)
	}
	return right.Capability + "[" + strings.Join(parts, "; ") + "]"
}
