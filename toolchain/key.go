package toolchain

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// key names a build of the kit by everything it is made from: the modules' files (go.mod and go.sum pin the
// dependencies), packages, linker flags, the Go version and the platform.
func (b builder) key(k kit) (string, error) {
	hash := sha256.New()
	fmt.Fprintf(hash, "%s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, t := range k.tools {
		fmt.Fprintf(hash, "%q %q\n", []string{t.name, t.module, t.pkg, t.ldflags}, t.embeds)
		if err := hashFolder(hash, filepath.Join(b.modules, t.module)); err != nil {
			return "", fmt.Errorf("module of %s: %w", t.name, err)
		}
	}
	return hex.EncodeToString(hash.Sum(nil))[:16], nil
}

// hashFolder writes the names and contents of all files in dir, in the order of their names.
func hashFolder(w io.Writer, dir string) error {
	root := os.DirFS(dir)
	return fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%q %x\n", path, sha256.Sum256(content))
		return err
	})
}
