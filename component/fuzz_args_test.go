package component_test

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/internal/fuzzed"
	"github.com/scientist-access/scientist-access/policy"
)

// The words of arguments: mostly such as are accepted.
var (
	arns = []string{
		aliceARN, bobARN, "arn:aws:iam::111122223333:role/path/of/Carol", "arn:aws-cn:iam::111122223333:role/ScientistUserRole",
		"arn:aws:iam::111122223333:root", "arn:aws:sts::111122223333:assumed-role/A/b", "arn:aws:iam::111122223333:role/*", "",
		"arn:aws:iam::111122223333:role/" + strings.Repeat("p/", 300) + "Deep",
	}
	spaces    = []string{"kubeflow", "a", "b", "aws-hyperpod", "hyperpod-ns-vision", "A", "", strings.Repeat("n", 64)}
	teamNames = []string{"vision", "speech", "elsewhere", "cluster", "Vision", "", strings.Repeat("t", 63)}
	caps      = []string{"exec", "documented", "task-governance", "training-operator-logs", "all-namespaces", "exce"}
	keys      = []string{"alice", "bob", "carol", "a b", "a/b", ""}
	dangers   = []string{"wildcards", "escalate", "bind", "impersonate", "everything"}
	prefixes  = []string{"", component.DefaultNamePrefix, "p", strings.Repeat("p", 220), "P", "p/"}
	labels    = []string{"team", "app.kubernetes.io/part-of", "ml platform", "", strings.Repeat("l", 64)}
	userNames = []string{"al", "u:{{SessionName}}", "{{SessionName}}", "system:al", "a l", ""}
)

func anyArgs(b *fuzzed.Bytes) *component.ScientistAccessArgs {
	a := &component.ScientistAccessArgs{
		ClusterName: pulumi.String(fuzzed.Word(b, []string{"ml", "ML_1", "", "-ml", strings.Repeat("c", 101)})),
		Principals:  map[string]component.PrincipalArgs{},
		NamePrefix:  fuzzed.Word(b, prefixes), CreateNamespaces: b.OneIn(2), Labels: map[string]string{},
	}
	if b.OneIn(4) {
		a.Labels[fuzzed.Word(b, labels)] = fuzzed.Word(b, labels)
	}
	teams := b.OneIn(2)
	if !teams || b.OneIn(20) {
		only := anyTeam(b)
		a.Namespaces, a.Capabilities, a.Policy = only.Namespaces, only.Capabilities, only.Policy
		a.AllowDangerous, a.HelmCharts = only.AllowDangerous, only.HelmCharts
	}
	for range b.Below(3) {
		if a.Teams == nil {
			a.Teams = map[string]component.TeamArgs{}
		}
		if teams {
			a.Teams[fuzzed.Word(b, teamNames)] = anyTeam(b)
		}
	}
	for range b.Below(4) {
		a.Principals[fuzzed.Word(b, keys)] = anyPrincipal(b, teams)
	}
	return a
}

func anyPrincipal(b *fuzzed.Bytes, teams bool) component.PrincipalArgs {
	p := component.PrincipalArgs{Arn: pulumi.String(fuzzed.Word(b, arns))}
	switch {
	case b.OneIn(8):
		p.Arn = nil
	case b.OneIn(8):
		p.Arn = p.Arn.ToStringOutput()
	}
	if b.OneIn(3) {
		p.UserName = pulumi.String(fuzzed.Word(b, userNames))
	}
	if b.OneIn(4) {
		p.FormerKeys = fuzzed.Some(b, 2, keys)
	}
	if teams {
		p.Teams = fuzzed.Some(b, 2, teamNames)
	}
	return p
}

func anyTeam(b *fuzzed.Bytes) component.TeamArgs {
	t := component.TeamArgs{Namespaces: fuzzed.Several(b, 3, func(b *fuzzed.Bytes) string { return fuzzed.Word(b, spaces) })}
	if b.OneIn(2) {
		t.Capabilities = fuzzed.Some(b, 2, caps)
	}
	if b.OneIn(2) {
		t.Policy = policy.Policy{Cluster: fuzzed.Several(b, 2, fuzzed.OddRule), Namespace: fuzzed.Several(b, 2, fuzzed.OddRule)}
		t.AllowDangerous = fuzzed.Some(b, 3, dangers)
	}
	if b.OneIn(4) {
		t.Policy.Elsewhere = map[string][]rbacv1.PolicyRule{fuzzed.Word(b, spaces): fuzzed.Several(b, 2, fuzzed.NamespacedRule)}
	}
	if b.OneIn(5) {
		t.HelmCharts = anyCharts(b)
		if b.Below(3) > 0 {
			t.Namespaces, t.Capabilities, t.Policy, t.AllowDangerous = nil, nil, policy.Policy{}, nil
		}
	}
	return t
}

func anyCharts(b *fuzzed.Bytes) *component.HelmChartsArgs {
	charts, roleNames := &component.HelmChartsArgs{CreateObjects: b.OneIn(2)}, append([]string{"", "r", "r/x", "system:r"}, spaces...)
	if b.OneIn(2) {
		charts.Cluster = &component.ClusterChartArgs{RoleName: fuzzed.Word(b, roleNames)}
	}
	if b.OneIn(2) {
		charts.Namespaced = &component.NamespacedChartArgs{RoleName: fuzzed.Word(b, roleNames), Namespace: fuzzed.Word(b, spaces)}
	}
	if b.OneIn(2) {
		charts.Team = &component.TeamChartArgs{TargetID: fuzzed.Word(b, teamNames)}
	}
	return charts
}

// teamsOfARN are the teams of a principal, and whether one of them has its rights from charts.
func teamsOfARN(a *component.ScientistAccessArgs, arn string) (teams []component.TeamArgs, charts bool) {
	if a.Teams == nil {
		return []component.TeamArgs{{Namespaces: a.Namespaces, Capabilities: a.Capabilities, Policy: a.Policy}}, a.HelmCharts != nil
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
