package main

import "github.com/scientist-access/scientist-access/sandbox"

// malformed is a principal that is not an ARN.
const malformed = "not an ARN"

// What the program in testdata/operations declares: see its type declared.

func role(name string, verbs ...string) config {
	return config{"type": "Role", "key": name, "name": name, "verbs": verbs}
}

func clusterRole(name string, verbs ...string) config {
	return config{"type": "ClusterRole", "key": name, "name": name, "verbs": verbs}
}

func binding(name, kind, role string, groups ...string) config {
	return config{"type": "RoleBinding", "key": name, "name": name, "roleKind": kind, "role": role, "groups": groups}
}

func clusterBinding(name, role string, groups ...string) config {
	return config{
		"type": "ClusterRoleBinding", "key": name, "name": name, "roleKind": "ClusterRole", "role": role, "groups": groups,
	}
}

func entry(key, principal string, groups ...string) config {
	return config{
		"type": "AccessEntry", "key": key, "cluster": sandbox.Cluster, "principal": principal, "groups": groups,
	}
}

// read declares a cluster role that exists and is only read.
func read(name string) config { return config{"type": "ClusterRole", "key": name, "get": name} }

// unnamed leaves the name of an object to the provider, which makes it from the key.
func unnamed(declared config) config {
	return with(declared, config{"name": "", "key": "named-by-the-provider"})
}

func secret(declared ...config) []config   { return each(declared, config{"secret": true}) }
func retained(declared ...config) []config { return each(declared, config{"retain": true}) }
func imported(declared ...config) []config { return each(declared, config{"import": true}) }

func deletedFirst(declared ...config) []config { return each(declared, config{"deleteFirst": true}) }

// chained lets each depend on the one before, so that it is always the same ones that come before a failure.
func chained(declared ...config) []config {
	for i := range declared[1:] {
		declared[i+1] = with(declared[i+1], config{"after": declared[i]["key"]})
	}
	return declared
}

// version asks for a version of the Kubernetes provider, as an SDK of that version does.
func version(version string, declared ...config) []config {
	var all []config
	for _, d := range declared {
		if d["type"] != "AccessEntry" {
			d = with(d, config{"version": version})
		}
		all = append(all, d)
	}
	return all
}

// onCluster places what is declared on one of several clusters.
func onCluster(cluster string, declared ...config) []config {
	var all []config
	for _, d := range declared {
		where := config{"key": cluster + "-" + d["key"].(string), "provider": cluster}
		if d["type"] == "AccessEntry" {
			where = config{"key": cluster + "-" + d["key"].(string), "cluster": cluster}
		}
		all = append(all, with(d, where))
	}
	return all
}

func each(declared []config, changed config) []config {
	var all []config
	for _, d := range declared {
		all = append(all, with(d, changed))
	}
	return all
}
