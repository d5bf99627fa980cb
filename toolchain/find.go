package toolchain

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
)

// find returns the kits that the machine has, as paths of their first programs. It tells what will be used, and why something
// that is there will not.
func (m machine) find(ctx context.Context, kits []kit, progress io.Writer) map[string]string {
	found := map[string]string{}
	for _, k := range kits {
		for _, path := range offers[k.name].where(m, k.name) {
			version, err := m.judge(ctx, k, path)
			if err == nil {
				fmt.Fprintf(progress, "%s: using %s, version %s\n", k.name, path, version)
				found[k.name] = path
				break
			}
			fmt.Fprintf(progress, "%s: not using %s: %s\n", k.name, path, err)
		}
	}
	return found
}

// judge returns the version of the program at path, or an error that tells why the program does not do.
func (m machine) judge(ctx context.Context, k kit, path string) (version string, err error) {
	if err := complete(k, path); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, m.patience, fmt.Errorf("it does not tell its version within %s", m.patience))
	defer cancel()
	o := offers[k.name]
	version, err = o.version(ctx, path)
	if err != nil {
		return "", err
	}
	if !o.fits.have(version) {
		return "", fmt.Errorf("its version is %s, not %s", version, o.fits.words)
	}
	return version, nil
}

// complete checks that the other tools of a kit lie beside the program itself, whatever links lead to it: there the Pulumi
// CLI looks for its language hosts.
// Source: https://github.com/pulumi/pulumi/blob/v3.250.0/sdk/go/common/workspace/plugins.go (getPluginInfoAndPath)
func complete(k kit, path string) error {
	itself, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	for _, t := range k.tools {
		if t.name != k.name && !isProgram(filepath.Join(filepath.Dir(itself), t.name)) {
			return fmt.Errorf("there is no %s in %s", t.name, filepath.Dir(itself))
		}
	}
	return nil
}
