// Package release makes what a release publishes, from the checkout's files: the Go modules, and programs built from these.
package release

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// Root is the module of the library.
const Root = "github.com/scientist-access/scientist-access"

// Modules are the folders of the modules that others install or import. Each has a tag of its own in a release: the folder,
// a slash and the version.
var Modules = []string{".", "cmd/scientist-access", "provider"}

// writeProxy makes a module proxy in a folder, with all published modules in one version, such as v0.1.0.
// Source: https://go.dev/ref/mod#goproxy-protocol
func writeProxy(checkout, version, into string) error {
	files, err := os.MkdirTemp("", "scientist-access-release-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(files)
	if err := CopyFiles(checkout, files); err != nil {
		return err
	}
	for _, folder := range Modules {
		is := module.Version{Path: strings.TrimSuffix(Root+"/"+folder, "/."), Version: version}
		if err := writeModule(is, filepath.Join(files, folder), into); err != nil {
			return fmt.Errorf("module %s: %w", is.Path, err)
		}
	}
	return nil
}

// CopyFiles copies what git would take, committed or not.
func CopyFiles(checkout, to string) error {
	list := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard")
	list.Dir = checkout
	out, err := list.Output()
	if err != nil {
		return err
	}
	for name := range strings.Lines(string(out)) {
		name = strings.TrimSpace(name)
		text, err := os.ReadFile(filepath.Join(checkout, name))
		if errors.Is(err, os.ErrNotExist) {
			continue // deleted, but not committed yet
		}
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(to, name)), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func writeModule(is module.Version, from, into string) (err error) {
	escaped, err := module.EscapePath(is.Path)
	if err != nil {
		return err
	}
	dir := filepath.Join(into, filepath.FromSlash(escaped), "@v")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	info, err := json.Marshal(map[string]string{"Version": is.Version})
	if err != nil {
		return err
	}
	mod, err := os.ReadFile(filepath.Join(from, "go.mod"))
	if err != nil {
		return err
	}
	for name, text := range map[string][]byte{is.Version + ".info": info, is.Version + ".mod": mod, "list": []byte(is.Version + "\n")} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	archive, err := os.Create(filepath.Join(dir, is.Version+".zip"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, archive.Close()) }()
	return zip.CreateFromDir(archive, is, from)
}
