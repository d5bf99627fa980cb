package policy

import (
	"github.com/scientist-access/scientist-access/internal/arns"
	"github.com/scientist-access/scientist-access/internal/cite"
)

// spaces is the work in notebooks and editors that run on the cluster.
func spaces() Capability {
	return Capability{
		Name:    "spaces",
		Summary: "Create, change, start, stop, open and delete your spaces (JupyterLab, Code Editor)",
		Rules: []Rule{
			{
				TeamNamespaces,
				rule("workspace.jupyter.org", "workspaces").verbs("get", "list", "create", "patch", "delete"),
				"create, list, describe, update, start, stop and delete of hyp-space",
				cite.V3("space/hyperpod_space.py#L376"),
			},
			{
				TeamNamespaces, rule("connection.workspace.jupyter.org", "workspaceconnections").verbs("create"),
				"create hyp-space-access",
				cite.V3("space/hyperpod_space.py#L908"),
			},
			{
				TeamNamespaces, rule("", "pods").verbs("list"),
				"get-logs and portforward find the pod of the space",
				cite.V3("space/hyperpod_space.py#L758"),
			},
			{
				TeamNamespaces, rule("", "pods/log").verbs("get"),
				"get-logs",
				cite.V3("space/hyperpod_space.py#L826"),
			},
			{
				TeamNamespaces, rule("", "pods/portforward").verbs("get", "create"),
				"portforward: a websocket is a get; from Kubernetes 1.35 on it needs create",
				cite.V3("space/hyperpod_space.py#L984"),
			},
			readNamespace(),
		},
		Statements: []Statement{{
			Action: "eks:DescribeAddon", Resources: []string{arns.AddOn("amazon-sagemaker-spaces")}, Wide: anyID,
			Reason: "commands on spaces warn if the add-on is too old for them", Source: cite.V3("space/utils.py"),
		}},
	}
}
