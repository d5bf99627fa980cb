package component

import (
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
)

// TestLostUpdates: what the stack wants of an access entry, what its state has, and what EKS has.
func TestLostUpdates(t *testing.T) {
	t.Parallel()
	entry := func(user, tag string, groups ...string) resource.PropertyMap {
		return propertiesOf(&eks.LookupAccessEntryResult{UserName: user, KubernetesGroups: groups, Tags: map[string]string{"team": tag}})
	}
	secret := entry("u", "x", "a")
	secret["tagsAll"] = resource.MakeSecret(secret["tagsAll"])
	unknown := entry("u", "x", "a")
	unknown["userName"] = resource.MakeComputed(resource.NewProperty(""))
	for name, c := range map[string]struct {
		wanted, had, is resource.PropertyMap
		lost            []string
	}{
		"a usual update":                     {entry("u", "x", "b"), entry("u", "x", "a"), entry("u", "x", "a"), nil},
		"in another order":                   {entry("u", "x", "b", "a"), entry("u", "x", "a", "b"), entry("u", "x", "b", "a"), nil},
		"groups were refused":                {entry("u", "x", "b"), entry("u", "x", "b"), entry("u", "x", "a"), []string{"groups"}},
		"a group was taken away, in vain":    {entry("u", "x", "a"), entry("u", "x", "a"), entry("u", "x", "a", "b"), []string{"groups"}},
		"a user name was refused":            {entry("v", "x", "a"), entry("v", "x", "a"), entry("u", "x", "a"), []string{"user name"}},
		"the user name goes with the groups": {entry("v", "x", "b"), entry("v", "x", "a"), entry("u", "x", "a"), nil},
		"tags were refused":                  {entry("u", "y", "a"), entry("u", "y", "a"), entry("u", "x", "a"), []string{"tags"}},
		"tags were refused, groups change":   {entry("u", "y", "b"), entry("u", "y", "a"), entry("u", "x", "a"), []string{"tags"}},
		"groups were refused, tags change":   {entry("u", "y", "b"), entry("u", "x", "b"), entry("u", "x", "a"), []string{"groups"}},
		"everything was refused":             {entry("v", "y", "b"), entry("v", "y", "b"), entry("u", "x", "a"), []string{"groups", "user name", "tags"}},
		"secret tags":                        {secret, secret, entry("u", "y", "a"), []string{"tags"}},
		"not known yet":                      {unknown, entry("u", "x", "a"), entry("v", "x", "b"), nil},
	} {
		assert.Equal(t, c.lost, lostIn(c.wanted, c.had, c.is), name)
	}
}
