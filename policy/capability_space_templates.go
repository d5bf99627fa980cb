package policy

import "github.com/scientist-access/scientist-access/internal/cite"

// spaceTemplates is the upkeep of the templates that spaces are made from.
func spaceTemplates() Capability {
	return Capability{
		Name:    "space-templates",
		Summary: "Create, list, read, change and delete the templates of spaces",
		Rules: []Rule{
			{
				TeamNamespaces,
				rule("workspace.jupyter.org", "workspacetemplates").verbs("get", "list", "create", "patch", "delete"),
				"create, list, describe, update and delete of hyp-space-template",
				cite.V3("space/hyperpod_space_template.py#L200"),
			},
			readNamespace(),
		},
	}
}
