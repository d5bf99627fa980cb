package policy

import (
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/internal/arns"
	"github.com/scientist-access/scientist-access/internal/cite"
)

// Statement allows one action of IAM: what a command asks of AWS, beside what it asks of Kubernetes.
type Statement struct {
	// Action is IAM's name of the action, for example "eks:DescribeCluster".
	Action string
	// Resources are the ARNs that the action is allowed on. They may hold the placeholders of [IAMPlace].
	Resources []string
	// Reason says in one line which commands need the action.
	Reason string
	// Wide says why a resource has a *, where one has.
	Wide string
	// Source is the public address where the need can be read.
	Source string
	// RolesOnly statements are for principals that are roles.
	RolesOnly bool
}

// Why a resource has a *.
const (
	anyID         = "the ARN ends in an id that EKS makes up"
	noResource    = "the action has no resource"
	hyperPodID    = "hyperPodClusterArn is not set, and the ARN has an id instead of the cluster's name"
	userNames     = "the scientists choose the names"
	everyPublicOf = "the scientists choose among what SageMaker AI publishes for everybody"
)

// connecting is what takes a scientist to the cluster, whatever the work there.
var connecting = []Statement{
	{
		Action: "sagemaker:DescribeCluster", Resources: []string{arns.HyperPodCluster}, Wide: hyperPodID,
		Reason: "connect-cluster of v1 and v2 and set-cluster-context of v3 find the EKS cluster",
		Source: cite.V3("cli/commands/cluster.py"),
	},
	{
		Action: "eks:DescribeCluster", Resources: []string{arns.EKSCluster},
		Reason: "aws eks update-kubeconfig, which the same commands call",
		Source: "https://docs.aws.amazon.com/eks/latest/userguide/create-kubeconfig.html",
	},
	{
		Action: "eks:DescribeAccessEntry", Resources: []string{arns.OwnAccessEntry}, Wide: anyID,
		Reason: "set-cluster-context of v3 stops unless it finds the caller's access entry",
		Source: cite.V3("cli/cluster_utils.py"),
	},
	{
		Action: "iam:GetRole", Resources: []string{arns.OwnRole}, RolesOnly: true,
		Reason: "set-cluster-context of v3 asks for the path of the caller's role, and without an answer takes it for a role without",
		Source: cite.V3("cli/cluster_utils.py"),
	},
}

// Connecting is what every principal may ask of AWS, apart from those with the documented capability alone. The caller may
// change what it gets.
func Connecting() []Statement { return slices.Clone(connecting) }

// Statements are what the holders of the named capabilities may ask of AWS: what it takes to connect, and what the commands
// of each capability ask for. The documented capability alone is as AWS documents it. Unknown names are an error, as in
// [Lookup].
func Statements(names ...string) ([]Statement, error) {
	capabilities, err := Lookup(names...)
	if err != nil {
		return nil, err
	}
	all := Connecting()
	if len(capabilities) == 1 && capabilities[0].Name == DocumentedName {
		all = nil
	}
	for _, c := range capabilities {
		all = append(all, c.Statements...)
	}
	return all, nil
}

// Allows reports whether the statement allows an action on a resource, both with the same placeholders.
func (s Statement) Allows(action, resource string) bool {
	return s.Action == action && slices.ContainsFunc(s.Resources, func(pattern string) bool { return matches(pattern, resource) })
}

// matches reports whether a text is one of those that a pattern with * stands for.
func matches(pattern, text string) bool {
	head, rest, hasStar := strings.Cut(pattern, "*")
	text, found := strings.CutPrefix(text, head)
	if !found || !hasStar {
		return found && text == ""
	}
	for i := range len(text) + 1 {
		if matches(rest, text[i:]) {
			return true
		}
	}
	return false
}
