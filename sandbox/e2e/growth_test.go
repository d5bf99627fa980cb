package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// weight is what a stack's state holds. The stack's outputs are among the bytes.
type weight struct{ resources, dependencies, bytes, outputs int }

func (w weight) minus(other weight) weight {
	return weight{w.resources - other.resources, w.dependencies - other.dependencies, w.bytes - other.bytes, w.outputs - other.outputs}
}

// each is what a resource weighs, without the outputs.
func (w weight) each() float64 { return float64(w.bytes-w.outputs) / float64(w.resources) }

// TestStateGrowsWithNamespacesPlusPrincipals: twice as many of both are twice as much state, not four times, with hardly
// more for each resource than one has without component, dependencies and hooks.
//
// The bare program's is the floor, and it is above 2 KB: the Kubernetes provider notes an object's properties three times,
// and the SDK the call stack.
func TestStateGrowsWithNamespacesPlusPrincipals(t *testing.T) {
	ctx := testContext(t)
	var namespaces, arns []string
	for i := range 8 {
		namespaces = append(namespaces, fmt.Sprintf("growth-%02d", i))
		require.NoError(t, createNamespace(ctx, namespaces[i]))
	}
	for i := range 12 {
		_, arn := principal(t, fmt.Sprintf("Growth%02d", i))
		arns = append(arns, arn)
	}
	ours := newStack(t, "growth", config{"clusterName": sandbox.Cluster})
	measure := func(n, m int) weight {
		principals := config{}
		for i, arn := range arns[:m] {
			principals[fmt.Sprintf("scientist-%02d", i)] = arn
		}
		return weigh(t, ours, config{
			"clusterName": sandbox.Cluster, "namePrefix": "growth", "namespaces": namespaces[:n], "principals": principals,
		})
	}
	small, middle, large := measure(2, 3), measure(4, 6), measure(8, 12)
	first, second := middle.minus(small), large.minus(middle)
	assert.Equal(t, 7, first.resources)
	assert.Equal(t, 14, second.resources)
	assert.Equal(t, 2*first.dependencies, second.dependencies)
	assert.LessOrEqual(t, large.dependencies, 2*large.resources)
	// Times and versions are not all of one length.
	assert.InDelta(t, 2*first.bytes, second.bytes, 10*float64(second.resources))

	_, err := ours.Destroy(ctx) // EKS has one entry for each principal
	require.NoError(t, err)
	bare := newStackOf(t, filepath.Join("sandbox", "bench", "bare"), "bare", config{})
	measureBare := func(n, m int) weight {
		return weigh(t, bare, config{"clusterName": sandbox.Cluster, "namespaces": namespaces[:n], "principals": arns[:m]})
	}
	middle, large = measureBare(4, 6), measureBare(8, 12)
	floor := large.minus(middle)
	forEach := second.outputs / 6
	t.Logf("state of each resource: %.0f bytes, of the bare program %.0f; outputs for each principal: %d bytes", second.each(), floor.each(), forEach)
	assert.LessOrEqual(t, forEach, 1700, "the longest is a policy of IAM")
	assert.Equal(t, second.resources, floor.resources)
	assert.LessOrEqual(t, second.each(), 1.25*floor.each())
}

// weigh brings a stack to a configuration and weighs its state as it stands in the file, without white space.
func weigh(t *testing.T, st *stack.Stack, settings config) weight {
	t.Helper()
	ctx := testContext(t)
	require.NoError(t, st.Configure(settings))
	_, err := st.Up(ctx)
	require.NoError(t, err)
	text, err := st.Run(ctx, "stack", "export")
	require.NoError(t, err)
	var state struct {
		Deployment struct {
			Resources []struct {
				Type                 string
				Outputs              json.RawMessage
				Dependencies         []string
				PropertyDependencies map[string][]string
			}
		}
	}
	var compact bytes.Buffer
	require.NoError(t, json.Compact(&compact, []byte(text)))
	require.NoError(t, json.Unmarshal(compact.Bytes(), &state))
	w := weight{resources: len(state.Deployment.Resources), bytes: compact.Len()}
	for _, r := range state.Deployment.Resources {
		if r.Type == "pulumi:pulumi:Stack" {
			w.outputs = len(r.Outputs)
		}
		w.dependencies += len(r.Dependencies)
		for _, of := range r.PropertyDependencies {
			w.dependencies += len(of)
		}
	}
	return w
}
