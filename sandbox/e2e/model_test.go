package e2e

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
	authorizationv1 "k8s.io/api/authorization/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"pgregory.net/rapid"

	"github.com/scientist-access/scientist-access/access"
)

// TestModelEqualsTheAPIServer makes random worlds of roles, bindings, access entries and service accounts, and asks the
// API server what everybody in them may do. The model must say the same. A world that shows a difference is made smaller
// and kept in testdata/rapid, from where it runs first the next time.
//
//	make properties   # many more worlds
func TestModelEqualsTheAPIServer(t *testing.T) {
	server := &apiServer{t: t, client: admin(t)}
	worlds := 0
	rapid.Check(t, func(rt *rapid.T) {
		worlds++
		w := drawWorld(rt, fmt.Sprintf("w%d-", worlds))
		w.create(rt, server)
		defer w.remove(server)
		w.requireSameAnswers(rt, server)
	})
	t.Logf("%d worlds, %d questions: %d allowed by both, %d refused by both",
		worlds, server.asked.Load(), server.allowed.Load(), server.asked.Load()-server.allowed.Load())
	require.Positive(t, server.allowed.Load())
	require.Less(t, server.allowed.Load(), server.asked.Load())
}

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

// session is the name of everybody's session.
const session = "me"

// apiServer is asked by many worlds.
type apiServer struct {
	t              *testing.T
	client         *kubernetes.Clientset
	asked, allowed atomic.Int64
}

func (w *world) create(rt *rapid.T, s *apiServer) {
	ctx, rbac := testContext(s.t), s.client.RbacV1()
	for _, r := range w.objects.Roles {
		if r.Cluster != modelCluster {
			continue
		}
		meta := metav1.ObjectMeta{Name: r.Name, Namespace: r.Namespace}
		var err error
		if r.Kind == "Role" {
			_, err = rbac.Roles(r.Namespace).Create(ctx, &rbacv1.Role{ObjectMeta: meta, Rules: r.Rules}, metav1.CreateOptions{})
		} else {
			role := &rbacv1.ClusterRole{ObjectMeta: meta, Rules: r.Rules}
			role.Labels = map[string]string{"proof": w.labels[r.Name]}
			if r.Aggregated {
				selector := metav1.LabelSelector{MatchLabels: map[string]string{"proof": w.prefix + "aggregated"}}
				role.AggregationRule = &rbacv1.AggregationRule{ClusterRoleSelectors: []metav1.LabelSelector{selector}}
			}
			_, err = rbac.ClusterRoles().Create(ctx, role, metav1.CreateOptions{})
		}
		require.NoError(rt, err)
	}
	for _, b := range w.objects.Bindings {
		if b.Cluster != modelCluster {
			continue
		}
		meta, ref := metav1.ObjectMeta{Name: b.Name, Namespace: b.Namespace}, b.RoleRef
		ref.APIGroup = rbacv1.GroupName
		var err error
		if b.Kind == "RoleBinding" {
			_, err = rbac.RoleBindings(b.Namespace).Create(ctx, &rbacv1.RoleBinding{ObjectMeta: meta, RoleRef: ref, Subjects: apiSubjects(b.Subjects)}, metav1.CreateOptions{})
		} else {
			_, err = rbac.ClusterRoleBindings().Create(ctx, &rbacv1.ClusterRoleBinding{ObjectMeta: meta, RoleRef: ref, Subjects: apiSubjects(b.Subjects)}, metav1.CreateOptions{})
		}
		require.NoError(rt, err)
	}
}

func apiSubjects(subjects []rbacv1.Subject) []rbacv1.Subject {
	subjects = slices.Clone(subjects)
	for i := range subjects {
		if subjects[i].Kind != rbacv1.ServiceAccountKind {
			subjects[i].APIGroup = rbacv1.GroupName
		}
	}
	return subjects
}

