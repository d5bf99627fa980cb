package policy

// PublishedRight is a right whose rules stand in no stack: Kubernetes or AWS makes it, and publishes what it grants.
type PublishedRight struct {
	// Opens says in one line what the right leads to.
	Opens string
	// Source is the public address of what it grants.
	Source string

	levels levels
}

// levels are the severities of a right in each kind of place; none where it opens nothing beyond what it says.
type levels struct{ ordinary, controlled, cluster Severity }

const none Severity = ""

// In is how much the right matters in one namespace; empty where it opens nothing beyond what it says.
func (r PublishedRight) In(namespace string) Severity {
	if Controllers(namespace) != "" {
		return r.levels.controlled
	}
	return r.levels.ordinary
}

// InCluster is how much the right matters in the whole cluster; empty where it opens nothing beyond what it says.
func (r PublishedRight) InCluster() Severity { return r.levels.cluster }

// PublishedClusterRole returns what is known of a ClusterRole that Kubernetes creates for people, by its name, and
// whether anything is. It leaves out cluster-admin, whose wildcards speak for themselves.
func PublishedClusterRole(name string) (PublishedRight, bool) {
	right, known := publishedClusterRoles[name]
	return right, known
}

const (
	userFacingRoles = "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles"

	opensEdit  = "secrets, and pods as any service account"
	opensAdmin = "secrets, pods as any service account, roles and bindings"
	opensView  = "the specifications of all pods, and all config maps"
)

var (
	harmless    = levels{none, none, none}
	viewing     = levels{none, none, Medium}
	readSecrets = levels{Medium, High, Critical}
	runsPods    = levels{Medium, Critical, Critical}
	administers = levels{High, Critical, Critical}
)

var publishedClusterRoles = map[string]PublishedRight{
	"admin": {opensAdmin, userFacingRoles, administers},
	"edit":  {opensEdit, userFacingRoles, runsPods},
	"view":  {opensView, userFacingRoles, viewing},
}
