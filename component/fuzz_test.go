package component_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/api/validation/path"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/internal/fuzzed"
	"github.com/scientist-access/scientist-access/policy"
)

// FuzzArguments checks that nothing is registered of arguments that are refused or exceed a documented limit, and that
// what is registered of others is valid for Kubernetes and gives each principal the rights of its teams and no more.
func FuzzArguments(f *testing.F) {
	for _, seed := range []string{"", "arguments", strings.Repeat("\x01\x00\x02", 60), strings.Repeat("\x00\x01\x01\x00\x00\x02\x01", 30)} {
		f.Add([]byte(seed))
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
		if err != nil {
			require.ErrorContains(t, err, "awaiting input property", "only what an output turns out to be is refused later")
			return
		}
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

// requireValid reads what is registered as Kubernetes does.
func requireValid(t *testing.T, all map[string]registration) *fuzzed.Cluster {
	t.Helper()
	c, places := &fuzzed.Cluster{}, map[string]bool{}
	meta := func(kind string, m metav1.ObjectMeta, namespaced bool) {
		require.Empty(t, validation.ValidateObjectMeta(&m, namespaced, path.ValidatePathSegmentName, nil))
		place := kind + " " + m.Namespace + "/" + m.Name
		require.False(t, places[place], "%s is created twice", place)
		places[place] = true
	}
	for _, kind := range []string{"ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding"} {
		for _, reg := range ofType(all, "kubernetes:rbac.authorization.k8s.io/v1:"+kind) {
			raw, err := json.Marshal(reg.Inputs)
			require.NoError(t, err)
			switch kind {
			case "ClusterRole":
				role := read[rbacv1.ClusterRole](t, raw)
				meta(kind, role.ObjectMeta, false)
				c.ClusterRoles = append(c.ClusterRoles, role)
				requireRules(t, role.Rules, false)
			case "Role":
				role := read[rbacv1.Role](t, raw)
				meta(kind, role.ObjectMeta, true)
				c.Roles = append(c.Roles, role)
				requireRules(t, role.Rules, true)
			case "ClusterRoleBinding":
				binding := read[rbacv1.ClusterRoleBinding](t, raw)
				meta(kind, binding.ObjectMeta, false)
				c.ClusterRoleBindings = append(c.ClusterRoleBindings, binding)
				require.True(t, places["ClusterRole /"+binding.RoleRef.Name])
			case "RoleBinding":
				binding := read[rbacv1.RoleBinding](t, raw)
				meta(kind, binding.ObjectMeta, true)
				c.RoleBindings = append(c.RoleBindings, binding)
				require.True(t, places["Role "+binding.Namespace+"/"+binding.RoleRef.Name])
			}
		}
	}
	return c
}

func read[T any](t *testing.T, raw []byte) T {
	t.Helper()
	var object T
	require.NoError(t, json.Unmarshal(raw, &object))
	return object
}

func requireRules(t *testing.T, rules []rbacv1.PolicyRule, namespaced bool) {
	t.Helper()
	require.NotEmpty(t, rules)
	for _, r := range rules {
		require.Empty(t, mustRefuseRule(r, namespaced))
	}
}

// requireRights asks the authorizer of the registered objects about each principal, unless charts decide.
func requireRights(t *testing.T, a *component.ScientistAccessArgs, all map[string]registration, c *fuzzed.Cluster, b *fuzzed.Bytes) {
	t.Helper()
	for _, entry := range ofType(all, entryType) {
		var groups []string
		for _, group := range entry.Inputs["kubernetesGroups"].([]any) {
			groups = append(groups, group.(string))
		}
		teams, charts := teamsOfARN(a, entry.Inputs["principalArn"].(string))
		for range 4 {
			r := fuzzed.AnyRequest(b, spaces...)
			want := slices.ContainsFunc(teams, func(team component.TeamArgs) bool { return gives(team, r) })
			if got := c.Allows(fuzzed.User{Name: "me", Groups: groups}, r); !charts {
				require.Equal(t, want, got, "%v in groups %v", r, groups)
			}
		}
	}
}

// gives reports whether a team is meant to be allowed a request.
func gives(team component.TeamArgs, r fuzzed.Request) bool {
	parts := []policy.Policy{team.Policy}
	for _, c := range policy.Catalogue() {
		if slices.Contains(team.Capabilities, c.Name) || c.Name == "documented" && len(team.Capabilities) == 0 && team.Policy.IsZero() {
			parts = append(parts, c.Policy())
		}
	}
	for _, p := range parts {
		here := slices.Contains(team.Namespaces, r.Namespace)
		if allows(p.Cluster, team.Namespaces, r) || here && allows(p.Namespace, []string{r.Namespace}, r) ||
			r.Namespace != "" && allows(p.Elsewhere[r.Namespace], team.Namespaces, r) {
			return true
		}
	}
	return false
}