func (w *world) remove(s *apiServer) {
	ctx, rbac := context.Background(), s.client.RbacV1()
	for _, b := range w.objects.Bindings {
		_ = rbac.RoleBindings(b.Namespace).Delete(ctx, b.Name, metav1.DeleteOptions{})
		_ = rbac.ClusterRoleBindings().Delete(ctx, b.Name, metav1.DeleteOptions{})
	}
	for _, r := range w.objects.Roles {
		_ = rbac.Roles(r.Namespace).Delete(ctx, r.Name, metav1.DeleteOptions{})
		_ = rbac.ClusterRoles().Delete(ctx, r.Name, metav1.DeleteOptions{})
	}
}

// live is what the API server has, with the access entries and the other cluster of the world beside it.
func (w *world) live(rt *rapid.T, s *apiServer) access.Objects {
	ctx, rbac := testContext(s.t), s.client.RbacV1()
	here := access.Origin{Cluster: modelCluster}
	objects := access.Objects{Entries: w.objects.Entries}
	roles, err := rbac.Roles("").List(ctx, metav1.ListOptions{})
	require.NoError(rt, err)
	for _, r := range roles.Items {
		objects.Roles = append(objects.Roles, access.Role{Origin: here, Kind: "Role", Namespace: r.Namespace, Name: r.Name, Rules: r.Rules})
	}
	clusterRoles, err := rbac.ClusterRoles().List(ctx, metav1.ListOptions{})
	require.NoError(rt, err)
	for _, r := range clusterRoles.Items {
		objects.Roles = append(objects.Roles, access.Role{Origin: here, Kind: "ClusterRole", Name: r.Name, Rules: r.Rules})
	}
	bindings, err := rbac.RoleBindings("").List(ctx, metav1.ListOptions{})
	require.NoError(rt, err)
	for _, b := range bindings.Items {
		objects.Bindings = append(objects.Bindings, access.Binding{Origin: here, Kind: "RoleBinding", Namespace: b.Namespace, Name: b.Name, RoleRef: b.RoleRef, Subjects: b.Subjects})
	}
	clusterBindings, err := rbac.ClusterRoleBindings().List(ctx, metav1.ListOptions{})
	require.NoError(rt, err)
	for _, b := range clusterBindings.Items {
		objects.Bindings = append(objects.Bindings, access.Binding{Origin: here, Kind: "ClusterRoleBinding", Name: b.Name, RoleRef: b.RoleRef, Subjects: b.Subjects})
	}
	for _, r := range w.objects.Roles {
		if r.Cluster != modelCluster {
			objects.Roles = append(objects.Roles, r)
		}
	}
	for _, b := range w.objects.Bindings {
		if b.Cluster != modelCluster {
			objects.Bindings = append(objects.Bindings, b)
		}
	}
	return objects
}

// somebody is who the API server is asked about, and what the model takes for the same.
type somebody struct {
	user     string
	groups   []string
	identity *access.Identity
}

func (w *world) everybody(m *access.Model) []somebody {
	var all []somebody
	for i := range m.Entries {
		e := &m.Entries[i]
		if e.Cluster == modelCluster {
			id := m.Identity(access.Principal{Kind: access.IAM, Name: e.PrincipalARN, Cluster: modelCluster})
			all = append(all, somebody{e.Session(session), append([]string{"system:authenticated"}, e.Groups...), id})
		}
	}
	for _, group := range w.groups() {
		all = append(all, somebody{"nobody", []string{"system:authenticated", group}, access.SubjectIdentity(modelCluster, access.GroupSubject(group))})
	}
	for _, namespace := range modelNamespaces {
		robot := rbacv1.Subject{Kind: rbacv1.ServiceAccountKind, Namespace: namespace, Name: w.prefix + "robot"}
		groups := []string{"system:authenticated", "system:serviceaccounts", "system:serviceaccounts:" + namespace}
		all = append(all, somebody{"system:serviceaccount:" + namespace + ":" + robot.Name, groups, access.SubjectIdentity(modelCluster, robot)})
	}
	user := access.UserSubject(w.prefix + "u0")
	return append(all, somebody{user.Name, []string{"system:authenticated"}, access.SubjectIdentity(modelCluster, user)})
}

