package commands

import (
	"strings"

	"github.com/scientist-access/scientist-access/internal/cite"
	"github.com/scientist-access/scientist-access/policy"
)

// The capabilities by the names that policy gives them.
const (
	pytorch        = "pytorch-jobs"
	helm4          = "helm-4"
	hyperpod       = "hyperpod-pytorch-jobs"
	recipes        = "recipes"
	exec           = "exec"
	inference      = "inference-endpoints"
	spaces         = "spaces"
	spaceTemplates = "space-templates"
	governance     = "task-governance"
	allNamespaces  = "all-namespaces"
	allWork        = "all-namespaces-work"
	overview       = "cluster-overview"
	partitions     = "accelerator-partitions"
	trainingLogs   = "training-operator-logs"
	inferenceLogs  = "inference-operator-logs"
)

// kind is a resource with its group, which the tables below make calls on.
type kind struct{ group, resource string }

var (
	pods                 = kind{"", "pods"}
	podLogs              = kind{"", "pods/log"}
	podExec              = kind{"", "pods/exec"}
	podPortForward       = kind{"", "pods/portforward"}
	configMaps           = kind{"", "configmaps"}
	secrets              = kind{"", "secrets"}
	services             = kind{"", "services"}
	nodes                = kind{"", "nodes"}
	namespaces           = kind{"", "namespaces"}
	crds                 = kind{"apiextensions.k8s.io", "customresourcedefinitions"}
	accessReviews        = kind{"authorization.k8s.io", "selfsubjectaccessreviews"}
	pyTorchJobs          = kind{"kubeflow.org", "pytorchjobs"}
	hyperPodJobs         = kind{"sagemaker.amazonaws.com", "hyperpodpytorchjobs"}
	jumpStartModels      = kind{"inference.sagemaker.aws.amazon.com", "jumpstartmodels"}
	endpointConfigs      = kind{"inference.sagemaker.aws.amazon.com", "inferenceendpointconfigs"}
	workspaces           = kind{"workspace.jupyter.org", "workspaces"}
	workspaceTemplates   = kind{"workspace.jupyter.org", "workspacetemplates"}
	workspaceConnections = kind{"connection.workspace.jupyter.org", "workspaceconnections"}
	workloads            = kind{"kueue.x-k8s.io", "workloads"}
	clusterQueues        = kind{"kueue.x-k8s.io", "clusterqueues"}
	priorityClasses      = kind{"kueue.x-k8s.io", "workloadpriorityclasses"}
)

// call is a request in the team's namespace.
func call(verb string, k kind, source string) Call {
	resource, subresource, _ := strings.Cut(k.resource, "/")
	return Call{Verb: verb, Group: k.group, Resource: resource, Subresource: subresource, Source: source}
}

// clusterCall is a request for the whole cluster.
func clusterCall(verb string, k kind, source string) Call {
	return call(verb, k, source).in(policy.Cluster)
}

// everywhere is a request that is made in every namespace of the cluster.
func everywhere(verb string, k kind, source string) Call {
	c := clusterCall(verb, k, source)
	c.EachNamespace = true
	return c
}

func (c Call) in(scope policy.Scope) Call {
	c.Scope = scope
	return c
}

func (c Call) named(name string) Call {
	c.Name = name
	return c
}

func (c Call) when(condition string) Call {
	c.Condition = condition
	return c
}

// tolerated marks a call without which the command goes on, and says what is lost.
func (c Call) tolerated(loss string) Call {
	c.Tolerated = true
	c.Loss = loss
	return c
}

func needs(capabilities ...string) []string { return capabilities }

// websocketVariant is the part of a command's name that tells from which Kubernetes on the API server authorizes
// websockets to pods as create; before, as get.
//
// Source: https://github.com/kubernetes/kubernetes/pull/134577
const websocketVariant = ", Kubernetes 1.35"

// version is asked for by most commands of the CLI 3 that talk to Kubernetes.
func version() Call {
	c := Call{Verb: "get", Path: "/version/", Scope: policy.Cluster, Source: cite.V3("common/utils.py")}
	return c.tolerated("no warning when client and server are too far apart")
}

// namespaceThere is the question whether the namespace exists, which most commands of the CLI 3 begin with.
func namespaceThere() Call {
	return call("get", namespaces, cite.V3("cli/clients/kubernetes_client.py#L319")).
		named(policy.NamespacePlaceholder).tolerated("prints the refusal and goes on")
}

// v3 is a command of the CLI 3 that does not begin with the namespace.
func v3(name string, needs []string, calls ...Call) Command {
	return Command{CLI: "v3", Name: name, Needs: needs, Calls: append([]Call{version()}, calls...)}
}

// v3In is a command of the CLI 3 that first looks whether the namespace exists.
func v3In(name string, needs []string, calls ...Call) Command {
	return v3(name, needs, append([]Call{namespaceThere()}, calls...)...)
}

// v3Create is a command of the CLI 3 that creates something, and looks for the namespace if it could not.
func v3Create(name string, needs []string, calls ...Call) Command {
	return v3(name, needs, append(calls, namespaceThere().when("the creation fails"))...)
}

// v3Bare is a command of the CLI 3 that asks for nothing but what it is about.
func v3Bare(name string, needs []string, calls ...Call) Command {
	return Command{CLI: "v3", Name: name, Needs: needs, Calls: calls}
}
