package review_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/review"
)

// What the decision tables are written with.

const (
	alice = "arn:aws:iam::111122223333:role/Alice"
	bob   = "arn:aws:iam::111122223333:user/bob"
)

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

func role(namespace, name string, rules ...string) review.Role {
	r := review.Role{Kind: "Role", Namespace: namespace, Name: name}
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
func bind(namespace, ref string, subjects ...rbacv1.Subject) review.Binding {
	kind, name, _ := strings.Cut(ref, " ")
	b := review.Binding{
		Kind: "RoleBinding", Namespace: namespace, Name: "b-" + name,
		RoleRef: rbacv1.RoleRef{Kind: kind, Name: name}, Subjects: subjects,
	}
	if namespace == "" {
		b.Kind = "ClusterRoleBinding"
	}
	return b
}

func entry(arn string, groups ...string) review.AccessEntry {
	return review.AccessEntry{Cluster: "ml", PrincipalARN: arn, Groups: groups}
}

func objects(parts ...any) review.Objects {
	var o review.Objects
	for _, part := range parts {
		switch p := part.(type) {
		case review.Role:
			o.Roles = append(o.Roles, p)
		case review.Binding:
			o.Bindings = append(o.Bindings, p)
		case review.AccessEntry:
			o.Entries = append(o.Entries, p)
		case review.PolicyAssociation:
			o.Associations = append(o.Associations, p)
		default:
			panic(fmt.Sprintf("%T is no object", part))
		}
	}
	return o
}

func preview(before, after review.Objects) *review.Report {
	return review.New(&review.Stack{Source: review.Preview, Before: before, After: after})
}

func export(o review.Objects) *review.Report {
	return review.New(&review.Stack{Source: review.Export, Before: o, After: o})
}

// rightsOf writes what a principal gains (+), loses (-) and keeps (=), one line a scope.
func rightsOf(t *testing.T, report *review.Report, name string) []string {
	t.Helper()
	for _, access := range report.Access {
		if !slices.ContainsFunc(access.Principals, func(p review.Principal) bool { return p.Name == name }) {
			continue
		}
		var lines []string
		for _, scope := range access.Scopes {
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
