package propose

import (
	"encoding/json"

	rbacv1 "k8s.io/api/rbac/v1"
)

// Config is the configuration of a stack of the project scientist-access, or a part of it. Pulumi.yaml describes the
// keys; they are written in this order.
type Config struct {
	Region         string               `json:"aws:region,omitempty"`
	ClusterName    string               `json:"scientist-access:clusterName,omitempty"`
	NamePrefix     string               `json:"scientist-access:namePrefix,omitempty"`
	Namespaces     []string             `json:"scientist-access:namespaces,omitempty"`
	Capabilities   []string             `json:"scientist-access:capabilities,omitempty"`
	Policy         *Policy              `json:"scientist-access:policy,omitempty"`
	AllowDangerous []string             `json:"scientist-access:allowDangerous,omitempty"`
	HelmCharts     *HelmCharts          `json:"scientist-access:helmCharts,omitempty"`
	Teams          map[string]Team      `json:"scientist-access:teams,omitempty"`
	Principals     map[string]Principal `json:"scientist-access:principals,omitempty"`
}

// Team is one of several teams.
type Team struct {
	Namespaces     []string    `json:"namespaces,omitempty"`
	Capabilities   []string    `json:"capabilities,omitempty"`
	Policy         *Policy     `json:"policy,omitempty"`
	AllowDangerous []string    `json:"allowDangerous,omitempty"`
	HelmCharts     *HelmCharts `json:"helmCharts,omitempty"`
}

// Policy is a policy.Policy as the configuration writes it.
type Policy struct {
	Cluster   []rbacv1.PolicyRule            `json:"cluster,omitempty"`
	Namespace []rbacv1.PolicyRule            `json:"namespace,omitempty"`
	Elsewhere map[string][]rbacv1.PolicyRule `json:"elsewhere,omitempty"`
}

// HelmCharts are AWS's charts with their values; a value that is the chart's default is left out.
type HelmCharts struct {
	Cluster    *ClusterChart    `json:"cluster,omitempty"`
	Namespaced *NamespacedChart `json:"namespaced,omitempty"`
	Team       *TeamChart       `json:"team,omitempty"`
}

// ClusterChart has the values of the chart cluster-role-and-bindings.
type ClusterChart struct {
	RoleName string `json:"roleName,omitempty"`
}

// NamespacedChart has the values of the chart namespaced-role-and-bindings.
type NamespacedChart struct {
	RoleName  string `json:"roleName,omitempty"`
	Namespace string `json:"namespace,omitempty"`
}

// TeamChart has the value of the chart team-role-and-bindings.
type TeamChart struct {
	TargetID string `json:"targetId"`
}

// Principal is who gets access.
type Principal struct {
	ARN      string   `json:"arn"`
	Teams    []string `json:"teams,omitempty"`
	UserName string   `json:"userName,omitempty"`
}

// MarshalJSON writes a principal of which there is no more to say as its ARN.
func (p Principal) MarshalJSON() ([]byte, error) {
	if len(p.Teams) == 0 && p.UserName == "" {
		return json.Marshal(p.ARN)
	}
	type object Principal
	return json.Marshal(object(p))
}

// only is the configuration of the only team of a stack, which has no teams.
func (t Team) only() Config {
	return Config{
		Namespaces: t.Namespaces, Capabilities: t.Capabilities, Policy: t.Policy,
		AllowDangerous: t.AllowDangerous, HelmCharts: t.HelmCharts,
	}
}
