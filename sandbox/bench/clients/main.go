// Command clients creates or deletes objects and access entries with nothing but concurrent clients of the two APIs: how
// fast these are. It is a yardstick for make bench, and notes nothing of what it made.
//
//	clients create|delete OBJECTS ENTRIES
//
// OBJECTS is a list as kubectl reads it, ENTRIES are requests to EKS, both in JSON. KUBECONFIG names the cluster.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"golang.org/x/sync/errgroup"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"
)

// atOnce is how many requests are under way at a time.
const atOnce = 16

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "clients:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) != 3 || (args[0] != "create" && args[0] != "delete") {
		return fmt.Errorf("arguments %q: want create|delete OBJECTS ENTRIES", args)
	}
	var objects unstructured.UnstructuredList
	var entries []*eks.CreateAccessEntryInput
	if err := read(args[1], &objects); err != nil {
		return err
	}
	if err := read(args[2], &entries); err != nil {
		return err
	}
	c, err := newClients(ctx)
	if err != nil {
		return err
	}
	if args[0] == "create" {
		if err := each(ctx, objects.Items, c.createObject); err != nil {
			return err
		}
		return each(ctx, entries, c.createEntry)
	}
	if err := each(ctx, entries, c.deleteEntry); err != nil {
		return err
	}
	return each(ctx, objects.Items, c.deleteObject)
}

func read(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func each[T any](ctx context.Context, items []T, do func(context.Context, T) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, item := range items {
		group.Go(func() error { return do(ctx, item) })
	}
	return group.Wait()
}

type clients struct {
	kubernetes dynamic.Interface
	eks        *eks.Client
}

func newClients(ctx context.Context) (clients, error) {
	cfg, err := clientcmd.BuildConfigFromFlags("", os.Getenv(clientcmd.RecommendedConfigPathEnvVar))
	if err != nil {
		return clients{}, err
	}
	cfg.QPS = -1 // atOnce is the limit
	kubernetes, err := dynamic.NewForConfig(cfg)
	if err != nil {
		return clients{}, err
	}
	aws, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return clients{}, err
	}
	return clients{kubernetes, eks.NewFromConfig(aws)}, nil
}

func (c clients) of(object unstructured.Unstructured) dynamic.ResourceInterface {
	kind := object.GroupVersionKind()
	resource := schema.GroupVersionResource{
		Group: kind.Group, Version: kind.Version, Resource: strings.ToLower(kind.Kind) + "s",
	}
	return c.kubernetes.Resource(resource).Namespace(object.GetNamespace())
}

func (c clients) createObject(ctx context.Context, object unstructured.Unstructured) error {
	_, err := c.of(object).Create(ctx, &object, metav1.CreateOptions{})
	return err
}

func (c clients) deleteObject(ctx context.Context, object unstructured.Unstructured) error {
	return c.of(object).Delete(ctx, object.GetName(), metav1.DeleteOptions{})
}

func (c clients) createEntry(ctx context.Context, entry *eks.CreateAccessEntryInput) error {
	_, err := c.eks.CreateAccessEntry(ctx, entry)
	return err
}

func (c clients) deleteEntry(ctx context.Context, entry *eks.CreateAccessEntryInput) error {
	_, err := c.eks.DeleteAccessEntry(ctx, &eks.DeleteAccessEntryInput{
		ClusterName: entry.ClusterName, PrincipalArn: entry.PrincipalArn,
	})
	return err
}
