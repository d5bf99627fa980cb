package toolchain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// cacheVariable names the environment variable that moves the cache.
const cacheVariable = "SCIENTIST_ACCESS_CACHE"

// keepSuperseded is how long a build that is no longer current stays after its last use, so that two
// checkouts with different pins do not take each other's programs away.
const keepSuperseded = 7 * 24 * time.Hour

// Ensure builds what is missing of the pinned programs and says where everything is. Where every build is current it takes
// a few milliseconds.
//
// Builds are kept in the user's cache folder ([os.UserCacheDir]/scientist-access, or the folder that
// SCIENTIST_ACCESS_CACHE names). A build is current while the pinned modules, the linker flags, the Go version
// and the platform are what it was made from. From an empty Go build cache everything takes about 16 minutes on
// two cores; progress tells how far it is. Only one process builds at a time; others wait for it.
//
// Whoever needs no controllers leaves out [ControllerManager].
//
// Ensure fails where there is no checkout of the project or no go command, and where a build fails; the error
// then ends with what the compiler said.
func Ensure(ctx context.Context, progress io.Writer, leaveOut ...string) (Tools, error) {
	return ensureBeside(ctx, nil, needed(leaveOut), progress)
}

// FindOrBuild is Ensure without the builds of what this machine has already in a version that fits: Pulumi with its Go
// language host on the path, the Kubernetes provider among Pulumi's plugins (PULUMI_HOME), etcd and Kubernetes in the folder
// KUBEBUILDER_ASSETS (https://book.kubebuilder.io/reference/envtest) or on the path. It tells progress which it uses, and why
// it does not use others. It is for those who try the project out; tests know only what the pinned versions do.
func FindOrBuild(ctx context.Context, progress io.Writer, leaveOut ...string) (Tools, error) {
	if progress == nil {
		progress = io.Discard
	}
	kits := needed(leaveOut)
	found := machineOf(os.Getenv).find(ctx, kits, progress)
	if ctx.Err() != nil {
		return Tools{}, context.Cause(ctx)
	}
	return ensureBeside(ctx, found, kits, progress)
}

func needed(leaveOut []string) []kit {
	return slices.DeleteFunc(slices.Clone(kits), func(k kit) bool { return slices.Contains(leaveOut, k.name) })
}

// ensureBeside ensures those of the kits that were not found.
func ensureBeside(ctx context.Context, found map[string]string, kits []kit, progress io.Writer) (Tools, error) {
	if progress == nil {
		progress = io.Discard
	}
	modules, err := modulesDir()
	if err != nil {
		return Tools{}, err
	}
	cache, err := cacheDir()
	if err != nil {
		return Tools{}, err
	}
	b := builder{modules: modules, cache: filepath.Join(cache, "tools"), progress: progress}
	paths, err := b.ensure(ctx, without(kits, found))
	if err != nil {
		return Tools{}, err
	}
	maps.Copy(paths, found)
	return Tools{
		Pulumi:             paths[pulumi],
		ProviderKubernetes: paths[providerName],
		Etcd:               paths[etcd],
		APIServer:          paths[apiServer],
		ControllerManager:  paths[ControllerManager],
	}, nil
}

// modulesDir is the folder with the nested modules: that of this source file. A binary built with -trimpath
// does not know it; then it is the toolchain folder of the checkout around the working directory.
func modulesDir() (string, error) {
	_, source, _, _ := runtime.Caller(0)
	if filepath.IsAbs(source) {
		return filepath.Dir(source), nil
	}
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		found := filepath.Join(dir, "toolchain")
		if isFile(filepath.Join(found, "kubernetes", "go.mod")) {
			return found, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no toolchain folder in or above %s: run this inside a checkout of the project", start)
		}
	}
}

func cacheDir() (string, error) {
	if dir := os.Getenv(cacheVariable); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no cache folder: %w; name one in %s", err, cacheVariable)
	}
	return filepath.Join(dir, "scientist-access"), nil
}

// without leaves out the kits that were found.
func without(kits []kit, found map[string]string) []kit {
	var left []kit
	for _, k := range kits {
		if _, ok := found[k.name]; !ok {
			left = append(left, k)
		}
	}
	return left
}

// A builder turns kits into folders of the cache: cache/KIT/KEY/TOOL.
type builder struct {
	modules  string
	cache    string
	progress io.Writer
}

// ensure returns the path of every tool of the kits, by name.
func (b builder) ensure(ctx context.Context, kits []kit) (map[string]string, error) {
	folders, err := b.folders(kits)
	if err != nil {
		return nil, err
	}
	if len(b.missing(kits, folders)) > 0 {
		if err := b.buildMissing(ctx, kits, folders); err != nil {
			return nil, err
		}
	}
	paths := map[string]string{}
	for _, k := range kits {
		now := time.Now()
		if err := os.Chtimes(folders[k.name], now, now); err != nil { // it is in use: see forget
			return nil, err
		}
		for _, t := range k.tools {
			paths[t.name] = filepath.Join(folders[k.name], t.name)
		}
	}
	return paths, nil
}

func (b builder) folders(kits []kit) (map[string]string, error) {
	folders := map[string]string{}
	for _, k := range kits {
		key, err := b.key(k)
		if err != nil {
			return nil, err
		}
		folders[k.name] = filepath.Join(b.cache, k.name, key)
	}
	return folders, nil
}

// missing returns the kits that have no folder: a folder appears only when all its tools are built.
func (b builder) missing(kits []kit, folders map[string]string) []kit {
	var missing []kit
	for _, k := range kits {
		if _, err := os.Stat(folders[k.name]); err != nil {
			missing = append(missing, k)
		}
	}
	return missing
}

func (b builder) buildMissing(ctx context.Context, kits []kit, folders map[string]string) error {
	if err := os.MkdirAll(b.cache, 0o755); err != nil {
		return fmt.Errorf("cache: %w; name another folder in %s", err, cacheVariable)
	}
	unlock, err := lock(ctx, filepath.Join(b.cache, "lock"), func() {
		fmt.Fprintln(b.progress, "waiting for another process that builds the tools")
	})
	if err != nil {
		return err
	}
	defer unlock()
	for _, k := range b.missing(kits, folders) { // the other process may have built some
		if err := b.buildKit(ctx, k, folders[k.name]); err != nil {
			return err
		}
		if err := forget(filepath.Dir(folders[k.name]), folders[k.name]); err != nil {
			return err
		}
	}
	return nil
}

// buildKit builds beside the final folder and renames, so that a folder is complete or not there. The
// temporary name is fixed: whoever holds the lock may remove what a killed process left.
func (b builder) buildKit(ctx context.Context, k kit, folder string) error {
	unfinished := folder + ".unfinished"
	if err := os.RemoveAll(unfinished); err != nil {
		return err
	}
	if err := os.MkdirAll(unfinished, 0o755); err != nil {
		return err
	}
	for _, t := range k.tools {
		if err := b.build(ctx, t, filepath.Join(unfinished, t.name)); err != nil {
			return errors.Join(err, os.RemoveAll(unfinished))
		}
	}
	return os.Rename(unfinished, folder)
}

// forget removes what lies beside current and has not been used for a while.
func forget(dir, current string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		info, err := entry.Info()
		if err != nil || path == current || time.Since(info.ModTime()) < keepSuperseded {
			continue
		}
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("remove a superseded build: %w", err)
		}
	}
	return nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
