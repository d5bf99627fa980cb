package main

// running shows previews of another kind: with a refresh, of a part, of a destruction, and one that fails.
var running = []scene{
	{ // --refresh, after somebody has edited two roles and an entry, and deleted a binding and an entry; the fields of
		// the roles that somebody else owns now are taken back by force
		name:    "refresh",
		updates: [][]config{refreshable()},
		preview: refreshable(),
		between: forced(tamper),
		args:    []string{"--refresh"},
	},
	{ // the same without force: the preview fails at a role that somebody else owns now
		name:    "refresh-conflict",
		updates: [][]config{refreshable()[:1]},
		preview: refreshable()[:1],
		between: tamperRole,
		args:    []string{"--refresh"},
		fails:   true,
	},
	{ // the same, where the program wants what somebody has done
		name:    "refresh-accepted",
		updates: [][]config{refreshable()},
		preview: []config{
			role("edited", "list"),
			role("widened", "get", "create"),
			binding("kept", "Role", "edited", "readers"),
			entry("edited", "Ben", "readers", "writers"),
			entry("kept", "Cem", "readers"),
		},
		between: tamper,
		args:    []string{"--refresh"},
	},
	{ // pulumi refresh --preview-only, after the same edits as in refresh
		name:    "refresh-only",
		updates: [][]config{refreshable()},
		between: tamper,
		command: []string{"refresh", "--preview-only"},
	},
	{ // one resource is refused after some have been previewed: what depends on it, and deletions, are missing
		name: "half-failed",
		updates: [][]config{{
			clusterRole("reader", "get"),
			clusterBinding("leaving", "reader", "readers"),
			entry("ada", "Ada", "readers"),
		}},
		preview: chained(
			clusterRole("reader", "get", "list"),
			entry("refused", malformed, "readers"),
			entry("ada", "Ada", "readers", "writers"),
		),
		fails: true,
	},
	{ // the same with --refresh, and a role that stays as it is: what is not reached has been refreshed, and is not gone
		name: "refresh-half-failed",
		updates: [][]config{{
			clusterRole("kept", "get"),
			clusterRole("reader", "get"),
			clusterBinding("leaving", "reader", "readers"),
			entry("ada", "Ada", "readers"),
		}},
		preview: append([]config{clusterRole("kept", "get")}, chained(
			clusterRole("reader", "get", "list"),
			entry("refused", malformed, "readers"),
			entry("ada", "Ada", "readers", "writers"),
		)...),
		args:  []string{"--refresh"},
		fails: true,
	},
	{ // --target one role: a change, a creation and a deletion of others are left out
		name: "targeted",
		updates: [][]config{{
			clusterRole("target", "get"),
			clusterRole("other", "get"),
			clusterBinding("leaving", "target", "readers"),
			entry("ada", "Ada", "readers"),
		}},
		preview: []config{
			clusterRole("target", "get", "list"),
			clusterRole("other", "get", "list"),
			clusterBinding("new", "target", "readers"),
			entry("ada", "Ada", "readers", "writers"),
		},
		args: []string{
			"--target", "urn:pulumi:targeted::operations::kubernetes:rbac.authorization.k8s.io/v1:ClusterRole::target",
		},
	},
	{ // pulumi destroy --preview-only: also of what is retained and what is only read
		name: "destroy",
		updates: [][]config{{
			clusterRole("reader", "get"),
			with(clusterBinding("retained", "reader", "readers"), config{"retain": true}),
			read("view"),
			entry("ada", "Ada", "readers"),
		}},
		command: []string{"destroy", "--preview-only"},
	},
}

func refreshable() []config {
	return []config{
		role("edited", "get"),
		role("widened", "get"),
		binding("kept", "Role", "edited", "readers"),
		binding("deleted", "Role", "edited", "readers"),
		entry("deleted", "Ada", "readers"),
		entry("edited", "Ben", "readers"),
		entry("kept", "Cem", "readers"),
	}
}
