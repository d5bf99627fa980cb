package commands

import "github.com/scientist-access/scientist-access/internal/cite"

// v3Spaces are the commands of the HyperPod CLI 3 for spaces and their templates.
func v3Spaces() []Command {
	const file = "space/hyperpod_space.py"
	const templates = "space/hyperpod_space_template.py"
	names := clusterCall("list", namespaces, cite.V3(file+"#L448"))
	const leftOut = "namespaces that refuse are left out, each with a warning"
	create := call("create", workspaces, cite.V3(file+"#L376"))
	list := call("list", workspaces, cite.V3(file+"#L448"))
	get := call("get", workspaces, cite.V3(file+"#L533"))
	patch := call("patch", workspaces, cite.V3(file+"#L679"))
	find := call("list", pods, cite.V3(file+"#L758"))
	partition := clusterCall("list", nodes, cite.V3("training/accelerator_partition_util.py#L50"))
	getTemplate := call("get", workspaceTemplates, cite.V3(templates))
	listTemplates := call("list", workspaceTemplates, cite.V3(templates))

	return []Command{
		v3Create("hyp create hyp-space", needs(spaces), create).asking(spacesAddOn()),
		v3Create("hyp create hyp-space, accelerator partition", needs(spaces, partitions), partition, create).asking(spacesAddOn()),
		v3In("hyp list hyp-space", needs(spaces), list),
		v3("hyp list hyp-space -A", needs(allWork), names,
			everywhere("list", workspaces, cite.V3(file+"#L448")).tolerated(leftOut)),
		v3In("hyp describe hyp-space", needs(spaces), get),
		v3In("hyp delete hyp-space", needs(spaces), get, call("delete", workspaces, cite.V3(file+"#L580"))),
		v3In("hyp update hyp-space", needs(spaces), get, patch).asking(spacesAddOn()),
		v3In("hyp update hyp-space, accelerator partition", needs(spaces, partitions), get, partition, get, patch).
			asking(spacesAddOn()),
		v3In("hyp start hyp-space", needs(spaces), get, patch),
		v3In("hyp stop hyp-space", needs(spaces), get, patch),
		v3In("hyp get-logs hyp-space", needs(spaces), get, find, call("get", podLogs, cite.V3(file+"#L826"))),
		v3In("hyp portforward hyp-space", needs(spaces),
			get, find, version(), find, call("get", podPortForward, cite.V3(file+"#L984"))),
		v3In("hyp portforward hyp-space"+websocketVariant, needs(spaces),
			get, find, version(), find, call("create", podPortForward, cite.V3(file+"#L984"))),
		v3Create("hyp create hyp-space-access", needs(spaces), get,
			call("create", workspaceConnections, cite.V3(file+"#L908"))),

		v3("hyp create hyp-space-template", needs(spaceTemplates),
			call("create", workspaceTemplates, cite.V3(templates+"#L200"))),
		v3In("hyp list hyp-space-template", needs(spaceTemplates), listTemplates),
		v3("hyp list hyp-space-template -A", needs(allWork), names,
			everywhere("list", workspaceTemplates, cite.V3(templates)).tolerated(leftOut)),
		v3In("hyp describe hyp-space-template", needs(spaceTemplates), getTemplate),
		v3In("hyp delete hyp-space-template", needs(spaceTemplates), getTemplate, call("delete", workspaceTemplates, cite.V3(templates))),
		v3In("hyp update hyp-space-template", needs(spaceTemplates), getTemplate, call("patch", workspaceTemplates, cite.V3(templates+"#L462"))),
	}
}
