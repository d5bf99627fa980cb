package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/component"
)

// canI returns a kubectl command for each principal, with which an administrator sees what it may do.
func canI(access *component.ScientistAccess) pulumi.StringMapOutput {
	return pulumi.All(access.PrincipalGroups, access.PrincipalNamespaces).ApplyT(func(known []any) map[string]string {
		groups, namespaces := known[0].(map[string][]string), known[1].(map[string][]string)
		commands := map[string]string{}
		for key := range groups {
			commands[key] = question(key, groups[key], namespaces[key])
		}
		return commands
	}).(pulumi.StringMapOutput)
}

// question asks about one namespace, because kubectl accepts only one.
func question(key string, groups, namespaces []string) string {
	command := "kubectl auth can-i --list"
	if len(namespaces) > 0 {
		command += " --namespace " + namespaces[0]
	}
	command += " --as " + key
	for _, group := range groups {
		command += " --as-group " + group
	}
	return command
}
