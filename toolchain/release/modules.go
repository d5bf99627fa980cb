package release

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Environment makes two folders in the given one: a module proxy with the checkout's modules in a version, and a module cache
// with everything that is in this machine's but for ours. It returns the variables with which the go command uses both, as
// people elsewhere do once the version is tagged.
func Environment(checkout, version, folder string) ([]string, error) {
	proxy, modules := filepath.Join(folder, "proxy"), filepath.Join(folder, "modules")
	if err := writeProxy(checkout, version, proxy); err != nil {
		return nil, err
	}
	out, err := exec.Command("go", "env", "GOMODCACHE", "GOPROXY").Output()
	if err != nil {
		return nil, err
	}
	shared, others, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if err := linkModules(shared, modules); err != nil {
		return nil, err
	}
	return []string{
		"GOPROXY=file://" + proxy + "," + others, "GOMODCACHE=" + modules, "GOFLAGS=-modcacherw",
		"GONOSUMDB=" + Root, // the checksum database does not know ours yet
		"GODEBUG=goindex=0", // which files a version of ours has is remembered otherwise, and it had others before
	}, nil
}

// linkModules leaves ours out, which would stay in the cache and never change, though the version is not released yet.
func linkModules(shared, into string) error {
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
