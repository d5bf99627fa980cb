package component_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/internal/fuzzed"
)

// FuzzArguments checks that nothing is registered of arguments that are refused or exceed a documented limit, and that
// what is registered of others is valid for Kubernetes and gives each principal the rights of its teams and no more.
func FuzzArguments(f *testing.F) {
	for _, seed := range fuzzed.Seeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b := fuzzed.From(data)
		args := anyArgs(b)
		r := &counter{recorder: recorder{registrations: map[string]registration{}}}
		var refused error
		err := pulumi.RunErr(func(ctx *pulumi.Context) error {
			_, refused = component.NewScientistAccess(ctx, "hyperpod", args)
			return refused
		}, pulumi.WithMocks("project", "stack", r))
		if why := mustRefuse(args); why != "" {
			require.Error(t, err, why)
		}
		if refused != nil {
			require.Empty(t, r.registrations, "nothing is registered of what is refused: %v", err)
			return
		}
		requireEntries(t, r.registrations)
		requireGuarded(t, r.registrations)
		if err != nil {
			require.ErrorContains(t, err, "awaiting input property", "only what an output turns out to be is refused later")
			return
		}
		requireAssociations(t, r.registrations)
		require.Len(t, r.registrations, r.count, "every resource has a name of its own")
		requireRights(t, args, r.registrations, requireValid(t, r.registrations), b)
	})
}

// counter counts what is registered: of two resources of one name, the recorder keeps one.
type counter struct {
	recorder
	count int
}

func (c *counter) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	c.mu.Lock()
	c.count++
	c.mu.Unlock()
	return c.recorder.NewResource(args)
}

// requireEntries finds no entry that EKS would refuse for its principal.
func requireEntries(t *testing.T, all map[string]registration) {
	t.Helper()
	seen := map[string]bool{}
	for _, entry := range ofType(all, entryType) {
		arn := entry.Inputs["principalArn"].(string)
		require.True(t, fitARN(arn) && !seen[arn], arn)
		seen[arn] = true
	}
}
