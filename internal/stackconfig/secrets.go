package stackconfig

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// secrecy says what becomes of a secret in the value of a key: it is kept, or refused because the state would show it.
type secrecy struct {
	keep   func(*Config)
	refuse string
}

// secrets decide for every key, whatever the depth of the secret in its value: Pulumi tells programs the key only.
var secrets = map[string]secrecy{
	"principals": {keep: (*Config).keepPrincipals},
	"tags":       {keep: (*Config).keepTags},

	"accessPolicies":     {refuse: "they become names of resources"},
	"allowDangerous":     {refuse: "it decides what is accepted"},
	"attachIamPolicies":  {refuse: "it decides which resources there are"},
	"capabilities":       {refuse: "they become the rules of roles"},
	"clusterName":        {refuse: "it is a part of the ids of access entries"},
	"createNamespaces":   {refuse: "it decides which resources there are"},
	"guardrails":         {refuse: "they become the expressions of an admission policy"},
	"helmCharts":         {refuse: "they become names of roles, groups and namespaces"},
	"hyperPodClusterArn": {refuse: "IAM shows policies, and outputs do"},
	"labels":             {refuse: "everybody who may read an object sees its labels"},
	"namePrefix":         {refuse: "it starts the names of resources"},
	"namespaces":         {refuse: "they are names of resources"},
	"podSecurity":        {refuse: "everybody who may read a namespace sees its labels"},
	"policy":             {refuse: "it becomes the rules of roles"},
	"teams":              {refuse: "they become names, groups and rules of roles"},
}

// keepSecrets makes outputs of the values with secrets that can be kept. The others are problems.
func (c *Config) keepSecrets(secret map[string]bool) field.ErrorList {
	var problems field.ErrorList
	for _, key := range slices.Sorted(maps.Keys(secret)) {
		fate, known := secrets[key]
		switch {
		case !secret[key] || !known:
		case fate.keep != nil:
			fate.keep(c)
		default:
			problems = append(problems, field.Forbidden(field.NewPath(key), "holds a secret, but cannot be kept secret: "+
				fate.refuse+", which the state holds in plain text; set the value again with `pulumi config set --plaintext`"))
		}
	}
	return problems
}

func (c *Config) keepTags() {
	if c.Access.Tags != nil {
		c.Access.Tags = pulumi.ToSecret(c.Access.Tags).(pulumi.StringMapOutput)
	}
}

func (c *Config) keepPrincipals() {
	for key, principal := range c.Access.Principals {
		principal.Arn = secret(principal.Arn)
		if principal.UserName != nil {
			principal.UserName = secret(principal.UserName)
		}
		c.Access.Principals[key] = principal
	}
}

func secret(input pulumi.StringInput) pulumi.StringInput {
	return pulumi.ToSecret(input).(pulumi.StringOutput)
}
