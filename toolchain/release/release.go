package release

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Platforms are those for which a release has programs, each as GOOS/GOARCH.
var Platforms = []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}

// A program is a module that is one, with the name under which its archives go. Pulumi finds the plugin's by their names.
// Source: https://www.pulumi.com/docs/iac/guides/building-extending/packages/publishing-packages/
type program struct{ module, name string }

var programs = []program{
	{"cmd/scientist-access", "scientist-access"},
	{"provider", "pulumi-resource-scientistaccess"},
}

// A Release is being made in a folder.
type Release struct {
	Checkout, Version string
	// Into is the folder with what is to be published.
	Into string
	// Progress is told what is being done.
	Progress io.Writer

	work string   // what is not published
	env  []string // for the go command
}

// Make builds the programs for the platforms, and puts archives of them, the lists of what they are made of and the checksums
// into the folder, beside the schema.
func (r *Release) Make(ctx context.Context, platforms []string) (err error) {
	for _, platform := range platforms {
		if !slices.Contains(Platforms, platform) {
			return fmt.Errorf("platform %q: choose of %s", platform, strings.Join(Platforms, ", "))
		}
	}
	if r.work, err = os.MkdirTemp("", "scientist-access-release-"); err != nil {
		return err
	}
	defer os.RemoveAll(r.work)
	if err := os.MkdirAll(r.Into, 0o755); err != nil {
		return err
	}
	if r.env, err = Environment(r.Checkout, r.Version, r.work); err != nil {
		return err
	}
	for _, platform := range platforms {
		for _, p := range programs {
			fmt.Fprintf(r.Progress, "%s for %s\n", p.name, platform)
			if err := r.publish(ctx, p, platform); err != nil {
				return fmt.Errorf("%s for %s: %w", p.name, platform, err)
			}
		}
	}
	schema, err := os.ReadFile(filepath.Join(r.Checkout, "provider", "internal", "served", "schema.json"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(r.Into, "schema.json"), schema, 0o644); err != nil {
		return err
	}
	return r.writeChecksums()
}

func (r *Release) publish(ctx context.Context, p program, platform string) error {
	binary, err := r.build(ctx, p, platform)
	if err != nil {
		return err
	}
	name := filepath.Join(r.Into, p.name+"-"+r.Version+"-"+strings.ReplaceAll(platform, "/", "-"))
	if err := r.listParts(ctx, binary, name+".cdx.json"); err != nil {
		return err
	}
	return writeArchive(binary, p.name+filepath.Ext(binary), name+".tar.gz")
}

// build installs the program as anybody can, so that the same command gives everybody the same file.
func (r *Release) build(ctx context.Context, p program, platform string) (binary string, err error) {
	system, architecture, _ := strings.Cut(platform, "/")
	command := exec.CommandContext(ctx, "go", "install", "-trimpath", "-ldflags=-s -w", Root+"/"+p.module+"@"+r.Version)
	command.Dir = r.work
	command.Env = slices.Concat(os.Environ(), r.env, []string{
		"GOOS=" + system, "GOARCH=" + architecture, "CGO_ENABLED=0", "GOWORK=off", "GOPATH=" + filepath.Join(r.work, "go"), "GOBIN=",
	})
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	folder := filepath.Join(r.work, "go", "bin")
	if system != runtime.GOOS || architecture != runtime.GOARCH {
		folder = filepath.Join(folder, system+"_"+architecture)
	}
	found, err := filepath.Glob(filepath.Join(folder, filepath.Base(p.module)+"*"))
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("go install left %v in %s", found, folder)
	}
	return found[0], nil
}

// listParts writes the software bill of materials of a binary.
func (r *Release) listParts(ctx context.Context, binary, path string) error {
	command := exec.CommandContext(ctx, "go", "tool", "cyclonedx-gomod", "bin", "-json", "-noserial", "-version", r.Version, "-output", path, binary)
	command.Dir = filepath.Join(r.Checkout, "toolchain", "sbom")
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// writeArchive packs one file, so that the same file always gives the same archive.
func writeArchive(file, name, path string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	packed := gzip.NewWriter(&b)
	archive := tar.NewWriter(packed)
	header := &tar.Header{Name: name, Mode: 0o755, Size: int64(len(content)), ModTime: time.Unix(0, 0), Format: tar.FormatUSTAR}
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	if _, err := archive.Write(content); err != nil {
		return err
	}
	if err := archive.Close(); err != nil {
		return err
	}
	if err := packed.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

const checksums = "SHA256SUMS"

// writeChecksums writes what sha256sum --check reads.
func (r *Release) writeChecksums() error {
	entries, err := os.ReadDir(r.Into)
	if err != nil {
		return err
	}
	var lines strings.Builder
	for _, entry := range entries {
		if entry.Name() == checksums {
			continue
		}
		content, err := os.ReadFile(filepath.Join(r.Into, entry.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&lines, "%x  %s\n", sha256.Sum256(content), entry.Name())
	}
	return os.WriteFile(filepath.Join(r.Into, checksums), []byte(lines.String()), 0o644)
}
