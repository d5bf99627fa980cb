package policy

import "slices"

// controllers are the namespaces in which service accounts with rights over the whole cluster live, and whose.
// Whoever can start a pod there, or get into one, can act as them.
//
// Source: https://github.com/aws/sagemaker-hyperpod-cli/tree/011ca92/helm_chart/HyperPodHelmChart/charts
var controllers = map[string]string{
	"kubeflow":                  "the Kubeflow training operator, with all rights on pods of every namespace, exec, and Roles",
	"aws-hyperpod":              "HyperPod's training operator and health monitoring",
	"hyperpod-inference-system": "HyperPod's inference operator",
	"kueue-system":              "Kueue, which decides on every workload",
	"kube-system":               "the cluster's own controllers",
}

// Controllers says in words which controllers with rights over the whole cluster run in a namespace, as far as
// HyperPod and its usual companions bring them; empty for any other namespace.
func Controllers(namespace string) string { return controllers[namespace] }

// place is a kind of scope: in some a right leads further than in others.
type place string

const (
	wholeCluster place = "cluster"
	// controlled is a namespace in which controllers run.
	controlled place = "controllers"
	// ordinary is any other namespace.
	ordinary place = "ordinary"
)

var (
	everywhere  = []place{wholeCluster, controlled, ordinary}
	clusterWide = []place{wholeCluster}
	// powerful are the places within reach of service accounts with rights over the whole cluster.
	powerful = []place{wholeCluster, controlled}
)

func placeOf(scope Scope, namespace string) place {
	if scope == Cluster {
		return wholeCluster
	}
	if controllers[namespace] != "" {
		return controlled
	}
	return ordinary
}

// patterns are the dangers that are known, and what to do instead of each.
var patterns = slices.Concat(rightsOverRights, rightsOverAccounts, rightsOverPods, rightsOverTheCluster)
