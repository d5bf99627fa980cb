// Command pulumi-resource-kubernetes is Pulumi's Kubernetes provider, built from its published module. Upstream's own
// main embeds copies of these files that the module does not ship; they differ in white space and the version.
package main

import (
	_ "embed"
	"strings"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

// version is the release whose SDK this build serves; the linker sets it. The module is a snapshot from the
// day before that release.
var version string

// The schema is more than documentation: imports fill in the inputs that it names.
//
//go:embed schema.json
var schema []byte

//go:embed terraform-mapping.json
var terraformMapping []byte

func main() {
	provider.Serve("kubernetes", strings.TrimPrefix(version, "v"), schema, terraformMapping)
}
