package stackconfig

import (
	"bytes"
	"encoding/json"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/policy"
)

func policyValue(d *decoder, into *policy.Policy) value {
	return d.object(map[string]value{
		"cluster":   rules(d, &into.Cluster),
		"namespace": rules(d, &into.Namespace),
		"elsewhere": d.each(func(namespace string) value {
			return func(path *field.Path, raw json.RawMessage) {
				var there []rbacv1.PolicyRule
				rules(d, &there)(path, raw)
				if into.Elsewhere == nil {
					into.Elsewhere = map[string][]rbacv1.PolicyRule{}
				}
				into.Elsewhere[namespace] = there
			}
		}),
	})
}

func rules(d *decoder, into *[]rbacv1.PolicyRule) value {
	return d.list(func() value {
		return func(path *field.Path, raw json.RawMessage) {
			var rule rbacv1.PolicyRule
			d.object(map[string]value{
				"apiGroups":       d.texts(&rule.APIGroups),
				"resources":       d.texts(&rule.Resources),
				"resourceNames":   d.texts(&rule.ResourceNames),
				"nonResourceURLs": d.texts(&rule.NonResourceURLs),
				"verbs":           d.texts(&rule.Verbs),
			})(path, raw)
			*into = append(*into, rule)
		}
	})
}

func accessPolicies(d *decoder, into *[]component.AccessPolicyArgs) value {
	return d.list(func() value {
		return func(path *field.Path, raw json.RawMessage) {
			var a component.AccessPolicyArgs
			d.object(map[string]value{
				"policy": d.text(&a.Policy), "scope": d.text(&a.Scope), "namespaces": d.texts(&a.Namespaces),
			})(path, raw)
			*into = append(*into, a)
		}
	})
}

// unlessEmpty takes an empty object, the default, for none.
func unlessEmpty(decode value) value {
	return func(path *field.Path, raw json.RawMessage) {
		if !bytes.Equal(raw, []byte("{}")) {
			decode(path, raw)
		}
	}
}

func guardrailsValue(d *decoder, into **component.GuardrailsArgs) value {
	return func(path *field.Path, raw json.RawMessage) {
		rails := &component.GuardrailsArgs{}
		d.object(map[string]value{
			"serviceAccounts": d.texts(&rails.ServiceAccounts),
			"hostPaths":       d.texts(&rails.HostPaths),
			"action":          d.text((*string)(&rails.Action)),
		})(path, raw)
		*into = rails
	}
}

func podSecurityValue(d *decoder, into **component.PodSecurityArgs) value {
	return func(path *field.Path, raw json.RawMessage) {
		security := &component.PodSecurityArgs{}
		d.object(map[string]value{
			"enforce": d.text(&security.Enforce), "warn": d.text(&security.Warn), "audit": d.text(&security.Audit),
			"version": d.text(&security.Version),
		})(path, raw)
		*into = security
	}
}

func helmCharts(d *decoder, into **component.HelmChartsArgs) value {
	return unlessEmpty(func(path *field.Path, raw json.RawMessage) {
		charts := &component.HelmChartsArgs{}
		d.object(map[string]value{
			"cluster":       clusterChart(d, &charts.Cluster),
			"namespaced":    namespacedChart(d, &charts.Namespaced),
			"team":          teamChart(d, &charts.Team),
			"createObjects": d.boolean(&charts.CreateObjects),
		})(path, raw)
		*into = charts
	})
}

func clusterChart(d *decoder, into **component.ClusterChartArgs) value {
	return func(path *field.Path, raw json.RawMessage) {
		*into = &component.ClusterChartArgs{}
		d.object(map[string]value{"roleName": d.text(&(*into).RoleName)})(path, raw)
	}
}

func namespacedChart(d *decoder, into **component.NamespacedChartArgs) value {
	return func(path *field.Path, raw json.RawMessage) {
		*into = &component.NamespacedChartArgs{}
		d.object(map[string]value{
			"roleName":  d.text(&(*into).RoleName),
			"namespace": d.text(&(*into).Namespace),
		})(path, raw)
	}
}

func teamChart(d *decoder, into **component.TeamChartArgs) value {
	return func(path *field.Path, raw json.RawMessage) {
		*into = &component.TeamChartArgs{}
		d.object(map[string]value{"targetId": d.text(&(*into).TargetID)})(path, raw)
	}
}
