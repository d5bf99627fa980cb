package commands

import "github.com/scientist-access/scientist-access/internal/source"

// v3Spaces are the commands of the HyperPod CLI 3 for spaces and their templates.
func v3Spaces() []Command {
	const file = "space/hyperpod_space.py"
	const templates = "space/hyperpod_space_template.py"
	everywhere := clusterCall("list", namespaces, source.V3(file+"#L448"))
	create := call("create", workspaces, source.V3(file+"#L376"))
	list := call("list", workspaces, source.V3(file+"#L448"))
	get := call("get", workspaces, source.V3(file+"#L533"))
	patch := call("patch", workspaces, source.V3(file+"#L679"))
	find := call("list", pods, source.V3(file+"#L758"))
	listTemplates := call("list", workspaceTemplates, source.V3(templates))

	return []Command{
		v3("hyp create hyp-space", needs(spaces), create),
		v3("hyp create hyp-space, accelerator partition", needs(spaces, partitions),
			clusterCall("list", nodes, source.V3("training/accelerator_partition_util.py#L50")), create),
		v3In("hyp list hyp-space", needs(spaces), list),
		v3("hyp list hyp-space -A", needs(spaces, allNamespaces), everywhere, list),
		v3In("hyp describe hyp-space", needs(spaces), get),
		v3In("hyp delete hyp-space", needs(spaces), get, call("delete", workspaces, source.V3(file+"#L580"))),
		v3In("hyp update hyp-space", needs(spaces), get, patch),
		v3In("hyp start hyp-space", needs(spaces), get, patch),
		v3In("hyp stop hyp-space", needs(spaces), get, patch),
		v3In("hyp get-logs hyp-space", needs(spaces), get, find, call("get", podLogs, source.V3(file+"#L826"))),
		v3In("hyp portforward hyp-space", needs(spaces),
			get, find, call("get", podPortForward, source.V3(file+"#L984"))),
		v3In("hyp portforward hyp-space"+websocketVariant, needs(spaces),
			get, find, call("create", podPortForward, source.V3(file+"#L984"))),
		v3("hyp create hyp-space-access", needs(spaces), get,
			call("create", workspaceConnections, source.V3(file+"#L908"))),

		v3("hyp create hyp-space-template", needs(spaceTemplates),
			call("create", workspaceTemplates, source.V3(templates+"#L200"))),
		v3In("hyp list hyp-space-template", needs(spaceTemplates), listTemplates),
		v3("hyp list hyp-space-template -A", needs(spaceTemplates, allNamespaces), everywhere, listTemplates),
		v3In("hyp describe hyp-space-template", needs(spaceTemplates), call("get", workspaceTemplates, source.V3(templates))),
		v3In("hyp delete hyp-space-template", needs(spaceTemplates), call("delete", workspaceTemplates, source.V3(templates))),
		v3In("hyp update hyp-space-template", needs(spaceTemplates), call("patch", workspaceTemplates, source.V3(templates+"#L462"))),
	}
}
