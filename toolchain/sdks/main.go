// Command sdks writes the SDKs of a Pulumi package, one folder for each language, as "pulumi package gen-sdk" does: with the
// code generators of Pulumi's own, but without their language hosts, most of which are not Go modules.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing/fstest"

	dotnet "github.com/pulumi/pulumi-dotnet/pulumi-language-dotnet/v3/codegen"
	"github.com/pulumi/pulumi-java/pkg/codegen/java"
	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "pulumi-language"

// loader finds no other packages: the schema refers to none.
var loader = struct{ schema.ReferenceLoader }{}

// generators are by the names that "pulumi package gen-sdk --language" takes. All make SDKs for use beside a program.
var generators = map[string]func(*schema.Package) (map[string][]byte, error){
	"csharp": csharp,
	"go":     func(p *schema.Package) (map[string][]byte, error) { return golang.GeneratePackage(tool, p, nil) },
	"java": func(p *schema.Package) (map[string][]byte, error) {
		return java.GeneratePackage(tool, p, nil, nil, true, false)
	},
	"nodejs": func(p *schema.Package) (map[string][]byte, error) {
		return nodejs.GeneratePackage(tool, p, nil, nil, true, loader)
	},
	"python": func(p *schema.Package) (map[string][]byte, error) {
		return python.GeneratePackage(tool, p, nil, loader)
	},
}

// csharp gives the generator an empty picture, which it would download otherwise.
func csharp(p *schema.Package) (map[string][]byte, error) {
	http.DefaultTransport.(*http.Transport).RegisterProtocol("none", http.NewFileTransportFS(fstest.MapFS{"logo.png": {}}))
	p.LogoURL = "none:///logo.png"
	return dotnet.GeneratePackage(tool, p, nil, nil)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "sdks:", err)
		os.Exit(1)
	}
}

func run() error {
	names := strings.Join(slices.Sorted(maps.Keys(generators)), ",")
	languages := flag.String("languages", names, "what to write")
	flag.Parse()
	if flag.NArg() != 2 {
		return errors.New("usage: sdks [-languages LANGUAGE,...] SCHEMA FOLDER")
	}
	text, err := os.ReadFile(flag.Arg(0))
	if err != nil {
		return err
	}
	for _, language := range strings.Split(*languages, ",") {
		generate, ok := generators[language]
		if !ok {
			return fmt.Errorf("language %q: choose of %s", language, names)
		}
		if err := write(text, filepath.Join(flag.Arg(1), language), generate); err != nil {
			return fmt.Errorf("%s: %w", language, err)
		}
	}
	return nil
}

// write binds the schema anew for each language, as a generator changes what it gets.
func write(text []byte, folder string, generate func(*schema.Package) (map[string][]byte, error)) error {
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return err
	}
	bound, problems, err := schema.BindSpec(spec, loader, schema.ValidationOptions{})
	if err != nil {
		return err
	}
	if problems.HasErrors() {
		return problems
	}
	files, err := generate(bound)
	if err != nil {
		return err
	}
	for path, content := range files {
		path = filepath.Join(folder, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
