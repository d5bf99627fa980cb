package e2e

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
	authorizationv1 "k8s.io/api/authorization/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// question is "may I do this?", about a resource, or about a path that is not one. RBAC knows no API versions, so
// questions have none.
type question struct {
	verb      string
	resource  resource
	namespace string // "" asks cluster-wide
	name      string // of one object; "" asks about all
	path      string // of no resource; the other fields but the verb are empty then
}

type resource struct{ group, name, subresource string }

func (q question) String() string {
	if q.path != "" {
		return q.verb + " " + q.path
	}
	what := strings.TrimSuffix(q.verb+" "+q.resource.String()+" "+q.name, " ")
	if q.namespace == "" {
		return what + " cluster-wide"
	}
	return what + " in " + q.namespace
}

// String is the resource as kubectl names it, for example pytorchjobs.kubeflow.org/status.
func (r resource) String() string {
	text := schema.GroupResource{Group: r.group, Resource: r.name}.String()
	if r.subresource != "" {
		text += "/" + r.subresource
	}
	return text
}

// resourceOf takes a resource as discovery and roles write it, with the subresource after a slash.
func resourceOf(group, name string) resource {
	name, subresource, _ := strings.Cut(name, "/")
	return resource{group, name, subresource}
}

// special are verbs that discovery lists for no resource, or not for all where a role may have them. "*" is allowed
// only by a rule that says so.
var special = []string{
	"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection",
	"use", "bind", "escalate", "impersonate", "approve", "sign", "attest",
	"request-serviceaccounts-token-audience", "proxy", "connect", "describe", "*",
}

// undiscovered are resources that Kubernetes authorizes without serving them, and some that a cluster has beside
// those of the sandbox.
// https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
// https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
// https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
var undiscovered = []resource{
	resourceOf("", "users"), resourceOf("", "groups"),
	resourceOf("authentication.k8s.io", "uids"), resourceOf("authentication.k8s.io", "userextras"),
	resourceOf("authentication.k8s.io", "userextras/scopes"),
	resourceOf("", "nodes/log"), resourceOf("", "nodes/stats"), resourceOf("", "nodes/metrics"),
	resourceOf("", "nodes/spec"), resourceOf("", "nodes/pods"), resourceOf("", "nodes/healthz"),
	resourceOf("", "nodes/configz"), resourceOf("", "nodes/checkpoint"),
	resourceOf("certificates.k8s.io", "signers"),
	resourceOf("policy", "podsecuritypolicies"),
	resourceOf("", "pods/finalizers"), resourceOf("apps", "deployments/finalizers"),
	resourceOf("kubeflow.org", "pytorchjobs/finalizers"),
	resourceOf("metrics.k8s.io", "pods"), resourceOf("metrics.k8s.io", "nodes"),
	resourceOf("", "*"), resourceOf("kubeflow.org", "*"), resourceOf("*", "*"), resourceOf("*", "*/*"),
}

// pathsBesideTheRoot are served, or were once, without being listed at the server's root.
var pathsBesideTheRoot = []string{
	"/", "*", "/*", "/configz", "/debug/api_priority_and_fairness/dump_queues", "/debug/flags/v", "/debug/pprof",
	"/debug/pprof/heap", "/debug/pprof/profile", "/flagz", "/logs", "/logs/kube-apiserver.log", "/metrics",
	"/metrics/slis", "/openapi/v3/api/v1", "/statusz", "/swagger.json", "/swaggerapi", "/version/",
}

var pathVerbs = []string{"get", "head", "options", "post", "put", "patch", "delete", "*"}

// allQuestions are all that can be asked: every verb on every resource in every one of the namespaces, and every
// path. discovered is how many pairs of a resource and one of its own verbs the API server lists.
func allQuestions(t *testing.T, namespaces ...string) (questions []question, discovered int) {
	t.Helper()
	resources, verbs, discovered := discover(t)
	for _, namespace := range namespaces {
		for _, r := range resources {
			for _, verb := range verbs {
				questions = append(questions, question{verb: verb, resource: r, namespace: namespace})
			}
		}
	}
	for _, path := range paths(t) {
		for _, verb := range pathVerbs {
			questions = append(questions, question{verb: verb, path: path})
		}
	}
	return questions, discovered
}

// discover takes every resource and subresource of every version of every API group; those of several versions of
// a group are one.
func discover(t *testing.T) (resources []resource, verbs []string, discovered int) {
	t.Helper()
	_, lists, err := admin(t).Discovery().ServerGroupsAndResources()
	require.NoError(t, err)
	foundResources, foundVerbs := map[resource]bool{}, map[string]bool{}
	own := map[question]bool{}
	for _, list := range lists {
		version, err := schema.ParseGroupVersion(list.GroupVersion)
		require.NoError(t, err)
		for _, listed := range list.APIResources {
			r := resourceOf(version.Group, listed.Name)
			foundResources[r] = true
			for _, verb := range listed.Verbs {
				foundVerbs[verb] = true
				own[question{verb: verb, resource: r}] = true
			}
		}
	}
	for _, r := range undiscovered {
		foundResources[r] = true
	}
	for _, verb := range special {
		foundVerbs[verb] = true
	}
	return slices.Collect(maps.Keys(foundResources)), slices.Collect(maps.Keys(foundVerbs)), len(own)
}

// paths are those that the server lists at its root, and more.
func paths(t *testing.T) []string {
	t.Helper()
	text, err := admin(t).RESTClient().Get().AbsPath("/").DoRaw(testContext(t))
	require.NoError(t, err)
	var root metav1.RootPaths
	require.NoError(t, json.Unmarshal(text, &root))
	require.Contains(t, root.Paths, "/metrics")
	all := slices.Concat(root.Paths, pathsBesideTheRoot)
	slices.Sort(all)
	return slices.Compact(all)
}

// askers is how many questions are under way at a time.
const askers = 8

// allowed asks the API server every question as the principal itself, and returns those that it answers by yes.
func allowed(t *testing.T, profile string, questions []question) map[question]bool {
	t.Helper()
	config := rest.CopyConfig(box.SignIn(profile))
	config.ContentType = "application/vnd.kubernetes.protobuf" // less to parse, in thousands of answers
	kube := client(t, config)
	answers := make([]bool, len(questions))
	group, ctx := errgroup.WithContext(testContext(t))
	group.SetLimit(askers)
	for i, q := range questions {
		group.Go(func() (err error) {
			answers[i], err = ask(ctx, kube, q)
			return err
		})
	}
	require.NoError(t, group.Wait())
	yes := map[question]bool{}
	for i, q := range questions {
		if answers[i] {
			yes[q] = true
		}
	}
	return yes
}

func ask(ctx context.Context, kube kubernetes.Interface, q question) (bool, error) {
	review := &authorizationv1.SelfSubjectAccessReview{}
	if q.path != "" {
		review.Spec.NonResourceAttributes = &authorizationv1.NonResourceAttributes{Path: q.path, Verb: q.verb}
	} else {
		review.Spec.ResourceAttributes = &authorizationv1.ResourceAttributes{
			Namespace: q.namespace, Verb: q.verb, Name: q.name,
			Group: q.resource.group, Resource: q.resource.name, Subresource: q.resource.subresource,
		}
	}
	answer, err := kube.AuthorizationV1().SelfSubjectAccessReviews().Create(ctx, review, metav1.CreateOptions{})
	if err != nil {
		return false, err
	}
	return answer.Status.Allowed, nil
}
