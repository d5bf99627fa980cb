package e2e

import (
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/faults"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// TestAdoptWhenTheAPIServerGoes: the import fails in the middle, and a second run of the same commands finishes it.
func TestAdoptWhenTheAPIServerGoes(t *testing.T) {
	byHand := found{name: "gone", prefix: "adopt-gone", namespaces: []string{"adopt-gone-a", "adopt-gone-b"}, principals: 2}
	profiles, principals := byHand.create(t)
	server := beforeAPIServer(t)
	st := newStack(t, "adopt-gone", config{
		"clusterName": sandbox.Cluster, "namePrefix": byHand.prefix, "namespaces": byHand.namespaces, "principals": principals,
	})
	before := resolved(t, profiles, byHand.namespaces...)
	scientists := working(t, profiles, byHand.rights())

	file := importFile(t, st)
	require.Equal(t, 0, file.code, file.stderr)
	require.Contains(t, file.stderr, "8 of 8 resources to import")
	var reads atomic.Int64
	server.Harm(func(c faults.Call) faults.Fault {
		if strings.HasPrefix(c.Path, "/apis/rbac.authorization.k8s.io/v1/") && reads.Add(1) > 3 {
			return faults.Reset
		}
		return nil
	})
	require.Error(t, pulumiImport(t, st, file.stdout))
	imported := resourcesOf(t, st)
	require.Greater(t, imported, 0, "a part was imported")
	require.Less(t, imported, 8)

	server.Harm(nil)
	reviewed, changes := takeOver(t, st)
	assert.Equal(t, plan{"update ClusterRole": 1, "update ClusterRoleBinding": 1, "update Role": 2, "update RoleBinding": 2}, changes.Ops())
	assert.Zero(t, reviewed.Summary)
	scientists.stop()
	requireSettled(t, st)
	requireSame(t, before, resolved(t, profiles, byHand.namespaces...))
}

// resourcesOf counts the objects and access entries in a stack's state.
func resourcesOf(t *testing.T, st *stack.Stack) int {
	t.Helper()
	text, err := st.Run(testContext(t), "stack", "export")
	require.NoError(t, err)
	var export struct {
		Deployment struct {
			Resources []struct {
				Custom bool
				Type   string
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(text), &export))
	n := 0
	for _, resource := range export.Deployment.Resources {
		if resource.Custom && !strings.HasPrefix(resource.Type, "pulumi:") {
			n++
		}
	}
	return n
}
