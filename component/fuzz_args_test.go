package component_test

import (
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/internal/fuzzed"
	"github.com/scientist-access/scientist-access/policy"
)

// The words of arguments: the odd ones are mostly such as are refused.
var (
	clusters = fuzzed.Words{Usual: []string{"ml", "ML_1"}, Odd: []string{"", "-ml", strings.Repeat("c", 101)}}
	arns     = fuzzed.Words{
		Usual: []string{aliceARN, bobARN, "arn:aws:iam::111122223333:role/path/of/Carol", "arn:aws:iam::444455556666:role/ScientistUserRole"},
		Odd: []string{
			"arn:aws-cn:iam::111122223333:role/ScientistUserRole", "arn:aws:iam::111122223333:root", "",
			"arn:aws:sts::111122223333:assumed-role/A/b", "arn:aws:iam::111122223333:role/*",
			"arn:aws:iam::111122223333:role/" + strings.Repeat("p/", 300) + "Deep",
		},
	}
	spaces    = fuzzed.Words{Usual: []string{"kubeflow", "a", "b", "aws-hyperpod", "hyperpod-ns-vision"}, Odd: []string{"A", "", strings.Repeat("n", 64)}}
	teamNames = fuzzed.Words{Usual: []string{"vision", "speech", "elsewhere", "cluster"}, Odd: []string{"Vision", "", strings.Repeat("t", 63)}}
	caps      = fuzzed.Words{Usual: []string{"exec", "documented", "task-governance", "training-operator-logs"}, Odd: []string{"exce", ""}}
	keys      = fuzzed.Words{Usual: []string{"alice", "bob", "carol", "dan"}, Odd: []string{"a b", "a/b", ""}}
	dangers   = fuzzed.Words{Usual: []string{"wildcards", "escalate", "bind", "impersonate"}, Odd: []string{"everything"}}
	prefixes  = fuzzed.Words{Usual: []string{"", component.DefaultNamePrefix, "p"}, Odd: []string{strings.Repeat("p", 220), "P", "p/"}}
	labels    = fuzzed.Words{Usual: []string{"team", "app.kubernetes.io"}, Odd: []string{"ml platform", "", strings.Repeat("l", 64)}}
	userNames = fuzzed.Words{Usual: []string{"al", "u:{{SessionName}}"}, Odd: []string{"{{SessionName}}", "system:al", "a l", ""}}
	roleNames = fuzzed.Words{Usual: []string{"", "r", "s"}, Odd: []string{"r/x", "system:r"}}
)

// words are up to most of them.
func words(b *fuzzed.Bytes, most int, from fuzzed.Words) []string {
	return fuzzed.Several(b, most, func(b *fuzzed.Bytes) string { return fuzzed.Word(b, from) })
}

// distinct are one to three that differ.
func distinct(b *fuzzed.Bytes, from fuzzed.Words) []string {
	all := append([]string{fuzzed.Word(b, from)}, words(b, 2, from)...)
	if b.OneIn(20) {
		return all
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func anyArgs(b *fuzzed.Bytes) *component.ScientistAccessArgs {
	a := &component.ScientistAccessArgs{
		ClusterName: pulumi.String(fuzzed.Word(b, clusters)),
		Principals:  map[string]component.PrincipalArgs{},
		NamePrefix:  fuzzed.Word(b, prefixes), CreateNamespaces: b.OneIn(2), Labels: map[string]string{},
	}
	if b.OneIn(4) {
		a.Labels[fuzzed.Word(b, labels)] = fuzzed.Word(b, labels)
	}
	teams := b.OneIn(2)
	if !teams || b.OneIn(20) {
		only := anyTeam(b)
		a.Namespaces, a.Capabilities, a.Policy, a.AccessPolicies = only.Namespaces, only.Capabilities, only.Policy, only.AccessPolicies
		a.AllowDangerous, a.HelmCharts, a.Guardrails = only.AllowDangerous, only.HelmCharts, only.Guardrails
	}
	ours := teamNames
	if teams || b.OneIn(20) {
		a.Teams, ours.Usual = map[string]component.TeamArgs{}, distinct(b, teamNames)
		for _, name := range ours.Usual {
			a.Teams[name] = anyTeam(b)
		}
	}
	for range 1 + b.Below(3) {
		p := anyPrincipal(b)
		if teams || b.OneIn(20) {
			p.Teams = distinct(b, ours)
		}
		a.Principals[fuzzed.Word(b, keys)] = p
	}
	return a
}

func anyPrincipal(b *fuzzed.Bytes) component.PrincipalArgs {
	p := component.PrincipalArgs{Arn: pulumi.String(fuzzed.Word(b, arns))}
	switch {
	case b.OneIn(40):
		p.Arn = nil
	case b.OneIn(8):
		p.Arn = p.Arn.ToStringOutput()
	}
	if b.OneIn(3) {
		p.UserName = pulumi.String(fuzzed.Word(b, userNames))
	}
	if b.OneIn(8) {
		p.FormerKeys = words(b, 2, keys)
	}
	if b.OneIn(6) {
		p.AccessPolicies = anyAccessPolicies(b)
	}
	return p
}

func anyTeam(b *fuzzed.Bytes) component.TeamArgs {
	t := component.TeamArgs{Namespaces: distinct(b, spaces)}
	if b.OneIn(2) {
		t.Capabilities = distinct(b, caps)
	}
	if b.OneIn(3) {
		t.Policy = policy.Policy{Cluster: fuzzed.Several(b, 2, fuzzed.OddRule), Namespace: fuzzed.Several(b, 2, fuzzed.OddRule)}
		t.AllowDangerous = append(words(b, 2, dangers), dangers.Usual...)
	}
	if b.OneIn(4) {
		t.Policy.Elsewhere = map[string][]rbacv1.PolicyRule{fuzzed.Word(b, spaces): fuzzed.Several(b, 2, fuzzed.NamespacedRule)}
		t.AllowDangerous = distinct(b, dangers)
	}
	if b.OneIn(6) {
		t.AccessPolicies = anyAccessPolicies(b)
	}
	if b.OneIn(4) {
		t.Guardrails = anyGuardrails(b)
	}
	if b.OneIn(5) {
		t.HelmCharts = anyCharts(b)
		if !b.OneIn(20) {
			t.Namespaces, t.Capabilities, t.Policy, t.AllowDangerous = nil, nil, policy.Policy{}, nil
		}
	}
	return t
}

func anyCharts(b *fuzzed.Bytes) *component.HelmChartsArgs {
	charts := &component.HelmChartsArgs{CreateObjects: b.OneIn(2)}
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
