package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/adopt/keeper"
)

func TestChosen(t *testing.T) {
	t.Parallel()
	kept := func(owner string) access.Objects {
		origin := access.Origin{Owner: owner}
		return access.Objects{Roles: []access.Role{{Origin: origin}}, Bindings: []access.Binding{{Origin: origin}}}
	}
	for name, c := range map[string]struct {
		names   []string
		owner   string
		include bool
	}{
		"by its tool":    {[]string{"argocd", "helm"}, "helm:kube-system/hyperpod", true},
		"by its name":    {[]string{"helm:kube-system/hyperpod"}, "helm:kube-system/hyperpod", true},
		"another":        {[]string{"helm:kube-system/other"}, "helm:kube-system/hyperpod", false},
		"part of a tool": {[]string{"hel"}, "helm:kube-system/hyperpod", false},
		"nobody":         {[]string{""}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			chosen, before := keeper.Choose(c.names), kept(c.owner)
			after := chosen.Disowned(before)
			assert.Equal(t, kept(c.owner), before, "what was read stays as it was")
			if c.include {
				assert.Equal(t, kept(""), after)
				assert.True(t, chosen.Include(c.owner))
				return
			}
			assert.Equal(t, before, after)
			assert.EqualError(t, chosen.Unused(), `--from "`+c.names[0]+`": keeps nothing of what could be taken over`)
		})
	}
	used := keeper.Choose([]string{"helm"})
	used.Include("helm:a/b")
	assert.NoError(t, used.Unused())
}

func TestEveryToolLetsGo(t *testing.T) {
	t.Parallel()
	for owner, words := range map[string]string{
		"helm:kube-system/hyperpod": "helm.sh/resource-policy: keep", "argocd:team": "Prune=false", "flux:a/b": "prune: disabled",
		"terraform": "terraform state rm", "pulumi": "pulumi state delete", "pulumi:o/p/s": "pulumi state delete",
	} {
		assert.Contains(t, keeper.Release(owner), words)
	}
}
