package fuzzed

import (
	"fmt"
	"slices"
	"strings"
	"time"

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Cluster are RBAC objects as an API server has them.
type Cluster struct {
	Roles               []rbacv1.Role
	ClusterRoles        []rbacv1.ClusterRole
	RoleBindings        []rbacv1.RoleBinding
	ClusterRoleBindings []rbacv1.ClusterRoleBinding
}

// Namespaces are those of the objects.
var Namespaces = []string{"a", "b"}

// Long is a name as long as no other.
var Long = strings.Repeat("long", 500)

// The words of bindings. The users are those of a role's sessions, of an IAM user and of a service account, and others.
var (
	roleNames     = []string{"r0", "r1", "r2", "cluster-admin", "missing", Long, ""}
	subjectGroups = []string{"g0", "g1", "system:authenticated", "system:masters", "system:serviceaccounts:a", "system:unauthenticated", Long, ""}
	Sessions      = []string{"me", "me@example.com", "x/y", "m", "a b"}
	subjectUsers  = []string{
		"u0", "u:me", "u:x/y", "system:anonymous", "system:serviceaccount:a:robot", "arn:aws:iam::111122223333:user/bob",
		session("me"), session("me@example.com"), session("x/y"), session("m"), session(""), session("{{SessionName}}"), Long, "",
	}
	oddKinds = []string{"Robot", "", "group", "IAM", "Secret"}
)

func session(name string) string { return "arn:aws:sts::111122223333:assumed-role/Alice/" + name }

// AnyCluster has what an API server can have: each object once, with rules that it takes.
func AnyCluster(b *Bytes) *Cluster {
	c := &Cluster{ClusterRoles: []rbacv1.ClusterRole{{
		ObjectMeta: metav1.ObjectMeta{Name: "cluster-admin", Labels: map[string]string{"kubernetes.io/bootstrapping": "rbac-defaults"}},
		Rules: []rbacv1.PolicyRule{
			{Verbs: []string{"*"}, APIGroups: []string{"*"}, Resources: []string{"*"}}, {Verbs: []string{"*"}, NonResourceURLs: []string{"*"}},
		},
	}}}
	for i := range b.Below(4) {
		name := roleNames[i]
		if b.Below(2) == 0 {
			meta := anyMeta(b, Pick(b, Namespaces), name)
			c.Roles = append(c.Roles, rbacv1.Role{ObjectMeta: meta, Rules: Several(b, 3, NamespacedRule)})
			continue
		}
		role := rbacv1.ClusterRole{ObjectMeta: anyMeta(b, "", name), Rules: Several(b, 3, Rule)}
		if b.OneIn(4) {
			role.AggregationRule = &rbacv1.AggregationRule{}
		}
		c.ClusterRoles = slices.DeleteFunc(c.ClusterRoles, func(r rbacv1.ClusterRole) bool { return r.Name == name })
		c.ClusterRoles = append(c.ClusterRoles, role)
	}
	for i := range b.Below(5) {
		name := fmt.Sprintf("b%d", i)
		ref := rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: Pick(b, roleNames)}
		if b.Below(2) == 0 {
			ref.Kind = Pick(b, []string{"Role", "ClusterRole", "Robot", ""})
			namespace := Pick(b, Namespaces)
			subjects := Several(b, 3, func(b *Bytes) rbacv1.Subject { return anySubject(b, "") })
			c.RoleBindings = append(c.RoleBindings, rbacv1.RoleBinding{ObjectMeta: anyMeta(b, namespace, name), RoleRef: ref, Subjects: subjects})
			continue
		}
		subjects := Several(b, 3, func(b *Bytes) rbacv1.Subject { return anySubject(b, "a") })
		c.ClusterRoleBindings = append(c.ClusterRoleBindings, rbacv1.ClusterRoleBinding{ObjectMeta: anyMeta(b, "", name), RoleRef: ref, Subjects: subjects})
	}
	return c
}

// anySubject has a namespace of a service account where none is given. Some are of kinds that nobody is of.
func anySubject(b *Bytes, namespace string) rbacv1.Subject {
	s := rbacv1.Subject{Kind: "Group", APIGroup: rbacv1.GroupName}
	switch b.Below(8) {
	case 0, 1, 2:
		s.Name = Pick(b, subjectGroups)
	case 3, 4, 5:
		s.Kind, s.Name = "User", Pick(b, subjectUsers)
	case 6:
		s = rbacv1.Subject{Kind: "ServiceAccount", Name: "robot", Namespace: Pick(b, []string{namespace, "a", "b"})}
	default:
		s.Kind, s.Name = Pick(b, oddKinds), Pick(b, subjectUsers)
	}
	return s
}

// anyMeta tells who wrote an object and which tool keeps it, readably or not.
func anyMeta(b *Bytes, namespace, name string) metav1.ObjectMeta {
	meta := metav1.ObjectMeta{Namespace: namespace, Name: name}
	if b.OneIn(4) {
		meta.Annotations = map[string]string{"meta.helm.sh/release-name": Pick(b, subjectGroups)}
		meta.Labels = map[string]string{"app.kubernetes.io/managed-by": Pick(b, []string{"Helm", "", Long})}
	}
	meta.ManagedFields = Several(b, 2, func(b *Bytes) metav1.ManagedFieldsEntry {
		entry := metav1.ManagedFieldsEntry{Manager: Pick(b, subjectGroups)}
		if b.Below(2) == 0 {
			entry.Time = &metav1.Time{Time: time.Unix(int64(b.Below(9)), 0)}
		}
		if raw := Pick(b, []string{`{"f:rules":{}}`, `{"f:subjects":{}}`, `{"f:rules":null}`, `[]`, "null", ""}); raw != "" {
			entry.FieldsV1 = &metav1.FieldsV1{Raw: []byte(raw)}
		}
		return entry
	})
	return meta
}
