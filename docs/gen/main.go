// Gen writes the pages of docs that are made from the catalogue of capabilities and the CLI's calls:
//
//	go run ./docs/gen
//
// Run it in the root of the repository. A test fails while a page is out of date.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// pages are the generated pages by file name.
var pages = map[string]func() (string, error){
	"access-policies.md":   accessPoliciesPage,
	"commands.md":          commandsPage,
	"capabilities.md":      capabilitiesPage,
	"documented-policy.md": documentedPage,
	"guardrails.md":        guardrailsPage,
	"iam.md":               iamPage,
	"pictures/access.svg":  accessDiagram,
}

func main() {
	if err := write("docs"); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func write(dir string) error {
	for name, page := range pages {
		text, err := page()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
