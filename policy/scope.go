package policy

// Scope is where a rule applies: [Cluster], [TeamNamespaces], or one fixed other namespace by its name, for
// example Scope("aws-hyperpod").
type Scope string

const (
	// Cluster is the whole cluster: the rule goes into a ClusterRole bound by a ClusterRoleBinding.
	Cluster Scope = "*"
	// TeamNamespaces are the team's own namespaces: the rule goes into a Role in each of them.
	TeamNamespaces Scope = ""
)

// String is the scope in words: "cluster", "team namespaces", or "namespace aws-hyperpod".
func (s Scope) String() string {
	switch s {
	case Cluster:
		return "cluster"
	case TeamNamespaces:
		return "team namespaces"
	}
	return "namespace " + string(s)
}
