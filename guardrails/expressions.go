package guardrails

import (
	"fmt"
	"slices"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// members matches requests of the team. A user may have no groups at all.
func (g Guardrails) members() string {
	return "request.userInfo.?groups.orValue([]).exists(g, g in " + list(g.Groups) + ")"
}

// The variables of the team.
const (
	serviceAccounts = "serviceAccounts"
	hostPaths       = "hostPaths"
)

// lists are the variables that hold what stands at the places of the request's resource. A pod of which nothing is said has
// everything by default.
var lists = struct{ pods, containers, contexts, hostPaths string }{
	byKind("[{}]", func(p policy.Places) []string { return p.Pods }),
	byKind("[]", func(p policy.Places) []string { return p.Containers }),
	byKind("[]", func(p policy.Places) []string { return p.Contexts }),
	byKind("[]", func(p policy.Places) []string { return p.HostPaths }),
}

// variables are what the validations speak of. One that is not used by a validation is not looked at.
func (g Guardrails) variables() []admissionv1.Variable {
	return []admissionv1.Variable{
		{Name: serviceAccounts, Expression: list(g.ServiceAccounts)},
		{Name: hostPaths, Expression: list(g.HostPaths)},
		{Name: "kind", Expression: "request.resource.resource + (request.resource.group == '' ? '' : '.' + request.resource.group)"},
		{Name: "subresource", Expression: "request.?subResource.orValue('')"},
		{Name: "pods", Expression: lists.pods},
		{Name: "accounts", Expression: accounts},
		{Name: "paths", Expression: "variables.pods.map(p, p.?volumes.orValue([]).filter(v, has(v.hostPath)).map(v, v.hostPath.path))\n" +
			"+ [" + lists.hostPaths + "]"},
		{Name: "containers", Expression: "variables.pods.map(p, p.?containers.orValue([]) + p.?initContainers.orValue([]) + " +
			"p.?ephemeralContainers.orValue([]))\n+ (" + lists.containers + ")"},
		{Name: "contexts", Expression: "variables.containers.map(all, all.map(c, c.?securityContext.orValue({})))\n" +
			"+ [variables.pods.map(p, p.?securityContext.orValue({}))]\n+ [" + lists.contexts + "]"},
	}
}

// accounts are the service accounts that each pod of the request names, and those that it wants tokens of. The older of the two
// names of the field counts where the newer is empty.
// Source: Convert_v1_PodSpec_To_core_PodSpec in https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/core/v1/conversion.go
const accounts = "variables.subresource == 'token' ? [[request.name]]\n" +
	": variables.kind == 'secrets' ? (object.?type.orValue('') == 'kubernetes.io/service-account-token'\n" +
	"  ? [[object.metadata.?annotations[?'kubernetes.io/service-account.name'].orValue('')]] : [])\n" +
	": variables.pods.map(p, [p.?serviceAccountName.orValue(''), p.?serviceAccount.orValue('')].filter(a, a != ''))"

// byKind is the list of what stands at the places of the request's resource.
func byKind(absent string, places func(policy.Places) []string) string {
	var expression strings.Builder
	for _, paths := range distinct(places) {
		var kinds []string
		for _, m := range policy.PodMakers() {
			if slices.Equal(places(m.Places), paths) {
				kinds = append(kinds, kind(m))
			}
		}
		var found []string
		for _, path := range paths {
			found = append(found, at(path, absent))
		}
		fmt.Fprintf(&expression, "variables.kind in %s ? %s\n: ", list(kinds), strings.Join(found, " + "))
	}
	return expression.String() + "[]"
}

// distinct are the places that there are, each once.
func distinct(places func(policy.Places) []string) [][]string {
	var all [][]string
	for _, m := range policy.PodMakers() {
		paths := places(m.Places)
		known := slices.ContainsFunc(all, func(p []string) bool { return slices.Equal(p, paths) })
		if len(paths) > 0 && !known {
			all = append(all, paths)
		}
	}
	return all
}
