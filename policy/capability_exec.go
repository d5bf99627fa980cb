package policy

import "github.com/scientist-access/scientist-access/internal/cite"

// exec is separate because a shell in a pod has the rights of the pod's service account.
func exec() Capability {
	return Capability{
		Name:    "exec",
		Summary: "Run commands in the pods of your jobs",
		Rules: []Rule{
			{
				TeamNamespaces, rule("", "pods").verbs("list"),
				"exec finds the pods of the job",
				cite.V2("service/exec_command.py"),
			},
			{
				TeamNamespaces, rule("", "pods/exec").verbs("get", "create"),
				"exec: a websocket is a get; from Kubernetes 1.35 on it needs create",
				"https://github.com/kubernetes/kubernetes/pull/134577",
			},
		},
	}
}
