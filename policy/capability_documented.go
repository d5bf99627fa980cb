package policy

import "github.com/scientist-access/scientist-access/internal/cite"

// DocumentedName is the name of the capability that is the documented policy.
const DocumentedName = "documented"

// documentedPolicy presents [Documented] as a capability, so users can name it along with the others.
func documentedPolicy() Capability {
	page := cite.Guide("sagemaker-hyperpod-eks-setup-rbac.html")
	p := Documented()
	cluster := []string{
		"CLI v1 and v2 get-clusters and v3 list-cluster sum up the accelerators that pods ask for",
		"CLI v1 and v2 get-clusters and v3 list-cluster count nodes",
	}
	namespace := []string{
		"get: CLI v2 get-log; no command creates pods",
		"no effect: nodes are cluster-scoped, and this is a Role",
		"get: get-log; no command lists logs",
		"CLI v1 and v2 exec; get before Kubernetes 1.35, create from then on",
		"CLI v1 and v2 start-job, list-jobs, get-job and cancel-job; no command uses update or status",
		"get, create, delete: Helm, which start-job and cancel-job call; no command uses update or list",
		"Helm keeps its releases in secrets; update is missing, so releases stay pending",
	}

	c := Capability{
		Name:       DocumentedName,
		Summary:    "The policy of the SageMaker AI developer guide, verbatim: training with the HyperPod CLI of 2024",
		Statements: documentedStatements(),
	}
	for i, reason := range cluster {
		c.Rules = append(c.Rules, Rule{Cluster, p.Cluster[i], reason, page})
	}
	for i, reason := range namespace {
		c.Rules = append(c.Rules, Rule{TeamNamespaces, p.Namespace[i], reason, page})
	}
	return c
}
