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

// PublishedAccessPolicy returns what is known of an EKS access policy, by the last part of its ARN, and whether
// anything is: of those for people, not of those for AWS's own components.
func PublishedAccessPolicy(name string) (PublishedRight, bool) {
	right, known := publishedAccessPolicies[name]
	return right, known
}

const (
	userFacingRoles  = "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles"
	accessPolicies   = "https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html"
	hyperPodPolicies = "https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-studio-setup-eks.html"

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

var publishedAccessPolicies = map[string]PublishedRight{
	"AmazonEKSClusterAdminPolicy": {"everything", accessPolicies, levels{Critical, Critical, Critical}},
	"AmazonEKSAdminPolicy":        {opensAdmin, accessPolicies, administers},
	"AmazonEKSEditPolicy":         {opensEdit, accessPolicies, runsPods},
	"AmazonEKSAdminViewPolicy":    {"reading everything, with all secrets", accessPolicies, readSecrets},
	"AmazonEKSSecretReaderPolicy": {"all secrets", accessPolicies, readSecrets},
	"AmazonEKSViewPolicy":         {opensView, accessPolicies, viewing},

	"AmazonSagemakerHyperpodTrainingPolicy": {
		"pods as any service account, also by way of jobs and Ray clusters", hyperPodPolicies, runsPods,
	},
	"AmazonSagemakerHyperpodInferencePolicy": {
		"pods as any service account, also by way of endpoints and Ray clusters", hyperPodPolicies, runsPods,
	},
	"AmazonSagemakerHyperpodSpacePolicy": {
		"pods as any service account, by way of spaces", hyperPodPolicies, runsPods,
	},
	"AmazonSagemakerHyperpodSpaceTemplatePolicy": {"the templates of spaces, to read", hyperPodPolicies, harmless},
	"AmazonSagemakerHyperpodUserClusterPolicy": {
		"the names and labels of namespaces and nodes, and Kueue's queues, to read", hyperPodPolicies, harmless,
	},
}
