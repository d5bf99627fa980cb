// Package largestack makes previews and exports of stacks that are large, for tests and benchmarks.
package largestack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/scientist-access/scientist-access/policy"
)

type object = map[string]any

// TeamsPreview is a preview of a stack in which each team has its share of the namespaces, and each principal
// works for up to three teams. The change gives every tenth namespace two more rules.
func TeamsPreview(namespaces, principals, teams int) []byte {
	documented := policy.Documented()
	var steps []object
	step := func(op string, before, after object) {
		steps = append(steps, object{"op": op, "urn": after["urn"], "oldState": before, "newState": after})
	}
	same := func(o object) { step("same", o, o) }
	same(kubernetesObject("ClusterRole", "", "scientists", object{"rules": documented.Cluster}))
	for team := range teams {
		name := fmt.Sprintf("team-%d", team)
		same(bindingObject("ClusterRoleBinding", "", name, "ClusterRole", name))
	}
	for i := range namespaces {
		namespace := fmt.Sprintf("aws-hyperpod-%03d", i)
		role := kubernetesObject("Role", namespace, "scientists", object{"rules": documented.Namespace})
		if i%10 == 0 {
			step("update", kubernetesObject("Role", namespace, "scientists", object{"rules": documented.Namespace[2:]}), role)
		} else {
			same(role)
		}
		same(bindingObject("RoleBinding", namespace, "scientists", "Role", fmt.Sprintf("team-%d", i%teams)))
	}
	for i := range principals {
		same(entryObject(i, fmt.Sprintf("team-%d", i%teams), fmt.Sprintf("team-%d", (i*7+1)%teams), fmt.Sprintf("team-%d", (i*13+5)%teams)))
	}
	return marshal(object{"steps": steps, "changeSummary": object{"same": len(steps) - namespaces/10, "update": namespaces / 10}})
}

// OwnGroupsExport is an export of a stack in which every principal has a group of its own, and each namespace's
// binding names another third of them: no two principals have the same access.
func OwnGroupsExport(namespaces, principals int) []byte {
	documented := policy.Documented()
	var resources []object
	for i := range namespaces {
		namespace := fmt.Sprintf("aws-hyperpod-%03d", i)
		var groups []string
		for p := range principals {
			if (p*p+i)%3 == 0 || p%namespaces == i {
				groups = append(groups, fmt.Sprintf("group-%d", p))
			}
		}
		resources = append(resources,
			kubernetesObject("Role", namespace, "scientists", object{"rules": documented.Namespace}),
			bindingObject("RoleBinding", namespace, "scientists", "Role", groups...))
	}
	for p := range principals {
		resources = append(resources, entryObject(p, fmt.Sprintf("group-%d", p)))
	}
	return exportOf(resources)
}

// MostlyOther is an export of at least the given size: little about access among many ConfigMaps.
func MostlyOther(size int) []byte {
	filler := string(bytes.Repeat([]byte("0123456789abcdef"), 4096))
	resources := []object{kubernetesObject("ClusterRole", "", "scientists", object{"rules": policy.Documented().Cluster})}
	for i := 0; i*len(filler) < size; i++ {
		resources = append(resources, object{
			"urn":    fmt.Sprintf("urn:pulumi:dev::access::kubernetes:core/v1:ConfigMap::c%d", i),
			"type":   "kubernetes:core/v1:ConfigMap",
			"inputs": object{"metadata": object{"name": fmt.Sprint("c", i)}, "data": object{"text": filler}},
		})
	}
	return exportOf(resources)
}

func exportOf(resources []object) []byte {
	return marshal(object{"version": 3, "deployment": object{"resources": resources}})
}

func kubernetesObject(kind, namespace, name string, fields object) object {
	inputs := object{"kind": kind, "metadata": object{"name": name, "namespace": namespace}}
	maps.Copy(inputs, fields)
	token := "kubernetes:rbac.authorization.k8s.io/v1:" + kind
	return object{
		"urn":  fmt.Sprintf("urn:pulumi:dev::access::%s::%s-%s", token, namespace, name),
		"type": token, "id": namespace + "/" + name, "inputs": inputs, "outputs": inputs,
		"provider": "urn:pulumi:dev::access::pulumi:providers:kubernetes::cluster::1",
	}
}

func bindingObject(kind, namespace, name, roleKind string, groups ...string) object {
	var subjects []object
	for _, group := range groups {
		subjects = append(subjects, object{"kind": "Group", "name": group})
	}
	return kubernetesObject(kind, namespace, name, object{
		"roleRef": object{"kind": roleKind, "name": "scientists"}, "subjects": subjects,
	})
}

func entryObject(i int, groups ...string) object {
	return object{
		"urn":  fmt.Sprintf("urn:pulumi:dev::access::aws:eks/accessEntry:AccessEntry::p%d", i),
		"type": "aws:eks/accessEntry:AccessEntry", "id": fmt.Sprint("ml:p", i),
		"inputs": object{
			"clusterName":      "ml",
			"principalArn":     fmt.Sprintf("arn:aws:iam::111122223333:role/Scientist%03d", i),
			"kubernetesGroups": groups,
		},
	}
}

func marshal(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}
