package main

// replacing shows resources that give way to others, updates of them that failed half way, and another provider.
var replacing = []scene{
	{ // a role and two bindings get other names, an entry another principal: created first, then the old one deleted
		name: "replace",
		updates: [][]config{{
			role("reader", "get"),
			clusterRole("reader", "get"),
			binding("renamed", "Role", "reader", "readers"),
			unnamed(binding("", "Role", "reader", "readers")),
			clusterBinding("all", "reader", "readers"),
			entry("ada", "Ada", "readers"),
		}},
		preview: []config{
			role("reader", "get"),
			clusterRole("reader", "get"),
			with(binding("renamed", "Role", "reader", "readers"), config{"name": "changed"}),
			with(unnamed(binding("", "Role", "reader", "readers")), config{"roleKind": "ClusterRole"}),
			with(clusterBinding("all", "reader", "readers"), config{"name": "changed"}),
			entry("ada", "Ben", "readers"),
		},
		exported: true,
		steps:    true,
	},
	{ // the same with deleteBeforeReplace: the old one deleted first, then the new one created
		name: "delete-before-replace",
		updates: [][]config{deletedFirst(
			role("reader", "get"),
			binding("renamed", "Role", "reader", "readers"),
			unnamed(binding("", "Role", "reader", "readers")),
			entry("ada", "Ada", "readers"),
		)},
		preview: deletedFirst(
			role("reader", "get"),
			with(binding("renamed", "Role", "reader", "readers"), config{"name": "changed"}),
			unnamed(binding("", "ClusterRole", "reader", "readers")),
			entry("ada", "Ben", "readers"),
		),
		steps: true,
	},
	{ // a binding binds another role under its old name: the provider deletes it first, and its dry run of the creation
		// fails as the old one is still there. https://github.com/pulumi/pulumi-kubernetes/issues/335
		name: "role-ref",
		updates: [][]config{{
			clusterRole("reader", "get"),
			clusterRole("writer", "create"),
			binding("some", "ClusterRole", "reader", "readers"),
			entry("ada", "Ada", "readers"),
		}},
		preview: chained(
			clusterRole("reader", "get"),
			clusterRole("writer", "create"),
			binding("some", "ClusterRole", "writer", "readers"),
			entry("ada", "Ada", "readers"),
		),
		fails: true,
	},
	{ // the principal of one entry, the groups of another, and the group or role of bindings change, all secret
		name: "secret-change",
		updates: [][]config{secret(
			clusterRole("reader", "get"),
			clusterRole("writer", "create"),
			clusterBinding("regrouped", "reader", "readers"),
			unnamed(clusterBinding("", "reader", "readers")),
			entry("moved", "Ada", "readers"),
			entry("regrouped", "Cem", "readers"),
			entry("unchanged", "Dua", "readers"),
		)},
		preview: secret(
			clusterRole("reader", "get"),
			clusterRole("writer", "create"),
			clusterBinding("regrouped", "reader", "writers"),
			unnamed(clusterBinding("", "writer", "readers")),
			entry("moved", "Ben", "readers"),
			entry("regrouped", "Cem", "writers"),
			entry("unchanged", "Dua", "readers"),
		),
		exported: true,
	},
	{ // retainOnDelete: a binding and an entry leave the program, a binding and an entry are replaced
		name: "retain",
		updates: [][]config{retained(
			clusterRole("reader", "get"),
			clusterBinding("left", "reader", "readers"),
			clusterBinding("replaced", "reader", "readers"),
			entry("left", "Ada", "readers"),
			entry("replaced", "Ben", "readers"),
		)},
		preview: retained(
			clusterRole("reader", "get"),
			with(clusterBinding("replaced", "reader", "readers"), config{"name": "changed"}),
			entry("replaced", "Cem", "readers"),
		),
		steps: true,
	},
	{ // an update failed to delete the old entry after a replacement: the state has both, the next update deletes it
		name:     "pending-delete",
		updates:  [][]config{{entry("ada", "Ada", "readers"), entry("ben", "Ben", "readers")}},
		preview:  []config{entry("ada", "Cem", "readers"), entry("ben", "Ben", "readers")},
		between:  refused("DeleteAccessEntry", entry("ada", "Cem", "readers"), entry("ben", "Ben", "readers")),
		exported: true,
		steps:    true,
	},
	{ // an update deleted an entry and failed to create its replacement, which the program still wants
		name:     "pending-replacement",
		updates:  [][]config{deletedFirst(entry("ada", "Ada", "readers"))},
		preview:  deletedFirst(entry("ada", "Cem", "readers")),
		between:  refused("CreateAccessEntry", deletedFirst(entry("ada", "Cem", "readers"))...),
		exported: true,
		steps:    true,
	},
	{ // the same, where the program wants neither any more
		name:    "pending-replacement-dropped",
		updates: [][]config{deletedFirst(entry("ada", "Ada", "readers"))},
		between: refused("CreateAccessEntry", deletedFirst(entry("ada", "Cem", "readers"))...),
	},
	{ // the SDK of the Kubernetes provider is upgraded: the same objects with another default provider
		name:     "provider-upgrade",
		updates:  [][]config{version("4.24.0", upgradable()...)},
		preview:  version("4.25.0", upgradable()...),
		exported: true,
	},
	{ // the upgrade comes with a change: a role gains a verb
		name:    "provider-upgrade-change",
		updates: [][]config{version("4.24.0", upgradable()...)},
		preview: version("4.25.0", append(upgradable()[1:], role("reader", "get", "list"))...),
	},
}

func upgradable() []config {
	return []config{
		role("reader", "get"),
		binding("some", "Role", "reader", "readers"),
		clusterRole("reader", "get"),
		clusterBinding("all", "reader", "readers"),
		entry("ada", "Ada", "readers"),
	}
}
