package live

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"
	authorizationv1 "k8s.io/api/authorization/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/verify"
	"github.com/scientist-access/scientist-access/review"
)

// atOnce is how many requests are under way at a time, to the API server and to EKS each.
const atOnce = 8

// Kubernetes reads from an API server.
type Kubernetes struct {
	Config *rest.Config
	client kubernetes.Interface
}

// NewKubernetes finds the API server the way kubectl does. An empty kubeconfig or context is kubectl's default.
func NewKubernetes(kubeconfig, kubeContext string) (*Kubernetes, error) {
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.ExplicitPath = kubeconfig
	overrides := &clientcmd.ConfigOverrides{CurrentContext: kubeContext}
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, overrides).ClientConfig()
	if err != nil {
		return nil, fmt.Errorf("kubeconfig: %w", err)
	}
	config.QPS = -1 // atOnce limits, and the server itself
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("kubeconfig: %w", err)
	}
	return &Kubernetes{Config: config, client: client}, nil
}

// Read adds the cluster's roles and bindings.
func (k *Kubernetes) Read(ctx context.Context, live *verify.Live) error {
	rbac := k.client.RbacV1()
	roles, err := rbac.Roles("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return lacking("list roles", err)
	}
	for _, r := range roles.Items {
		live.Roles = append(live.Roles, liveRole("Role", r.ObjectMeta, r.Rules))
	}
	clusterRoles, err := rbac.ClusterRoles().List(ctx, metav1.ListOptions{})
	if err != nil {
		return lacking("list clusterroles", err)
	}
	for _, r := range clusterRoles.Items {
		role := liveRole("ClusterRole", r.ObjectMeta, r.Rules)
		role.Aggregated = r.AggregationRule != nil
		live.Roles = append(live.Roles, role)
	}
	bindings, err := rbac.RoleBindings("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return lacking("list rolebindings", err)
	}
	for _, b := range bindings.Items {
		live.Bindings = append(live.Bindings, liveBinding("RoleBinding", b.ObjectMeta, b.RoleRef, b.Subjects))
	}
	clusterBindings, err := rbac.ClusterRoleBindings().List(ctx, metav1.ListOptions{})
	if err != nil {
		return lacking("list clusterrolebindings", err)
	}
	for _, b := range clusterBindings.Items {
		live.Bindings = append(live.Bindings, liveBinding("ClusterRoleBinding", b.ObjectMeta, b.RoleRef, b.Subjects))
	}
	return nil
}

func liveRole(kind string, meta metav1.ObjectMeta, rules []rbacv1.PolicyRule) verify.LiveRole {
	return verify.LiveRole{
		Role: review.Role{Kind: kind, Namespace: meta.Namespace, Name: meta.Name, Rules: rules},
		By:   author(meta.ManagedFields, "f:rules"),
	}
}

// bootstrapping is the label of what Kubernetes itself brings.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
const bootstrapping = "kubernetes.io/bootstrapping"

func liveBinding(kind string, meta metav1.ObjectMeta, ref rbacv1.RoleRef, subjects []rbacv1.Subject) verify.LiveBinding {
	return verify.LiveBinding{
		Binding: review.Binding{
			Kind: kind, Namespace: meta.Namespace, Name: meta.Name, RoleRef: ref, Subjects: subjects,
		},
		Default: meta.Labels[bootstrapping] == "rbac-defaults",
		By:      author(meta.ManagedFields, "f:subjects"),
	}
}

// author is the last that wrote a field, or the object if nobody owns the field.
// Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
func author(entries []metav1.ManagedFieldsEntry, field string) verify.Author {
	var last, ofField verify.Author
	for _, entry := range entries {
		by := verify.Author{Manager: entry.Manager}
		if entry.Time != nil {
			by.Time = entry.Time.UTC()
		}
		if !by.Time.Before(last.Time) {
			last = by
		}
		if owns(entry, field) && !by.Time.Before(ofField.Time) {
			ofField = by
		}
	}
	if ofField.Manager == "" {
		return last
	}
	return ofField
}

func owns(entry metav1.ManagedFieldsEntry, field string) bool {
	if entry.FieldsV1 == nil {
		return false
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(entry.FieldsV1.Raw, &fields); err != nil {
		return false // who wrote it stays unknown
	}
	_, ok := fields[field]
	return ok
}

// Ask returns for each asker the rights that the API server refuses.
func (k *Kubernetes) Ask(ctx context.Context, askers []verify.Asker) ([][]verify.Right, error) {
	allowed := make([][]bool, len(askers))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i, asker := range askers {
		allowed[i] = make([]bool, len(asker.Rights))
		for j, right := range asker.Rights {
			group.Go(func() (err error) {
				allowed[i][j], err = k.ask(ctx, asker, right)
				return err
			})
		}
	}
	if err := group.Wait(); err != nil {
		return nil, lacking("create subjectaccessreviews", err)
	}
	refused := make([][]verify.Right, len(askers))
	for i, asker := range askers {
		for j, right := range asker.Rights {
			if !allowed[i][j] {
				refused[i] = append(refused[i], right)
			}
		}
	}
	return refused, nil
}

func (k *Kubernetes) ask(ctx context.Context, asker verify.Asker, right verify.Right) (bool, error) {
	question := &authorizationv1.SubjectAccessReview{
		Spec: authorizationv1.SubjectAccessReviewSpec{User: asker.User, Groups: asker.Groups},
	}
	if right.Path != "" {
		question.Spec.NonResourceAttributes = &authorizationv1.NonResourceAttributes{Verb: right.Verb, Path: right.Path}
	} else {
		resource, subresource, _ := strings.Cut(right.Resource, "/")
		question.Spec.ResourceAttributes = &authorizationv1.ResourceAttributes{
			Namespace: right.Namespace, Verb: right.Verb, Group: right.APIGroup,
			Resource: resource, Subresource: subresource, Name: right.Name,
		}
	}
	answer, err := k.client.AuthorizationV1().SubjectAccessReviews().Create(ctx, question, metav1.CreateOptions{})
	if err != nil {
		return false, err
	}
	return answer.Status.Allowed, nil
}

// lacking names the right that is missing, if that is why a request failed.
func lacking(what string, err error) error {
	if apierrors.IsForbidden(err) {
		return fmt.Errorf("the Kubernetes right to %s is missing (scientist-access verify --help lists all): %w", what, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}
