// Command pulumi-resource-scientistaccess is the Pulumi plugin with the component ScientistAccess, for programs in every
// language of Pulumi's.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/scientist-access/scientist-access/internal/version"
	"github.com/scientist-access/scientist-access/provider/internal/served"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-resource-scientistaccess:", err)
		os.Exit(1)
	}
}

func run() error {
	p, err := served.Provider()
	if err != nil {
		return err
	}
	return p.Run(context.Background(), served.Package, version.Number)
}
