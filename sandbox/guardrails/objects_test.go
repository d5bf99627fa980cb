package guardrails

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes/scheme"

	"github.com/scientist-access/scientist-access/policy"
)

func object(apiVersion, kind, namespace string, rest map[string]any) *unstructured.Unstructured {
	all := map[string]any{"apiVersion": apiVersion, "kind": kind}
	maps.Copy(all, rest)
	u := &unstructured.Unstructured{Object: all}
	u.SetNamespace(namespace)
	if u.GetName() == "" {
		u.SetGenerateName("any-")
	}
	return u
}

// refusal is the message with which a guardrail refused a request; empty if none did.
func refusal(err error) string {
	if !apierrors.IsInvalid(err) && !apierrors.IsForbidden(err) || !strings.Contains(err.Error(), "ValidatingAdmissionPolicy") {
		return ""
	}
	return err.Error()
}

// version is the one in which the tests write a resource.
func version(m policy.PodMaker) string {
	if len(m.Versions) > 0 {
		return m.Versions[0]
	}
	return "v1"
}

func resourceOf(m policy.PodMaker) schema.GroupVersionResource {
	return schema.GroupVersionResource{Group: m.Group, Version: version(m), Resource: m.Resource}
}

// serveAll defines the custom resources that make pods, with schemas that take anything.
func serveAll(ctx context.Context) error {
	definitions := objects.Resource(schema.GroupVersionResource{
		Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions",
	})
	var custom []policy.PodMaker
	for _, m := range policy.PodMakers() {
		if scheme.Scheme.IsGroupRegistered(m.Group) {
			continue
		}
		if _, err := definitions.Create(ctx, definition(m, version(m), "v9"), metav1.CreateOptions{}); err != nil {
			return fmt.Errorf("%s.%s: %w", m.Resource, m.Group, err)
		}
		custom = append(custom, m)
	}
	for _, m := range custom {
		err := wait.PollUntilContextTimeout(ctx, 20*time.Millisecond, patience, true, func(ctx context.Context) (bool, error) {
			_, err := objects.Resource(resourceOf(m)).List(ctx, metav1.ListOptions{Limit: 1})
			return err == nil, nil
		})
		if err != nil {
			return fmt.Errorf("%s.%s is not served: %w", m.Resource, m.Group, err)
		}
	}
	return nil
}

// kindOf is a kind for a custom resource; any will do.
func kindOf(m policy.PodMaker) string { return "Kind" + m.Resource }

func definition(m policy.PodMaker, stored string, others ...string) *unstructured.Unstructured {
	versions := []any{definedVersion(stored, true)}
	for _, other := range others {
		versions = append(versions, definedVersion(other, false))
	}
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
		"metadata": map[string]any{
			"name":        m.Resource + "." + m.Group,
			"annotations": map[string]any{"api-approved.kubernetes.io": "unapproved, tests only"},
		},
		"spec": map[string]any{
			"group": m.Group, "scope": "Namespaced", "versions": versions,
			"names": map[string]any{"plural": m.Resource, "singular": "a" + m.Resource, "kind": kindOf(m), "listKind": kindOf(m) + "List"},
		},
	}}
}

func definedVersion(name string, stored bool) map[string]any {
	return map[string]any{
		"name": name, "served": true, "storage": stored,
		"schema": map[string]any{"openAPIV3Schema": map[string]any{
			"type": "object", "x-kubernetes-preserve-unknown-fields": true,
		}},
	}
}
