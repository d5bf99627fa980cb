package stackconfig

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/component"
)

// teamDocument is a team as a configuration would say it.
func teamDocument(t component.TeamArgs) map[string]any {
	document := map[string]any{
		"namespaces": t.Namespaces, "capabilities": t.Capabilities, "allowDangerous": t.AllowDangerous,
		"policy": map[string]any{"cluster": t.Policy.Cluster, "namespace": t.Policy.Namespace, "elsewhere": t.Policy.Elsewhere},
	}
	document["accessPolicies"] = policiesDocument(t.AccessPolicies)
	if g := t.Guardrails; g != nil {
		document["guardrails"] = map[string]any{"serviceAccounts": g.ServiceAccounts, "hostPaths": g.HostPaths, "action": g.Action}
	}
	if t.HelmCharts == nil {
		return document
	}
	charts := map[string]any{"createObjects": t.HelmCharts.CreateObjects}
	if c := t.HelmCharts.Cluster; c != nil {
		charts["cluster"] = map[string]any{"roleName": c.RoleName}
	}
	if c := t.HelmCharts.Namespaced; c != nil {
		charts["namespaced"] = map[string]any{"roleName": c.RoleName, "namespace": c.Namespace}
	}
	if c := t.HelmCharts.Team; c != nil {
		charts["team"] = map[string]any{"targetId": c.TargetID}
	}
	document["helmCharts"] = charts
	return document
}

func policiesDocument(given []component.AccessPolicyArgs) []map[string]any {
	var all []map[string]any
	for _, a := range given {
		all = append(all, map[string]any{"policy": a.Policy, "scope": a.Scope, "namespaces": a.Namespaces})
	}
	return all
}

func decoded(t *testing.T, document any) any {
	t.Helper()
	raw, err := json.Marshal(document)
	require.NoError(t, err)
	var plain any
	require.NoError(t, json.Unmarshal(raw, &plain))
	return plain
}

// prune leaves out what is empty, at every depth. But a chart without values is installed.
func prune(name string, value any) any {
	switch value := value.(type) {
	case map[string]any:
		kept := map[string]any{}
		for key, member := range value {
			if member = prune(key, member); member != nil {
				kept[key] = member
			}
		}
		if len(kept) == 0 && name != "cluster" && name != "namespaced" && name != "team" {
			return nil
		}
		return kept
	case []any:
		if len(value) == 0 {
			return nil
		}
		for i, item := range value {
			if rule, is := item.(map[string]any); is {
				value[i] = prune("", rule)
			}
		}
	case string:
		if value == "" && name != "" {
			return nil
		}
	case bool:
		if !value {
			return nil
		}
	}
	return value
}
