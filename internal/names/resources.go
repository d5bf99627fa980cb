package names

import "strings"

// Cluster is the place of a team's rights in the whole cluster.
const Cluster = "cluster"

const elsewhere = "elsewhere"

// Elsewhere is the place of a team's rights in a fixed other namespace. The place of its rights in one of its own
// namespaces is the namespace.
func Elsewhere(namespace string) []string { return []string{elsewhere, namespace} }

// Guardrails is the place of a team's admission policy. That of what puts it into force in a namespace ends with the
// namespace.
const Guardrails = "guardrails"

// Resource names the Pulumi resources of a team in a place: COMPONENT/TEAM/PLACE, without TEAM for the only team. Names
// of teams and namespaces contain no slash, so two places never share a resource name.
func Resource(component, team string, place ...string) string {
	parts := []string{component}
	if team != "" {
		parts = append(parts, team)
	}
	return strings.Join(append(parts, place...), "/")
}

// Entry names the access entry of a principal whose ARN is known: COMPONENT/ACCOUNT:role/NAME. The principal's key is
// not part of it, so that the entry stays when the key changes.
func Entry(component, arn string) string {
	_, owner, _ := strings.Cut(arn, "::")
	return component + "/" + owner
}

// KeyedEntry names the access entry of a principal whose ARN is an output: COMPONENT/KEY.
func KeyedEntry(component, key string) string { return component + "/" + key }

// Association names an access policy on an access entry: ENTRY/POLICY.
func Association(entry, policy string) string { return entry + "/" + policy }

// children is the part of a URN before the types of the component's RBAC objects.
const children = ComponentType + "$kubernetes:rbac."

// Team is the name of the team for which the component made a binding. It takes the binding's URN and its name in
// Kubernetes, which must agree. It is empty for other bindings, and for the only team of an instance.
func Team(urn, binding string) string {
	if !strings.Contains(urn, children) {
		return ""
	}
	parts := strings.Split(urn[strings.LastIndex(urn, "::")+2:], "/")
	n := len(parts)
	if n > 3 && parts[n-2] == elsewhere && strings.HasSuffix(binding, ForTeam("", parts[n-3]).ElsewhereRoleBinding()) {
		return parts[n-3]
	}
	if n < 3 {
		return ""
	}
	objects := ForTeam("", parts[n-2])
	if strings.HasSuffix(binding, objects.ClusterRoleBinding()) || strings.HasSuffix(binding, objects.RoleBinding()) {
		return parts[n-2]
	}
	return ""
}
