package existing

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/internal/stackhooks"
)

// importCommand is the command that brings the access entry of a stack in use into its state. A secret principal is not
// named.
func importCommand(entry *pulumi.ResourceHookArgs) string {
	arn := entry.NewInputs["principalArn"]
	principal := stackhooks.Text(arn)
	if arn.ContainsSecrets() {
		principal = "PRINCIPAL_ARN"
	}
	component, _, _ := strings.Cut(entry.Name, "/")
	own := urn.URN(entry.URN)
	types := strings.Split(string(own.QualifiedType()), "$")
	parent := fmt.Sprintf("urn:pulumi:%s::%s::%s::%s", own.Stack(), own.Project(), strings.Join(types[:len(types)-1], "$"), component)
	return fmt.Sprintf("pulumi import %s '%s' '%s:%s' --parent '%s=%s' --protect=false --generate-code=false",
		names.EntryType, entry.Name, stackhooks.Text(entry.NewInputs["clusterName"]), principal, component, parent)
}
