package guardrails

import (
	"testing"

	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"

	"github.com/scientist-access/scientist-access/guardrails"
)

func TestExplore(t *testing.T) {
	of := newTeam(t, "explore")
	of.guard(t, guardrails.Deny, []string{"default"}, nil)
	of.awaitDeny(t)
	pods := func(c *dynamic.DynamicClient) dynamic.ResourceInterface {
		return c.Resource(schema.GroupVersionResource{Version: "v1", Resource: "pods"}).Namespace(of.namespace)
	}
	for _, account := range []string{"", "default", "powerful"} {
		spec := map[string]any{"containers": []any{map[string]any{"name": "a", "image": "a"}}}
		if account != "" {
			spec["serviceAccountName"] = account
		}
		_, err := pods(of.member(t)).Create(t.Context(), object("v1", "Pod", of.namespace, map[string]any{"spec": spec}), metav1.CreateOptions{})
		t.Log(account, err)
		_, err = pods(objects).Create(t.Context(), object("v1", "Pod", of.namespace, map[string]any{"spec": spec}), metav1.CreateOptions{})
		require.NoError(t, err)
	}
}
