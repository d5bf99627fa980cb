package guardrails

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
)

var (
	pods            = schema.GroupVersionResource{Version: "v1", Resource: "pods"}
	secrets         = schema.GroupVersionResource{Version: "v1", Resource: "secrets"}
	services        = schema.GroupVersionResource{Version: "v1", Resource: "services"}
	serviceAccounts = schema.GroupVersionResource{Version: "v1", Resource: "serviceaccounts"}
	namespaces      = schema.GroupVersionResource{Version: "v1", Resource: "namespaces"}
	networkPolicies = schema.GroupVersionResource{Group: "networking.k8s.io", Version: "v1", Resource: "networkpolicies"}
	roles           = schema.GroupVersionResource{Group: "rbac.authorization.k8s.io", Version: "v1", Resource: "roles"}
	deployments     = schema.GroupVersionResource{Group: "apps", Version: "v1", Resource: "deployments"}
	pyTorchJobs     = schema.GroupVersionResource{Group: "kubeflow.org", Version: "v1", Resource: "pytorchjobs"}
)

// request is one that a member makes.
type request func(t *testing.T, as dynamic.Interface, namespace string) error

func creating(resource schema.GroupVersionResource, o func(namespace string) *unstructured.Unstructured, sub ...string) request {
	return func(t *testing.T, as dynamic.Interface, namespace string) error {
		_, err := as.Resource(resource).Namespace(namespace).Create(t.Context(), o(namespace), metav1.CreateOptions{}, sub...)
		return err
	}
}

// patching patches what an administrator made before.
func patching(
	resource schema.GroupVersionResource, made func(namespace string) *unstructured.Unstructured,
	kind types.PatchType, patch any, sub ...string,
) request {
	return func(t *testing.T, as dynamic.Interface, namespace string) error {
		t.Helper()
		o, err := objects.Resource(resource).Namespace(namespace).Create(t.Context(), made(namespace), metav1.CreateOptions{})
		require.NoError(t, err)
		text, err := json.Marshal(patch)
		require.NoError(t, err)
		_, err = as.Resource(resource).Namespace(namespace).Patch(t.Context(), o.GetName(), kind, text, metav1.PatchOptions{}, sub...)
		return err
	}
}

// updating replaces what an administrator made before.
func updating(
	resource schema.GroupVersionResource, made func(namespace string) *unstructured.Unstructured, change func(fields),
) request {
	return func(t *testing.T, as dynamic.Interface, namespace string) error {
		t.Helper()
		o, err := objects.Resource(resource).Namespace(namespace).Create(t.Context(), made(namespace), metav1.CreateOptions{})
		require.NoError(t, err)
		change(o.Object)
		_, err = as.Resource(resource).Namespace(namespace).Update(t.Context(), o, metav1.UpdateOptions{})
		return err
	}
}

// applying is server-side apply, which creates what is not there.
func applying(resource schema.GroupVersionResource, name string, o func(namespace string) *unstructured.Unstructured) request {
	return func(t *testing.T, as dynamic.Interface, namespace string) error {
		applied := o(namespace)
		applied.SetGenerateName("")
		applied.SetName(name)
		_, err := as.Resource(resource).Namespace(namespace).
			Apply(t.Context(), name, applied, metav1.ApplyOptions{FieldManager: "alice", Force: true})
		return err
	}
}

func pod(own fields) func(string) *unstructured.Unstructured {
	return func(namespace string) *unstructured.Unstructured {
		return object("v1", "Pod", namespace, fields{"spec": merged(fields{"containers": []any{fields{"name": "a", "image": "a"}}}, own)})
	}
}

func deployment(own fields) func(string) *unstructured.Unstructured {
	return func(namespace string) *unstructured.Unstructured {
		labels := fields{"app": "a"}
		return object("apps/v1", "Deployment", namespace, fields{"spec": fields{
			"selector": fields{"matchLabels": labels}, "template": fields{
				"metadata": fields{"labels": labels}, "spec": merged(fields{"containers": []any{fields{"name": "a", "image": "a"}}}, own),
			},
		}})
	}
}

// job is a PyTorchJob of which the workers are something special.
func job(workers any) func(string) *unstructured.Unstructured {
	return func(namespace string) *unstructured.Unstructured {
		harmless := fields{"containers": []any{fields{"name": "a", "image": "a"}}}
		return object("kubeflow.org/v1", "Kindpytorchjobs", namespace, fields{"spec": fields{"pytorchReplicaSpecs": fields{
			"Master": fields{"template": fields{"spec": harmless}}, "Worker": fields{"template": fields{"spec": workers}},
		}}})
	}
}

func secret(kind, account string) func(string) *unstructured.Unstructured {
	return func(namespace string) *unstructured.Unstructured {
		o := object("v1", "Secret", namespace, fields{"type": kind})
		if account != "" {
			o.SetAnnotations(map[string]string{"kubernetes.io/service-account.name": account})
		}
		return o
	}
}

func serviceAccount(annotations map[string]string) func(string) *unstructured.Unstructured {
	return func(namespace string) *unstructured.Unstructured {
		o := object("v1", "ServiceAccount", namespace, nil)
		o.SetAnnotations(annotations)
		return o
	}
}

func service(own fields) func(string) *unstructured.Unstructured {
	return func(namespace string) *unstructured.Unstructured {
		return object("v1", "Service", namespace, fields{"spec": merged(fields{"ports": []any{fields{"port": int64(80)}}}, own)})
	}
}

// tokenOf asks for a token of a service account.
func tokenOf(account string) request {
	return func(t *testing.T, as dynamic.Interface, namespace string) error {
		o := object("authentication.k8s.io/v1", "TokenRequest", namespace, fields{"spec": fields{}})
		o.SetGenerateName("")
		o.SetName(account)
		_, err := as.Resource(serviceAccounts).Namespace(namespace).Create(t.Context(), o, metav1.CreateOptions{}, "token")
		return err
	}
}
