package main

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/component"
)

// canI gives, for each principal, the kubectl command with which an administrator sees what it may do. It asks
// in one namespace; kubectl takes no more.
func canI(args *component.ScientistAccessArgs, access *component.ScientistAccess) pulumi.StringMapOutput {
	return access.PrincipalGroups.ApplyT(func(groups map[string][]string) map[string]string {
		commands := map[string]string{}
		for key, own := range groups {
			commands[key] = fmt.Sprintf("kubectl auth can-i --list%s --as %s --as-group %s",
				inNamespace(args.NamespacesOf(key)), key, strings.Join(own, " --as-group "))
		}
		return commands
	}).(pulumi.StringMapOutput)
}

func inNamespace(namespaces []string) string {
	if len(namespaces) == 0 {
		return ""
	}
	return " --namespace " + namespaces[0]
}
