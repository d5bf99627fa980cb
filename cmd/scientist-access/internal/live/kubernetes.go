package live

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	authorizationv1 "k8s.io/api/authorization/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/internal/owner"
)

// Kubernetes reads from an API server.
type Kubernetes struct {
	Config *rest.Config
	// Namespace is the one that kubectl would take without being told.
	Namespace string

	cluster string
	client  kubernetes.Interface
}

// NewKubernetes finds the API server of a cluster the way kubectl does. An empty kubeconfig or context is kubectl's
// default.
func NewKubernetes(cluster, kubeconfig, kubeContext string) (*Kubernetes, error) {
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.ExplicitPath = kubeconfig
	overrides := &clientcmd.ConfigOverrides{CurrentContext: kubeContext}
	loader := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, overrides)
	config, err := loader.ClientConfig()
	if err != nil {
		return nil, fmt.Errorf("kubeconfig: %w", err)
	}
	namespace, _, err := loader.Namespace()
	if err != nil {
		return nil, fmt.Errorf("kubeconfig: %w", err)
	}
	config.QPS = -1 // the server limits, and how much is asked at a time
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("kubeconfig: %w", err)
	}
	return &Kubernetes{Config: config, Namespace: namespace, cluster: cluster, client: client}, nil
}

// Read adds the cluster's roles and bindings.
func (k *Kubernetes) Read(ctx context.Context, into *access.Objects) error {
	rbac := k.client.RbacV1()
	roles, err := rbac.Roles("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return lacking("list roles", err)
	}
	clusterRoles, err := rbac.ClusterRoles().List(ctx, metav1.ListOptions{})
	if err != nil {
		return lacking("list clusterroles", err)
	}
	bindings, err := rbac.RoleBindings("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return lacking("list rolebindings", err)
	}
	clusterBindings, err := rbac.ClusterRoleBindings().List(ctx, metav1.ListOptions{})
	if err != nil {
		return lacking("list clusterrolebindings", err)
	}
	for _, r := range roles.Items {
		into.Roles = append(into.Roles, k.role("Role", r.ObjectMeta, r.Rules, nil))
	}
	for _, r := range clusterRoles.Items {
		into.Roles = append(into.Roles, k.role("ClusterRole", r.ObjectMeta, r.Rules, r.AggregationRule))
	}
	for _, b := range bindings.Items {
		into.Bindings = append(into.Bindings, k.binding("RoleBinding", b.ObjectMeta, b.RoleRef, b.Subjects))
	}
	for _, b := range clusterBindings.Items {
		into.Bindings = append(into.Bindings, k.binding("ClusterRoleBinding", b.ObjectMeta, b.RoleRef, b.Subjects))
	}
	return nil
}

// Namespaces are the cluster's, with the tools that keep them.
func (k *Kubernetes) Namespaces(ctx context.Context) (map[string]string, error) {
	list, err := k.client.CoreV1().Namespaces().List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, lacking("list namespaces", err)
	}
	namespaces := map[string]string{}
	for _, n := range list.Items {
		namespaces[n.Name] = owner.Of(n.ObjectMeta)
	}
	return namespaces, nil
}

func (k *Kubernetes) role(
	kind string, meta metav1.ObjectMeta, rules []rbacv1.PolicyRule, aggregation *rbacv1.AggregationRule,
) access.Role {
	return access.Role{
		Origin: k.origin(meta, "f:rules"), Kind: kind, Namespace: meta.Namespace, Name: meta.Name, Rules: rules,
		Aggregated: aggregation != nil,
	}
}

func (k *Kubernetes) binding(kind string, meta metav1.ObjectMeta, ref rbacv1.RoleRef, subjects []rbacv1.Subject) access.Binding {
	return access.Binding{
		Origin: k.origin(meta, "f:subjects"), Kind: kind, Namespace: meta.Namespace, Name: meta.Name, RoleRef: ref, Subjects: subjects,
	}
}

// bootstrapping is the label of what Kubernetes itself brings.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
const bootstrapping = "kubernetes.io/bootstrapping"

func (k *Kubernetes) origin(meta metav1.ObjectMeta, field string) access.Origin {
	return access.Origin{
		Cluster: k.cluster,
		Default: meta.Labels[bootstrapping] == "rbac-defaults",
		By:      author(meta.ManagedFields, field),
		Owner:   owner.Of(meta),
	}
}

// author is the last that wrote a field, given by its path, or the object if nobody owns the field.
// Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
func author(entries []metav1.ManagedFieldsEntry, field ...string) access.Author {
	var last, ofField access.Author
	for _, entry := range entries {
		by := access.Author{Manager: entry.Manager}
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

func owns(entry metav1.ManagedFieldsEntry, field []string) bool {
	if entry.FieldsV1 == nil {
		return false
	}
	raw := json.RawMessage(entry.FieldsV1.Raw)
	for _, name := range field {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(raw, &fields); err != nil {
			return false // who wrote it stays unknown
		}
		raw = fields[name]
	}
	return raw != nil
}

// Allowed asks the API server what somebody may do.
func (k *Kubernetes) Allowed(ctx context.Context, user string, groups []string, right access.Right) (bool, error) {
	question := &authorizationv1.SubjectAccessReview{
		Spec: authorizationv1.SubjectAccessReviewSpec{User: user, Groups: groups},
	}
	question.Spec.ResourceAttributes, question.Spec.NonResourceAttributes = attributes(right)
	answer, err := k.client.AuthorizationV1().SubjectAccessReviews().Create(ctx, question, metav1.CreateOptions{})
	if err != nil {
		return false, lacking("create subjectaccessreviews", err)
	}
	return answer.Status.Allowed, nil
}

// attributes are a right as the API server is asked about it.
func attributes(right access.Right) (*authorizationv1.ResourceAttributes, *authorizationv1.NonResourceAttributes) {
	if right.Path != "" {
		return nil, &authorizationv1.NonResourceAttributes{Verb: right.Verb, Path: right.Path}
	}
	resource, subresource, _ := strings.Cut(right.Resource, "/")
	return &authorizationv1.ResourceAttributes{
		Namespace: right.Namespace, Verb: right.Verb, Group: right.APIGroup,
		Resource: resource, Subresource: subresource, Name: right.Name,
	}, nil
}

// lacking names the right that is missing, if that is why a request failed.
func lacking(what string, err error) error {
	if apierrors.IsForbidden(err) {
		return &MissingRightError{Right: "the Kubernetes right to " + what, err: err}
	}
	return fmt.Errorf("%s: %w", what, err)
}
