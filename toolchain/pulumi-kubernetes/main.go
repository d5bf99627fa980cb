// Command pulumi-resource-kubernetes is Pulumi's Kubernetes provider, built from its published module.
// Upstream's own main embeds a generated schema that the module does not ship; serving an empty one is
// enough for every call that a Go program makes.
package main

import (
	"strings"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

// version is the release whose SDK this build serves; the linker sets it. The module is a snapshot from the
// day before that release.
var version string

func main() {
	provider.Serve("kubernetes", strings.TrimPrefix(version, "v"), []byte("{}"), []byte("{}"))
}
