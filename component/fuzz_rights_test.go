package component_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/internal/fuzzed"
	"github.com/scientist-access/scientist-access/policy"
)

// requireRights asks the authorizer of the registered objects about each principal, unless charts decide.
func requireRights(t *testing.T, a *component.ScientistAccessArgs, all map[string]registration, c *fuzzed.Cluster, b *fuzzed.Bytes) {
	t.Helper()
	for _, entry := range ofType(all, entryType) {
		var groups []string
		for _, group := range entry.Inputs["kubernetesGroups"].([]any) {
			groups = append(groups, group.(string))
		}
		teams, charts := teamsOfARN(a, entry.Inputs["principalArn"].(string))
		if charts {
			continue
		}
		for _, r := range append(c.Granted(), fuzzed.AnyRequest(b, spaces.Usual...)) {
			want := slices.ContainsFunc(teams, func(team component.TeamArgs) bool { return gives(team, r) })
			require.Equal(t, want, c.Allows(fuzzed.User{Name: "me", Groups: groups}, r), "%v in groups %v", r, groups)
		}
	}
}

var catalogue = func() map[string]policy.Policy {
	all := map[string]policy.Policy{}
	for _, c := range policy.Catalogue() {
		all[c.Name] = c.Policy()
	}
	return all
}()

// gives reports whether a team is meant to be allowed a request.
func gives(team component.TeamArgs, r fuzzed.Request) bool {
	parts := []policy.Policy{team.Policy}
	for name, p := range catalogue {
		if slices.Contains(team.Capabilities, name) || name == "documented" && len(team.Capabilities) == 0 && team.Policy.IsZero() &&
			len(team.AccessPolicies) == 0 {
			parts = append(parts, p)
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

// teamsOfARN are the teams of a principal, and whether one of them has its rights from charts.
func teamsOfARN(a *component.ScientistAccessArgs, arn string) (teams []component.TeamArgs, charts bool) {
	if a.Teams == nil {
		return []component.TeamArgs{{
			Namespaces: a.Namespaces, Capabilities: a.Capabilities, Policy: a.Policy, AccessPolicies: a.AccessPolicies,
		}}, a.HelmCharts != nil
	}
	for _, p := range a.Principals {
		if p.Arn != pulumi.String(arn) {
			charts = charts || p.Arn != nil && !isPlain(p.Arn)
			continue
		}
		for _, name := range p.Teams {
			teams = append(teams, a.Teams[name])
			charts = charts || a.Teams[name].HelmCharts != nil
		}
	}
	return teams, charts
}

func isPlain(input pulumi.StringInput) bool {
	_, plain := input.(pulumi.String)
	return plain
}

// allows reports whether one of the rules allows a request, with these namespaces in place of {namespace}.
func allows(rules []rbacv1.PolicyRule, namespaces []string, r fuzzed.Request) bool {
	for _, rule := range rules {
		var names []string
		for _, name := range rule.ResourceNames {
			for _, namespace := range namespaces {
				names = append(names, strings.ReplaceAll(name, "{namespace}", namespace))
			}
		}
		rule.ResourceNames = names
		if fuzzed.Allows(rule, r) {
			return true
		}
	}
	return false
}
