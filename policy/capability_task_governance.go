package policy

import "github.com/scientist-access/scientist-access/internal/cite"

// taskGovernance is what a team under HyperPod task governance (Kueue) needs beyond a training capability.
func taskGovernance() Capability {
	const kueue = "kueue.x-k8s.io"
	return Capability{
		Name:    "task-governance",
		Summary: "Work under task governance: priorities, the team's quota, changing queued jobs",
		Rules: []Rule{
			{
				Cluster, named(rule(kueue, "clusterqueues").verbs("get"), NamespacePlaceholder+"-clusterqueue"),
				"get-clusters -n of v2 and list-cluster -n of v3 show the team's quota, if the namespace is named as SageMaker names it",
				cite.V3("cli/commands/cluster.py#L472"),
			},
			{
				Cluster, rule(kueue, "workloadpriorityclasses").verbs("list"),
				"start-job --priority of v2 checks whether the priority exists",
				cite.V2("validators/job_validator.py"),
			},
			{
				TeamNamespaces, rule(kueue, "workloads").verbs("list", "patch"),
				"patch-job of v2 finds the workload of a job and changes its priority",
				cite.V2("commands/job.py#L899"),
			},
			{
				TeamNamespaces, rule("", "namespaces").verbs("get"),
				"get-clusters -n of v2 and list-cluster -n of v3 read the quota's name from the namespace",
				cite.V3("cli/commands/cluster.py#L472"),
			},
		},
	}
}
