package render_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/adopt/imports"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
)

// importOf is the import of one binding, which the stack declares for the role r.
func importOf(t *testing.T, live access.Binding, from ...string) string {
	t.Helper()
	const typ = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"
	declared := access.Binding{
		Origin: access.Origin{Cluster: "ml", URN: "urn:pulumi:prod::access::" + typ + "::x"},
		Kind:   "RoleBinding", Namespace: "a", Name: "b", RoleRef: rbacv1.RoleRef{Kind: "Role", Name: "r"},
	}
	i, err := imports.New(strings.NewReader(`{"resources": [{"type": "`+typ+`", "name": "x"}]}`),
		&access.Reading{Source: access.Preview, After: access.Objects{Bindings: []access.Binding{declared}}}, "ml",
		imports.Existing{Objects: access.Objects{Bindings: []access.Binding{live}}}, from)
	require.NoError(t, err)
	var out strings.Builder
	require.NoError(t, render.ImportText(&out, i, false))
	return out.String()
}

func TestImportText(t *testing.T) {
	t.Parallel()
	live := access.Binding{
		Origin: access.Origin{Cluster: "ml"}, Kind: "RoleBinding", Namespace: "a", Name: "b",
		RoleRef: rbacv1.RoleRef{Kind: "Role", Name: "r"},
	}
	assert.Equal(t, `Cluster ml: 1 of 1 resource to import

As the stack declares it: imported
  RoleBinding a/b

Next
  pulumi import --file FILE --protect=false --generate-code=false
  SCIENTIST_ACCESS_ADOPT=true PULUMI_K8S_ENABLE_PATCH_FORCE=true pulumi up   # the first one only
From then on it is the stack's: pulumi destroy deletes it.
`, importOf(t, live))

	live.Owner, live.RoleRef.Name = "flux:flux-system/access", "other"
	assert.Equal(t, `Cluster ml: nothing is imported, because somebody else keeps 1 object

Kept by somebody else: not imported
  RoleBinding a/b
      + binds Role a/other
      - binds Role a/r
      its role cannot be changed: the next update deletes the binding and makes it anew
      kept by flux:flux-system/access
      fix: import it with --from flux:flux-system/access, then take it out of the source, with the annotation kustomize.toolkit.fluxcd.io/prune: disabled on it
`, importOf(t, live))

	assert.Equal(t, `Cluster ml: 1 of 1 resource to import

Differs from the stack: imported, and the next update changes it
  RoleBinding a/b
      + binds Role a/other
      - binds Role a/r
      its role cannot be changed: the next update deletes the binding and makes it anew
      kept by flux:flux-system/access
      then take it out of the source, with the annotation kustomize.toolkit.fluxcd.io/prune: disabled on it

Next
  pulumi import --file FILE --protect=false --generate-code=false
  SCIENTIST_ACCESS_ADOPT=true PULUMI_K8S_ENABLE_PATCH_FORCE=true pulumi up   # the first one only
From then on it is the stack's: pulumi destroy deletes it.
`, importOf(t, live, "flux"))

	live.Name = "other"
	assert.Equal(t, `Cluster ml: 0 of 1 resource to import

Not there: the next update creates it
  RoleBinding a/b
`, importOf(t, live))
}
