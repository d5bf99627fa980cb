package main

// adopting shows resources that exist before the stack has them, or that it only reads.
var adopting = []scene{
	{ // the import option: of a role, a binding and an entry that exist and are as the program wants them. For want of a
		// schema, our build of the Kubernetes provider imports metadata alone, so that an update and a replacement follow
		name:    "import",
		updates: [][]config{retained(importable()...), {}},
		preview: imported(importable()...),
	},
	{ // the import option: of an entry that exists with other groups
		name:    "import-differs",
		updates: [][]config{retained(entry("ada", "Ada", "readers")), {}},
		preview: imported(entry("ada", "Ada", "readers", "writers")),
	},
	{ // the import option: of a role that exists with other rules, which belong to somebody else
		name:    "import-conflict",
		updates: [][]config{retained(importable()...), {}},
		preview: imported(chained(entry("ada", "Ada", "readers"), clusterRole("same", "get", "create"))...),
		fails:   true,
	},
	{ // the import option on resources that the stack has already, under other ids
		name: "import-replacement",
		updates: [][]config{
			retained(importable()...),
			{clusterRole("role", "list"), clusterBinding("binding", "role", "readers"), entry("entry", "Ben", "readers")},
		},
		preview: imported(
			with(clusterRole("role", "get"), config{"name": "same"}),
			with(clusterBinding("binding", "same", "readers"), config{"name": "all"}),
			entry("entry", "Ada", "readers"),
		),
		steps: true,
	},
	{ // pulumi import: the preview after it has nothing to change
		name:     "imported",
		updates:  [][]config{retained(upgradable()...), {}},
		preview:  upgradable(),
		between:  importAll,
		exported: true,
	},
	{ // a role that is only read, and a binding of it
		name:    "read",
		preview: []config{read("view"), clusterBinding("all", "/view", "readers")},
	},
	{ // a role that is read stays, one is no longer read, one is read under another id
		name:     "discard",
		updates:  [][]config{{read("view"), read("edit"), with(read("admin"), config{"key": "moved"})}},
		preview:  []config{read("view"), with(read("cluster-admin"), config{"key": "moved"})},
		exported: true,
	},
	{ // a role of the stack is only read from now on: the same one, and another one under the same name in Pulumi
		name:    "read-replacement",
		updates: [][]config{{clusterRole("kept", "get"), clusterRole("other", "get")}},
		preview: []config{
			with(read("read-replacement-kept"), config{"key": "kept"}),
			with(read("view"), config{"key": "other"}),
		},
		steps: true,
	},
	{ // a role that was only read becomes the stack's own
		name:    "read-to-create",
		updates: [][]config{{with(read("view"), config{"key": "role"})}},
		preview: []config{clusterRole("role", "get")},
		steps:   true,
	},
}

func importable() []config {
	return []config{
		clusterRole("same", "get"),
		clusterBinding("all", "same", "readers"),
		entry("ada", "Ada", "readers"),
	}
}
