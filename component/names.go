package component

// names is the one source of a team's names: bindings, roles and access entries all take theirs from here.
type names struct {
	prefix string
}

// teamNames gives the names of a team; the only team of an instance has none of its own.
func teamNames(prefix, team string) names {
	if team == "" {
		return names{prefix: prefix}
	}
	return names{prefix: prefix + "-" + team}
}

func (n names) clusterRole() string        { return n.prefix + "-cluster-role" }
func (n names) clusterRoleBinding() string { return n.clusterRole() + "-binding" }
func (n names) clusterGroup() string       { return n.prefix + "-cluster-level" }

func (n names) role() string           { return n.prefix + "-namespace-level-role" }
func (n names) roleBinding() string    { return n.role() + "-binding" }
func (n names) namespaceGroup() string { return n.prefix + "-namespace-level" }

// The rules for a fixed other namespace get a role of their own there, beside the one that the namespace has
// when it is a team's as well.
func (n names) elsewhereRole() string        { return n.prefix + "-elsewhere-role" }
func (n names) elsewhereRoleBinding() string { return n.elsewhereRole() + "-binding" }

func (n names) all() []string {
	return []string{
		n.clusterRole(), n.clusterRoleBinding(), n.clusterGroup(),
		n.role(), n.roleBinding(), n.namespaceGroup(),
		n.elsewhereRole(), n.elsewhereRoleBinding(),
	}
}