// questions are asked about everybody: what each role says, word for word, and what stands beside it.
func (w *world) questions() []access.Right {
	set := map[access.Right]bool{}
	for _, role := range w.objects.Roles {
		for _, right := range access.SingleRights(access.WholeCluster, role.Rules) {
			for _, namespace := range append([]string{access.WholeCluster}, modelNamespaces...) {
				for _, beside := range besides(right) {
					beside.Namespace = namespace
					set[beside] = true
				}
			}
		}
	}
	for _, path := range []string{"/metrics", "/logs/a", "/metrics/b", "/"} {
		for _, verb := range []string{"get", "*"} {
			set[access.Right{Verb: verb, Path: path}] = true
		}
	}
	return slices.SortedFunc(maps.Keys(set), access.Right.Compare)
}

// besides are a right on a resource, and those that differ from it in one thing.
func besides(right access.Right) []access.Right {
	if right.Path != "" {
		return nil
	}
	all := []access.Right{right, right, right, right, right}
	all[1].Name = map[string]string{"": "x", "x": "", "y": "x"}[right.Name]
	all[2].Verb = "list"
	all[3].APIGroup = "apps"
	if base, _, is := strings.Cut(right.Resource, "/"); is {
		all[4].Resource = base
	} else {
		all[4].Resource += "/log"
	}
	return all
}

// requireSameAnswers compares until model and API server agree: what was just written takes a moment to reach the
// authorizer, and aggregated roles are filled by a controller.
func (w *world) requireSameAnswers(rt *rapid.T, s *apiServer) {
	var differences []string
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		var asked, allowed int64
		asked, allowed, differences = w.compare(rt, s)
		if len(differences) == 0 {
			s.asked.Add(asked)
			s.allowed.Add(allowed)
			return
		}
		if time.Now().After(deadline) {
			break
		}
	}
	rt.Fatalf("%d differences, for example:\n%s", len(differences), strings.Join(differences[:min(len(differences), 5)], "\n"))
}

func (w *world) compare(rt *rapid.T, s *apiServer) (asked, allowed int64, differences []string) {
	m := access.New(w.live(rt, s))
	type answer struct {
		who  somebody
		what access.Right
		yes  bool
	}
	var answers []answer
	for _, who := range w.everybody(m) {
		for _, what := range w.questions() {
			answers = append(answers, answer{who: who, what: what})
		}
	}
	group, ctx := errgroup.WithContext(testContext(s.t))
	group.SetLimit(16)
	for i := range answers {
		group.Go(func() (err error) {
			answers[i].yes, err = s.ask(ctx, answers[i].who, answers[i].what)
			return err
		})
	}
	require.NoError(rt, group.Wait())
	for _, a := range answers {
		if a.yes {
			allowed++
		}
		if claims := m.Rights(a.who.identity).Covers(a.what.Namespace, a.what.Rule()); claims != a.yes {
			differences = append(differences, fmt.Sprintf("%s (%s): %s%s: the model says %t, the API server %t",
				a.who.user, strings.Join(a.who.groups, ", "), access.RuleText(a.what.Rule()), access.In(a.what.Namespace), claims, a.yes))
		}
	}
	return int64(len(answers)), allowed, differences
}

func (s *apiServer) ask(ctx context.Context, who somebody, what access.Right) (bool, error) {
	spec := authorizationv1.SubjectAccessReviewSpec{User: who.user, Groups: who.groups}
	if what.Path != "" {
		spec.NonResourceAttributes = &authorizationv1.NonResourceAttributes{Verb: what.Verb, Path: what.Path}
	} else {
		resource, subresource, _ := strings.Cut(what.Resource, "/")
		spec.ResourceAttributes = &authorizationv1.ResourceAttributes{
			Namespace: what.Namespace, Verb: what.Verb, Group: what.APIGroup, Resource: resource, Subresource: subresource, Name: what.Name,
		}
	}
	answer, err := s.client.AuthorizationV1().SubjectAccessReviews().
		Create(ctx, &authorizationv1.SubjectAccessReview{Spec: spec}, metav1.CreateOptions{})
	if err != nil {
		return false, err
	}
	return answer.Status.Allowed, nil
}
