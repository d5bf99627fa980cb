package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	apimeta "k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"

	"github.com/scientist-access/scientist-access/internal/commands"
	"github.com/scientist-access/scientist-access/policy"
)

// requester makes the calls of the CLI's commands as the HTTP requests that they are.
type requester struct {
	host   string
	client *http.Client
	mapper apimeta.RESTMapper
}

func newRequester(t *testing.T, config *rest.Config) requester {
	t.Helper()
	config.NextProtos = []string{"http/1.1"} // HTTP/2 has no upgrades, which exec and portforward ask for
	client, err := rest.HTTPClientFor(config)
	require.NoError(t, err)
	groups, err := restmapper.GetAPIGroupResources(admin(t).Discovery())
	require.NoError(t, err)
	return requester{config.Host, client, restmapper.NewDiscoveryRESTMapper(groups)}
}

// methods are the HTTP methods of the API's verbs.
//
// Source: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb
var methods = map[string]string{
	"get": http.MethodGet, "list": http.MethodGet, "create": http.MethodPost, "update": http.MethodPut,
	"patch": http.MethodPatch, "delete": http.MethodDelete, "watch": http.MethodGet,
}

// upgrades are the subresources whose answer is a stream.
var upgrades = []string{"exec", "portforward"}

// anyName stands for the names that scientists choose. Nothing is called so: what is authorized is not found.
const anyName = "example"

// answer is what the API server says to a call.
type answer struct {
	code    int
	message string
}

// forbidden reports whether the call isn't authorized. Who may not do something is told which call that was.
func (a answer) forbidden(t *testing.T, call commands.Call) bool {
	t.Helper()
	require.NotEqual(t, http.StatusUnauthorized, a.code, "%s: %s", call, a.message)
	require.Less(t, a.code, http.StatusInternalServerError, "%s: %s", call, a.message)
	if a.code != http.StatusForbidden {
		return false
	}
	what := fmt.Sprintf("cannot %s resource %q in API group %q", call.Verb, resourcePath(call), call.Group)
	if call.Path != "" {
		what = fmt.Sprintf("cannot %s path %q", call.Verb, call.Path)
	}
	if call.Creates {
		what = fmt.Sprintf(" resource %q in API group %q", resourcePath(call), call.Group) // patch it, or create it
	}
	require.Contains(t, a.message, what, "the API server took the call for another one")
	return true
}

func resourcePath(call commands.Call) string {
	return strings.TrimSuffix(call.Resource+"/"+call.Subresource, "/")
}

// do makes one call. Objects are written with dryRun, so that no call changes what the next one finds.
func (r requester) do(t *testing.T, call commands.Call) answer {
	t.Helper()
	request, err := r.request(call.In(proofTeam))
	require.NoError(t, err, "%s", call)
	response, err := r.client.Do(request.WithContext(testContext(t)))
	require.NoError(t, err, "%s", call)
	defer response.Body.Close()
	if call.Verb == "watch" && response.StatusCode == http.StatusOK {
		return answer{code: response.StatusCode} // the body ends when nobody watches any more
	}
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err, "%s", call)
	var status metav1.Status
	_ = json.Unmarshal(body, &status) // what isn't a Status has no message
	return answer{response.StatusCode, status.Message}
}

func (r requester) request(call commands.Call) (*http.Request, error) {
	if call.Path != "" {
		return http.NewRequest(methods[call.Verb], r.host+call.Path, nil)
	}
	resource := schema.GroupVersionResource{Group: call.Group, Resource: call.Resource}
	kind, err := r.mapper.KindFor(resource)
	if err != nil {
		return nil, err
	}
	mapping, err := r.mapper.RESTMapping(kind.GroupKind(), kind.Version)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest(methods[call.Verb], r.host+address(call, mapping), body(call, kind))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", contentType(call))
	if slices.Contains(upgrades, call.Subresource) {
		upgrade(request.Header)
	}
	return request, nil
}

// address is the path of the call's object or collection, with a query.
func address(call commands.Call, mapping *apimeta.RESTMapping) string {
	parts := []string{"/apis", mapping.Resource.Group, mapping.Resource.Version}
	if mapping.Resource.Group == "" {
		parts = []string{"/api", mapping.Resource.Version}
	}
	if namespace := namespaceOf(call); namespace != "" && mapping.Scope.Name() == apimeta.RESTScopeNameNamespace {
		parts = append(parts, "namespaces", namespace)
	}
	parts = append(parts, mapping.Resource.Resource)
	if call.Verb != "list" && call.Verb != "watch" && (call.Verb != "create" || call.Subresource != "") {
		name := call.Name
		if name == "" {
			name = anyName
		}
		parts = append(parts, name, call.Subresource)
	}
	return path.Join(parts...) + "?" + query(call).Encode()
}

func namespaceOf(call commands.Call) string {
	if namespace, ok := call.Scope.Namespace(); ok {
		return namespace
	}
	if call.Scope == policy.Cluster {
		return ""
	}
	return proofTeam
}

func query(call commands.Call) url.Values {
	if slices.Contains(upgrades, call.Subresource) {
		return url.Values{"command": {"true"}, "stdout": {"true"}, "ports": {"8888"}}
	}
	switch call.Verb {
	case "get", "list":
		return nil
	case "watch":
		return url.Values{"watch": {"true"}}
	}
	if call.Creates {
		return url.Values{"dryRun": {"All"}, "fieldManager": {"helm"}}
	}
	return url.Values{"dryRun": {"All"}}
}

// body is an object as the command writes it.
func body(call commands.Call, kind schema.GroupVersionKind) io.Reader {
	if !slices.Contains([]string{"create", "update", "patch"}, call.Verb) || call.Subresource != "" {
		return nil
	}
	name := call.Name
	if name == "" {
		name = anyName
	}
	return strings.NewReader(fmt.Sprintf(`{"apiVersion": %q, "kind": %q, "metadata": {"name": %q}%s}`,
		kind.GroupVersion(), kind.Kind, name, parts[kind.Kind]))
}

func contentType(call commands.Call) string {
	switch {
	case call.Creates:
		return "application/apply-patch+yaml"
	case call.Verb == "patch":
		return "application/merge-patch+json"
	}
	return "application/json"
}

// upgrade asks for a websocket, as kubectl and the Python client do.
func upgrade(header http.Header) {
	header.Set("Connection", "Upgrade")
	header.Set("Upgrade", "websocket")
	header.Set("Sec-WebSocket-Version", "13")
	header.Set("Sec-WebSocket-Key", "c2NpZW50aXN0LWFjY2Vzcw==")
	header.Set("Sec-WebSocket-Protocol", "v5.channel.k8s.io")
}
