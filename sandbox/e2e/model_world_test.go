package e2e

import (
	"fmt"

	rbacv1 "k8s.io/api/rbac/v1"
	"pgregory.net/rapid"

	"github.com/scientist-access/scientist-access/access"
)

// The words that worlds are made of. Few of them, so that they meet.
var (
	modelCluster    = "ml"
	modelNamespaces = []string{"elsewhere", "kubeflow"}
	modelVerbs      = []string{"get", "list", "create", "*"}
	modelGroups     = []string{"", "apps", "kubeflow.org", "*"}
	modelResources  = []string{"pods", "pods/log", "secrets", "deployments", "deployments/scale", "pytorchjobs", "*", "*/log", "*/scale"}
	modelNames      = []string{"x", "y"}
	modelPaths      = []string{"/metrics", "/logs/a", "/logs/*", "/*", "*", "/metrics/*"}
	builtInRoles    = []string{"cluster-admin", "view", "edit", "admin", "no-such-role"}
)

// world is a random one. The objects of the other cluster are in the model and not on the API server.
type world struct {
	prefix  string // of all names
	objects access.Objects
	labels  map[string]string // of the ClusterRoles that others aggregate, by name
}

func drawWorld(rt *rapid.T, prefix string) *world {
	w := &world{prefix: prefix, labels: map[string]string{}}
	for i := range rapid.IntRange(1, 5).Draw(rt, "roles") {
		w.drawRole(rt, fmt.Sprintf("%sr%d", prefix, i))
	}
	for i := range rapid.IntRange(1, 6).Draw(rt, "bindings") {
		w.drawBinding(rt, fmt.Sprintf("%sb%d", prefix, i))
	}
	for i := range rapid.IntRange(1, 3).Draw(rt, "entries") {
		w.objects.Entries = append(w.objects.Entries, access.Entry{
			Origin:       drawCluster(rt),
			PrincipalARN: fmt.Sprintf("arn:aws:iam::111122223333:role/%sp%d", prefix, i),
			Groups:       rapid.SliceOfN(rapid.SampledFrom(w.groups()), 0, 3).Draw(rt, "groups"),
			UserName:     rapid.SampledFrom([]string{"", "", prefix + "u0", prefix + "u:{{SessionName}}"}).Draw(rt, "user name"),
		})
	}
	return w
}

// drawCluster is nearly always the one that the API server is of.
func drawCluster(rt *rapid.T) access.Origin {
	if rapid.IntRange(0, 7).Draw(rt, "another cluster") == 0 {
		return access.Origin{Cluster: "other"}
	}
	return access.Origin{Cluster: modelCluster}
}

func (w *world) groups() []string {
	return []string{w.prefix + "g0", w.prefix + "g1", w.prefix + "g2"}
}

func (w *world) drawRole(rt *rapid.T, name string) {
	role := access.Role{Origin: drawCluster(rt), Kind: "ClusterRole", Name: name}
	if rapid.Bool().Draw(rt, "in a namespace") {
		role.Kind, role.Namespace = "Role", rapid.SampledFrom(modelNamespaces).Draw(rt, "namespace")
	} else {
		switch rapid.IntRange(0, 3).Draw(rt, "aggregation") {
		case 0:
			role.Aggregated = true
		case 1:
			w.labels[name] = w.prefix + "aggregated"
		}
	}
	if !role.Aggregated { // the cluster replaces the rules of an aggregated one
		for range rapid.IntRange(0, 3).Draw(rt, "rules") {
			role.Rules = append(role.Rules, drawRule(rt, role.Kind == "ClusterRole"))
		}
	}
	w.objects.Roles = append(w.objects.Roles, role)
}

func drawRule(rt *rapid.T, paths bool) rbacv1.PolicyRule {
	some := func(label string, from []string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 1, 2, rapid.ID[string]).Draw(rt, label)
	}
	rule := rbacv1.PolicyRule{Verbs: some("verbs", modelVerbs)}
	if paths && rapid.IntRange(0, 3).Draw(rt, "paths") == 0 {
		rule.NonResourceURLs = some("URLs", modelPaths)
		return rule
	}
	rule.APIGroups, rule.Resources = some("API groups", modelGroups), some("resources", modelResources)
	if rapid.IntRange(0, 2).Draw(rt, "named") == 0 {
		rule.ResourceNames = some("names", modelNames)
	}
	return rule
}

func (w *world) drawBinding(rt *rapid.T, name string) {
	b := access.Binding{Origin: drawCluster(rt), Kind: "ClusterRoleBinding", Name: name}
	kinds := []string{"ClusterRole"}
	if rapid.Bool().Draw(rt, "in a namespace") {
		b.Kind, b.Namespace = "RoleBinding", rapid.SampledFrom(modelNamespaces).Draw(rt, "namespace")
		kinds = append(kinds, "Role")
	}
	b.RoleRef = rbacv1.RoleRef{Kind: rapid.SampledFrom(kinds).Draw(rt, "kind"), Name: w.drawRoleName(rt)}
	subject := rapid.Custom(func(rt *rapid.T) rbacv1.Subject { return w.drawSubject(rt) })
	b.Subjects = rapid.SliceOfN(subject, 1, 3).Draw(rt, "subjects")
	w.objects.Bindings = append(w.objects.Bindings, b)
}

func (w *world) drawRoleName(rt *rapid.T) string {
	if rapid.IntRange(0, 5).Draw(rt, "a built-in role") == 0 {
		return rapid.SampledFrom(builtInRoles).Draw(rt, "role")
	}
	roles := append([]access.Role{{Name: w.prefix + "missing"}}, w.objects.Roles...)
	return rapid.SampledFrom(roles).Draw(rt, "role").Name
}

func (w *world) drawSubject(rt *rapid.T) rbacv1.Subject {
	users := []string{
		w.prefix + "u0", w.prefix + "u:" + session, "arn:aws:sts::111122223333:assumed-role/" + w.prefix + "p0/" + session,
		"system:serviceaccount:kubeflow:" + w.prefix + "robot",
	}
	switch rapid.IntRange(0, 2).Draw(rt, "kind") {
	case 0:
		return access.UserSubject(rapid.SampledFrom(users).Draw(rt, "user"))
	case 1:
		return rbacv1.Subject{
			Kind: rbacv1.ServiceAccountKind, Name: w.prefix + "robot", Namespace: rapid.SampledFrom(modelNamespaces).Draw(rt, "namespace"),
		}
	}
	common := []string{"system:authenticated", "system:serviceaccounts", "system:serviceaccounts:" + modelNamespaces[0]}
	return access.GroupSubject(rapid.SampledFrom(append(w.groups(), common...)).Draw(rt, "group"))
}
