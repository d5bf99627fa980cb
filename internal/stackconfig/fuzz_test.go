package stackconfig

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/component"
)

// FuzzConfig checks that a stack configuration either is refused, or becomes arguments that are valid and say all that it
// says, and nothing else. Two values of a valid configuration are the fuzzer's.
func FuzzConfig(f *testing.F) {
	for _, seed := range [][4]string{
		{"clusterName", "ml", "namespaces", `["a","b"]`},
		{"principals", `{"bob":{"arn":"` + alice + `","teams":["vision"],"userName":"al","formerKeys":["al"]}}`, "teams",
			`{"vision":{"namespaces":["a"],"capabilities":["exec"],"allowDangerous":["bind"]}}`},
		{"teams", `{"vision":{"helmCharts":{"cluster":{},"createObjects":true}}}`, "principals", `{"a":{"arn":"` + alice + `","teams":["vision"]}}`},
		{"policy", `{"cluster":[{"apiGroups":[""],"resources":["nodes"],"verbs":["list"]}],"namespace":[{"apiGroups":[""],` +
			`"resources":["pods"],"resourceNames":["x"],"verbs":["get"]}],"elsewhere":{"b":[{"apiGroups":["apps"],"resources":["x"],"verbs":["get"]}]}}`,
			"capabilities", `["exec"]`},
		{"helmCharts", `{"cluster":{"roleName":"r"},"namespaced":{"roleName":"s","namespace":"b"},"team":{"targetId":"x"}}`, "createNamespaces", "false"},
		{"accessPolicies", `[{"policy":"AmazonEKSViewPolicy","namespaces":["dev-*"]}]`, "principals",
			`{"bob":{"arn":"` + alice + `","accessPolicies":[{"policy":"AmazonEKSEditPolicy","scope":"cluster"}]}}`},
		{"labels", `{"a":"b","a":"c"}`, "tags", `{"k":"v"}`},
		{"namePrefix", "p", "createNamespaces", "true"},
		{"allowDangerous", `["wildcards"]`, "policy", `{"cluster":[{"nonResourceURLs":["/a"],"verbs":["*"]}]}`},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3], false)
		f.Add(seed[2], seed[3], seed[0], seed[1], true)
	}
	f.Fuzz(func(t *testing.T, key, value, otherKey, otherValue string, secret bool) {
		given := withDefaults(map[string]string{
			"clusterName": "ml", "principals": `{"alice":"` + alice + `"}`, key: value, otherKey: otherValue,
		})
		document := map[string]string{}
		for key, value := range given {
			document["p:"+key] = value
		}
		raw, err := json.Marshal(document)
		require.NoError(t, err)
		own, err := section(string(raw), "p")
		require.NoError(t, err)
		_, isKey := own[key]
		c, err := read(Section{Values: own, Secret: map[string]bool{key: secret && isKey}})
		if secret && isKey && key != "principals" && key != "tags" {
			require.Error(t, err, "what cannot be kept secret is refused")
		}
		if err != nil {
			return
		}
		for key, value := range own {
			require.False(t, !slices.Contains(plainKeys, key) && saysTwice(value), "%s says something twice: %s", key, value)
		}
		require.NoError(t, c.Access.Validate())
		if !secret {
			require.Equal(t, meaning(own), arguments(t, c), "nothing is left out, nothing is added")
		}
	})
}

// saysTwice reports whether an object in JSON has a key twice.
func saysTwice(value string) bool {
	decoder := json.NewDecoder(strings.NewReader(value))
	var twice func() bool
	twice = func() bool {
		token, err := decoder.Token()
		if err != nil || token != json.Delim('{') && token != json.Delim('[') {
			return false
		}
		found, seen := false, map[string]bool{}
		for decoder.More() {
			if token == json.Delim('{') {
				key, err := decoder.Token()
				if err != nil {
					return false
				}
				found = found || seen[key.(string)]
				seen[key.(string)] = true
			}
			found = twice() || found
		}
		_, _ = decoder.Token()
		return found
	}
	return json.Valid([]byte(value)) && twice()
}

// meaning is a configuration as one document, without what is empty and without the default that others drop.
func meaning(own map[string]string) any {
	all := map[string]any{}
	for key, value := range own {
		var parsed any
		if slices.Contains(plainKeys, key) || json.Unmarshal([]byte(value), &parsed) != nil {
			parsed = value
		}
		all[key] = parsed
	}
	principals, _ := all["principals"].(map[string]any)
	for key, principal := range principals {
		if arn, alone := principal.(string); alone {
			principals[key] = map[string]any{"arn": arn}
		}
	}
	pruned := prune("", all).(map[string]any)
	if others := pruned["teams"] != nil || pruned["helmCharts"] != nil; others {
		delete(pruned, "namespaces")
	}
	return pruned
}

// arguments are the same of what the configuration became.
func arguments(t *testing.T, c *Config) any {
	t.Helper()
	a := c.Access
	all := teamDocument(component.TeamArgs{
		Namespaces: a.Namespaces, Capabilities: a.Capabilities, Policy: a.Policy, AllowDangerous: a.AllowDangerous, HelmCharts: a.HelmCharts,
		AccessPolicies: a.AccessPolicies,
	})
	principals, teams := map[string]any{}, map[string]any{}
	for key, p := range a.Principals {
		principals[key] = map[string]any{
			"arn": p.Arn, "userName": p.UserName, "teams": p.Teams, "formerKeys": p.FormerKeys,
			"accessPolicies": policiesDocument(p.AccessPolicies),
		}
	}
	for name, team := range a.Teams {
		teams[name] = teamDocument(team)
	}
	for key, value := range map[string]any{
		"clusterName": a.ClusterName, "principals": principals, "teams": teams, "namePrefix": a.NamePrefix,
		"createNamespaces": a.CreateNamespaces, "labels": a.Labels, "tags": a.Tags,
	} {
		all[key] = value
	}
	require.Equal(t, pulumi.String(c.ClusterName), a.ClusterName)
	return prune("", decoded(t, all))
}
