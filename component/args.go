package component

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/policy"
)

// DefaultNamePrefix is the name prefix of the Amazon SageMaker AI developer guide.
const DefaultNamePrefix = names.DefaultPrefix

// DefaultNamespace is the namespace in which HyperPod's training operator runs jobs by default.
const DefaultNamespace = "kubeflow"

// ScientistAccessArgs says who works where, and what they may do there.
//
// The simple case is one team: ClusterName, Principals and, unless it is kubeflow, Namespaces. For several
// teams, set Teams and leave out what each team sets itself: see [TeamArgs].
//
// ClusterName, HyperPodClusterArn, Tags, and a principal's Arn and UserName may be outputs of other resources. Everything else decides
// which resources exist and what they are called, so it must be known when the program runs.
type ScientistAccessArgs struct {
	// ClusterName is the EKS cluster that gets the access entries. It must be the cluster that the Kubernetes
	// provider talks to. Required; 1 to 100 letters, digits, hyphens and underscores.
	ClusterName pulumi.StringInput

	// Principals are the IAM principals that get access, by a key of your choice. Required, at least one.
	Principals map[string]PrincipalArgs

	// Namespaces are those in which the scientists work; order does not matter. Default: kubeflow.
	Namespaces []string

	// Capabilities name what the scientists do, for example "hyperpod-pytorch-jobs" and "exec": see
	// [policy.Catalogue]. Their rules are united; order does not matter. Default: none.
	Capabilities []string

	// Policy holds rules of your own. They are added to the capabilities; if there are none, these rules are the
	// whole policy, as written. {namespace} in a resource name stands for each namespace of the team. Default: none,
	// or [policy.Documented] if there are neither capabilities nor AccessPolicies.
	//
	// Rules with escalate, bind, impersonate or wildcards are refused unless AllowDangerous names them. Other
	// dangers, and rules without effect, cause warnings: see [ScientistAccessArgs.Warnings].
	Policy policy.Policy

	// AllowDangerous names what Policy is otherwise refused for: "escalate", "bind", "impersonate" and
	// "wildcards". Default: none.
	AllowDangerous []string

	// AccessPolicies are EKS's own access policies for all principals, beside Capabilities and Policy. Default: none.
	AccessPolicies []AccessPolicyArgs

	// HelmCharts takes the groups and rights from AWS's Helm subcharts, instead of Namespaces, Capabilities and
	// Policy. Default: none.
	HelmCharts *HelmChartsArgs

	// Guardrails close ways up that RBAC leaves open. Default: none.
	Guardrails *GuardrailsArgs

	// Teams share the cluster. A team's name becomes part of the names of its objects and groups. With Teams, every
	// principal names the teams that it belongs to. Default: one team of all principals.
	Teams map[string]TeamArgs

	// NamePrefix starts the name of every Kubernetes object and group except those of HelmCharts, so that several
	// instances can share a cluster. Lower-case letters, digits, hyphens and dots. Default: [DefaultNamePrefix].
	NamePrefix string

	// CreateNamespaces creates the namespaces too. They are never deleted, because they hold the scientists' work: not
	// when you remove them from the arguments, nor when the stack is destroyed. Default: false, the namespaces exist.
	CreateNamespaces bool

	// PodSecurity sets Pod Security levels for the namespaces that CreateNamespaces creates. Default: the cluster's.
	PodSecurity *PodSecurityArgs

	// HyperPodClusterArn is the SageMaker HyperPod cluster that the EKS cluster belongs to. It narrows the IAM policies of
	// [ScientistAccess.IAMPolicies]. Default: they name every HyperPod cluster of the account and region.
	HyperPodClusterArn pulumi.StringInput

	// Labels are set on every Kubernetes object. Default: none.
	Labels map[string]string

	// Tags are set on every access entry. Default: none, except the AWS provider's default tags.
	Tags pulumi.StringMapInput
}

// PrincipalArgs is one IAM principal and its place on the cluster.
type PrincipalArgs struct {
	// Arn of an IAM role or user, with its full path; it may be an output of the same program, which needs version 3.182
	// of the Pulumi CLI or a later one. Required.
	//
	// EKS refuses, or accepts but ignores, STS sessions, root, service-linked roles, instance profiles, IAM
	// groups and wildcards, so they are errors here. Only EKS knows whether the principal exists: for one that does not,
	// an update waits for two minutes before it fails, because IAM is eventually consistent.
	// Source: https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
	Arn pulumi.StringInput

	// FormerKeys are keys that the principal had before. They are needed to rename the key of a principal whose Arn is
	// an output, because its access entry is named after the key; other entries are named after the principal. They
	// become aliases, and can go once every stack is updated. A current key is refused: to swap two keys, first rename
	// both to new keys, in an update of its own. A preview refuses a second entry for a principal. Default: none.
	FormerKeys []string

	// Teams that the principal belongs to. Its access entry carries the groups of all of them. Required with
	// [ScientistAccessArgs.Teams], refused without.
	Teams []string

	// AccessPolicies are EKS's own access policies for the principal, beside those of its teams. A policy that both name
	// holds wherever one of them says. Default: none.
	AccessPolicies []AccessPolicyArgs

	// UserName is the Kubernetes user name, as it appears in the cluster's audit log. A user name with
	// {{SessionName}} needs a colon before it, and no user name may start with system:, eks:, aws:, amazon: or iam:.
	// Default: the name that EKS chooses, the ARN of the user or of the role's session; it takes the place of any other.
	// Source: https://docs.aws.amazon.com/eks/latest/userguide/set-custom-username.html
	UserName pulumi.StringInput
}

// TeamArgs is one of several teams on a cluster.
type TeamArgs struct {
	// Namespaces in which the team works. Teams may share a namespace. At least one is required, unless HelmCharts
	// is set.
	Namespaces []string

	// Capabilities, Policy, AllowDangerous, AccessPolicies and HelmCharts say what the team may do, and Guardrails what it may
	// not do with it. They mean the same as in [ScientistAccessArgs], with the same defaults.
	Capabilities   []string
	Policy         policy.Policy
	AllowDangerous []string
	AccessPolicies []AccessPolicyArgs
	HelmCharts     *HelmChartsArgs
	Guardrails     *GuardrailsArgs
}
