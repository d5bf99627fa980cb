package crds

import (
	"context"
	"fmt"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
)

var crdResource = schema.GroupVersionResource{
	Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions",
}

// Install installs the definitions of the API groups named, or all when none is named, and waits until the API
// server serves them. Those that are there already stay as they are.
func Install(ctx context.Context, config *rest.Config, groups ...string) error {
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	var installed []definition
	for _, d := range definitions {
		if !d.in(groups) {
			continue
		}
		_, err := client.Resource(crdResource).Create(ctx, d.object(), metav1.CreateOptions{})
		if err != nil && !apierrors.IsAlreadyExists(err) {
			return fmt.Errorf("install %s: %w", d.name(), err)
		}
		installed = append(installed, d)
	}
	for _, d := range installed {
		if err := waitUntilServed(ctx, client, d); err != nil {
			return fmt.Errorf("wait for %s: %w", d.name(), err)
		}
	}
	return nil
}

func waitUntilServed(ctx context.Context, client dynamic.Interface, d definition) error {
	resource := schema.GroupVersionResource{Group: d.group, Version: d.version, Resource: d.plural}
	return wait.PollUntilContextTimeout(ctx, 20*time.Millisecond, 30*time.Second, true, func(ctx context.Context) (bool, error) {
		_, err := client.Resource(resource).List(ctx, metav1.ListOptions{Limit: 1})
		return err == nil, nil
	})
}

func (d definition) name() string { return d.plural + "." + d.group }

func (d definition) in(groups []string) bool {
	if len(groups) == 0 {
		return true
	}
	for _, group := range groups {
		if group == d.group {
			return true
		}
	}
	return false
}

func (d definition) object() *unstructured.Unstructured {
	scope := "Namespaced"
	if d.cluster {
		scope = "Cluster"
	}
	subresources := map[string]any{"status": map[string]any{}}
	if d.scale {
		subresources["scale"] = map[string]any{
			"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas",
		}
	}
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "apiextensions.k8s.io/v1",
		"kind":       "CustomResourceDefinition",
		"metadata":   map[string]any{"name": d.name(), "annotations": d.annotations()},
		"spec": map[string]any{
			"group": d.group,
			"scope": scope,
			"names": map[string]any{
				"plural": d.plural, "singular": strings.ToLower(d.kind), "kind": d.kind, "listKind": d.kind + "List",
				"shortNames": d.shortNames(),
			},
			"versions": []any{map[string]any{
				"name": d.version, "served": true, "storage": true,
				"subresources": subresources,
				"schema": map[string]any{"openAPIV3Schema": map[string]any{
					"type": "object", "x-kubernetes-preserve-unknown-fields": true,
				}},
			}},
		},
	}}
}

// shortNames are of the type that an unstructured object may have.
func (d definition) shortNames() []any {
	var names []any
	for _, name := range d.short {
		names = append(names, name)
	}
	return names
}

// The API server wants to be told that definitions in the group of Kubernetes' own projects are unreviewed.
func (d definition) annotations() map[string]any {
	if !strings.HasSuffix(d.group, ".k8s.io") && !strings.HasSuffix(d.group, "x-k8s.io") {
		return nil
	}
	return map[string]any{"api-approved.kubernetes.io": "unapproved, sandbox only"}
}
