package main

import (
	"context"

	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// A scene is one stack of the program in testdata/operations, which declares the resources that its configuration
// lists. Its recordings are op-NAME-preview and, where exported, op-NAME-export: the state before the preview.
type scene struct {
	name     string
	updates  [][]config // what the program declares in one update after the other, before the preview
	preview  []config   // what it declares in the preview
	between  func(context.Context, *recorder, *stack.Stack) error
	command  []string // that previews; pulumi preview if empty
	args     []string // of it
	steps    bool     // record it once more as op-NAME-steps-preview, with --show-replacement-steps
	exported bool
	fails    bool // the preview does
}

// scenes show every operation of the engine, on objects and on access entries.
// Source: https://github.com/pulumi/pulumi/blob/v3.250.0/pkg/resource/deploy/step.go (StepOp)
var scenes = []scene{
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
		preview: []config{
			clusterRole("reader", "get"),
			clusterRole("writer", "create"),
			binding("some", "ClusterRole", "writer", "readers"),
			entry("ada", "Ada", "readers"),
		},
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
	{ // the import option: of a role, a binding and an entry that exist and are as the program wants them
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
		preview: imported(clusterRole("same", "get", "create"), entry("ada", "Ada", "readers")),
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
	{ // one resource is refused after some have been previewed: what depends on it, and deletions, are missing
		name: "half-failed",
		updates: [][]config{{
			clusterRole("reader", "get"),
			clusterBinding("leaving", "reader", "readers"),
			entry("ada", "Ada", "readers"),
		}},
		preview: []config{
			clusterRole("reader", "get", "list"),
			with(entry("refused", malformed, "readers"), config{"after": "reader"}),
			with(entry("ada", "Ada", "readers", "writers"), config{"after": "refused"}),
		},
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
		args: []string{"--target", "urn:pulumi:targeted::operations::kubernetes:rbac.authorization.k8s.io/v1:ClusterRole::target"},
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
	{ // pulumi import: the state lacks what our build of the provider does not know for want of a schema
		name:     "imported",
		updates:  [][]config{retained(upgradable()...), {}},
		preview:  upgradable(),
		between:  importAll,
		exported: true,
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
	{ // pulumi refresh --preview-only, after the same edits as in refresh
		name:    "refresh-only",
		updates: [][]config{refreshable()},
		between: tamper,
		command: []string{"refresh", "--preview-only"},
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

func importable() []config {
	return []config{
		clusterRole("same", "get"),
		clusterBinding("all", "same", "readers"),
		entry("ada", "Ada", "readers"),
	}
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

func upgradable() []config {
	return []config{
		role("reader", "get"),
		binding("some", "Role", "reader", "readers"),
		clusterRole("reader", "get"),
		clusterBinding("all", "reader", "readers"),
		entry("ada", "Ada", "readers"),
	}
}
