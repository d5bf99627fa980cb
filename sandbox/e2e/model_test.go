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

// session is the name of everybody's session.
const session = "me"

// apiServer is asked by many worlds.
type apiServer struct {
	t              *testing.T
	client         *kubernetes.Clientset
	asked, allowed atomic.Int64
}

func (w *world) create(rt require.TestingT, s *apiServer) {
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
func (w *world) live(rt require.TestingT, s *apiServer) access.Objects {
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
		claims, ways := m.Rights(a.who.identity).Covers(a.what.Namespace, a.what.Rule()), m.WaysTo(a.who.identity, a.what)
		if claims != a.yes || len(ways) > 0 != a.yes {
			differences = append(differences, fmt.Sprintf("%s (%s): %s%s: the model says %t and has %d ways, the API server says %t",
				a.who.user, strings.Join(a.who.groups, ", "), access.RuleText(a.what.Rule()), access.In(a.what.Namespace), claims, len(ways), a.yes))
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
