package guardrails

import (
	"fmt"
	"slices"
	"strings"

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
	byKind("{}", func(p policy.Places) []string { return p.Pods }),
	byKind("", func(p policy.Places) []string { return p.Containers }),
	byKind("", func(p policy.Places) []string { return p.Contexts }),
	byKind("", func(p policy.Places) []string { return p.HostPaths }),
}

// Part is a variable of the policy, or one of its conditions: an expression, and what it means.
type Part struct{ Name, Meaning, Expression string }

// Parts are the parts of the policy in the order in which they are looked at. One that the request's resource does not need
// is not looked at.
func (g Guardrails) Parts() []Part {
	return []Part{
		{serviceAccounts, "the service accounts that are allowed", list(g.ServiceAccounts)},
		{hostPaths, "the paths of nodes that are allowed", list(g.HostPaths)},
		{
			"kind", "the resource of the request",
			"request.resource.resource + (request.resource.group == '' ? '' : '.' + request.resource.group)",
		},
		{"subresource", "its subresource, if there is one", "request.?subResource.orValue('')"},
		{"pods", "the specifications of the pods that the object makes", lists.pods},
		{"accounts", "for each of them, and for each token, the service accounts that it names", accounts},
		{
			"paths", "for each of them the paths of the node that it mounts, and those that the object names beside them",
			"variables.pods.map(p, p.?volumes.orValue([]).filter(v, has(v.hostPath)).map(v, v.hostPath.path))\n" +
				"+ [" + lists.hostPaths + "]",
		},
		{
			"containers", "for each of them its containers of every kind, and those that stand beside them",
			"variables.pods.map(p, p.?containers.orValue([]) + p.?initContainers.orValue([]) + p.?ephemeralContainers.orValue([]))\n" +
				"+ (" + lists.containers + ")",
		},
		{
			"contexts", "the security contexts of the containers, of the pods, and those that stand beside them",
			"variables.containers.map(all, all.map(c, c.?securityContext.orValue({})))\n" +
				"+ [variables.pods.map(p, p.?securityContext.orValue({}))]\n+ [" + lists.contexts + "]",
		},
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
		fmt.Fprintf(&expression, "%s ? %s\n: ", is("variables.kind", kinds), strings.Join(found, " + "))
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
