package release

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// LinkModules makes a module cache in a folder: everything of this machine's, which is linked, and nothing of ours, which
// would stay there and never change, though the version is not released yet.
func LinkModules(into string) error {
	out, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		return err
	}
	shared := strings.TrimSpace(string(out))
	organization := filepath.Dir(filepath.FromSlash(Root))
	for _, ours := range []string{organization, filepath.Join("cache", "download", organization)} {
		if err := os.RemoveAll(filepath.Join(into, ours)); err != nil {
			return err
		}
	}
	// The folders between the cache's root and ours are not linked, but what is in them.
	for _, folder := range []string{"", "github.com", "cache", "cache/download", "cache/download/github.com"} {
		if err := linkAll(filepath.Join(shared, folder), filepath.Join(into, folder)); err != nil {
			return err
		}
	}
	return nil
}

func linkAll(from, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		switch entry.Name() {
		case "github.com", "cache", "download", filepath.Base(filepath.Dir(Root)):
			continue
		}
		err := os.Symlink(filepath.Join(from, entry.Name()), filepath.Join(to, entry.Name()))
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}
