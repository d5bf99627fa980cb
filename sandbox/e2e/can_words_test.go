package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
)

// How the command and the API server are asked about the same.

// words are a right as the command takes it; nil for one that has no words there.
func words(right access.Right) []string {
	if right.Path != "" {
		return []string{right.Verb, right.Path}
	}
	what, subresource, isSub := strings.Cut(right.Resource, "/")
	switch {
	case right.APIGroup == "*" && what == "*":
	case right.APIGroup == "" && what != "pods" && what != "secrets":
		return nil // it would be taken for one of another group
	case right.APIGroup != "":
		what += "." + right.APIGroup
	}
	if isSub {
		what += "/" + subresource
	}
	if right.Name == "" {
		return []string{right.Verb, what}
	}
	return []string{right.Verb, what, right.Name}
}

// written is a principal as the command takes it.
func written(p access.Principal) string {
	switch p.Kind {
	case access.Group:
		return "group:" + p.Name
	case access.User:
		return "user:" + p.Name
	case access.ServiceAccount:
		return access.ServiceAccountUser(p.Subject())
	}
	return p.Name[strings.LastIndex(p.Name, ":")+1:]
}

// peopleOf are all principals of the cluster, as the API server is asked about them.
func peopleOf(m *access.Model) map[access.Principal]somebody {
	people := map[access.Principal]somebody{}
	for p, id := range m.Principals() {
		if p.Cluster != modelCluster {
			continue
		}
		who := somebody{user: "nobody", identity: id}
		for _, subject := range id.Subjects {
			if subject.Kind == "Group" {
				who.groups = append(who.groups, subject.Name)
			}
		}
		switch p.Kind {
		case access.IAM:
			who.user = id.Entries[0].Session(session)
		case access.User:
			who.user = p.Name
		case access.ServiceAccount:
			who.user = access.ServiceAccountUser(p.Subject())
		}
		people[p] = who
	}
	return people
}

// writeExport writes what "pulumi stack export" would print of the cluster's objects, had a stack created them.
func writeExport(t *testing.T, objects access.Objects) (file string) {
	t.Helper()
	var resources []map[string]any
	add := func(token, name string, inputs map[string]any) {
		resources = append(resources, map[string]any{
			"urn": "urn:pulumi:dev::access::" + token + "::" + name, "type": token, "custom": true, "id": name, "inputs": inputs, "outputs": inputs,
			"provider": "urn:pulumi:dev::access::pulumi:providers:kubernetes::cluster::1",
		})
	}
	object := func(kind, namespace, name string, inputs map[string]any) {
		inputs["kind"], inputs["metadata"] = kind, map[string]any{"name": name, "namespace": namespace}
		add("kubernetes:rbac.authorization.k8s.io/v1:"+kind, name, inputs)
	}
	for _, r := range objects.Roles {
		inputs := map[string]any{"rules": r.Rules}
		if r.Aggregated {
			inputs["aggregationRule"] = map[string]any{"clusterRoleSelectors": []any{map[string]any{"matchLabels": map[string]any{"proof": "x"}}}}
		}
		if r.Cluster == modelCluster {
			object(r.Kind, r.Namespace, r.Name, inputs)
		}
	}
	for _, b := range objects.Bindings {
		if b.Cluster == modelCluster {
			object(b.Kind, b.Namespace, b.Name, map[string]any{"roleRef": b.RoleRef, "subjects": b.Subjects})
		}
	}
	for _, e := range objects.Entries {
		if e.Cluster == modelCluster {
			add("aws:eks/accessEntry:AccessEntry", e.PrincipalARN[strings.LastIndex(e.PrincipalARN, "/")+1:], map[string]any{
				"clusterName": modelCluster, "principalArn": e.PrincipalARN, "kubernetesGroups": e.Groups, "userName": e.UserName,
			})
		}
	}
	text, err := json.Marshal(map[string]any{"version": 3, "deployment": map[string]any{"resources": resources}})
	require.NoError(t, err)
	file = filepath.Join(t.TempDir(), "stack.json")
	require.NoError(t, os.WriteFile(file, text, 0o600))
	return file
}
