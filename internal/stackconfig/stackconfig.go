// Package stackconfig reads the stack's configuration into the component's arguments.
package stackconfig

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/internal/problems"
)

// Config is the stack's configuration, checked.
type Config struct {
	ClusterName string
	Access      *component.ScientistAccessArgs
	// AttachIAMPolicies attaches the principals' IAM policies to their roles.
	AttachIAMPolicies bool
}

// Load reads the project's part of the stack's configuration. All problems are in one error: keys that do not
// exist (each with the nearest that does), values of the wrong type, secrets that could not be kept, and whatever the
// component refuses.
func Load(ctx *pulumi.Context) (*Config, error) {
	own, err := ReadSection(ctx, ctx.Project()) // `pulumi new` may have given the project another name
	if err != nil {
		return nil, err
	}
	c, err := read(own)
	if err != nil {
		return nil, fmt.Errorf("stack configuration: %w", err)
	}
	return c, nil
}

func read(own Section) (*Config, error) {
	c := &Config{Access: &component.ScientistAccessArgs{}}
	all := c.decode(own.Values)
	var more problems.List
	if errors.As(c.Access.Validate(), &more) {
		all = append(all, more...)
	}
	all = append(all, c.keepSecrets(own.Secret)...)
	return c, problems.Join(all)
}

func (c *Config) decode(own map[string]string) field.ErrorList {
	d := &decoder{}
	known := c.keys(d)
	members := map[string]json.RawMessage{}
	for key, value := range own {
		members[key] = raw(key, value)
	}
	document, err := json.Marshal(members)
	if err != nil {
		return field.ErrorList{field.InternalError(nil, err)}
	}
	d.object(known)(nil, document)
	c.Access.ClusterName = pulumi.String(c.ClusterName)
	c.dropDefaults()
	return d.problems
}

// plainKeys are those whose value Pulumi hands over as it is; the others arrive as JSON.
var plainKeys = []string{"clusterName", "namePrefix", "hyperPodClusterArn"}

func raw(key, value string) json.RawMessage {
	if !slices.Contains(plainKeys, key) && json.Valid([]byte(value)) {
		return json.RawMessage(value)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return json.RawMessage(`""`)
	}
	return text
}

// keys are the configuration's keys. Pulumi.yaml describes them.
func (c *Config) keys(d *decoder) map[string]value {
	a := c.Access
	return map[string]value{
		"clusterName":        d.text(&c.ClusterName),
		"principals":         d.each(func(key string) value { return c.principal(d, key) }),
		"namespaces":         d.texts(&a.Namespaces),
		"capabilities":       d.texts(&a.Capabilities),
		"policy":             policyValue(d, &a.Policy),
		"allowDangerous":     d.texts(&a.AllowDangerous),
		"accessPolicies":     accessPolicies(d, &a.AccessPolicies),
		"helmCharts":         helmCharts(d, &a.HelmCharts),
		"guardrails":         unlessEmpty(guardrailsValue(d, &a.Guardrails)),
		"teams":              d.each(func(name string) value { return c.team(d, name) }),
		"namePrefix":         d.text(&a.NamePrefix),
		"createNamespaces":   d.boolean(&a.CreateNamespaces),
		"podSecurity":        unlessEmpty(podSecurityValue(d, &a.PodSecurity)),
		"hyperPodClusterArn": hyperPodCluster(d, &a.HyperPodClusterArn),
		"attachIamPolicies":  d.boolean(&c.AttachIAMPolicies),
		"labels":             d.textMap(&a.Labels),
		"tags":               c.tags(d),
	}
}

// principal is an ARN alone, or an object.
func (c *Config) principal(d *decoder, key string) value {
	return func(path *field.Path, raw json.RawMessage) {
		var principal component.PrincipalArgs
		var arn string
		if json.Unmarshal(raw, &arn) != nil {
			d.object(map[string]value{
				"arn":            d.text(&arn),
				"teams":          d.texts(&principal.Teams),
				"userName":       d.input(&principal.UserName),
				"formerKeys":     d.texts(&principal.FormerKeys),
				"accessPolicies": accessPolicies(d, &principal.AccessPolicies),
			})(path, raw)
		}
		principal.Arn = pulumi.String(arn)
		if c.Access.Principals == nil {
			c.Access.Principals = map[string]component.PrincipalArgs{}
		}
		c.Access.Principals[key] = principal
	}
}

func (c *Config) team(d *decoder, name string) value {
	return func(path *field.Path, raw json.RawMessage) {
		team := component.TeamArgs{}
		d.object(map[string]value{
			"namespaces":     d.texts(&team.Namespaces),
			"capabilities":   d.texts(&team.Capabilities),
			"policy":         policyValue(d, &team.Policy),
			"allowDangerous": d.texts(&team.AllowDangerous),
			"accessPolicies": accessPolicies(d, &team.AccessPolicies),
			"helmCharts":     helmCharts(d, &team.HelmCharts),
			"guardrails":     guardrailsValue(d, &team.Guardrails),
		})(path, raw)
		if c.Access.Teams == nil {
			c.Access.Teams = map[string]component.TeamArgs{}
		}
		c.Access.Teams[name] = team
	}
}

// hyperPodCluster is empty by default.
func hyperPodCluster(d *decoder, into *pulumi.StringInput) value {
	return func(path *field.Path, raw json.RawMessage) {
		var arn string
		d.text(&arn)(path, raw)
		if arn != "" {
			*into = pulumi.String(arn)
		}
	}
}

func (c *Config) tags(d *decoder) value {
	return func(path *field.Path, raw json.RawMessage) {
		var tags map[string]string
		d.textMap(&tags)(path, raw)
		if len(tags) > 0 {
			c.Access.Tags = pulumi.ToStringMap(tags)
		}
	}
}

// dropDefaults undoes the default of namespaces in Pulumi.yaml where there are teams or charts: Pulumi does not say
// whether a value is a default, and these have namespaces of their own.
func (c *Config) dropDefaults() {
	others := c.Access.Teams != nil || c.Access.HelmCharts != nil
	if others && slices.Equal(c.Access.Namespaces, []string{component.DefaultNamespace}) {
		c.Access.Namespaces = nil
	}
}
