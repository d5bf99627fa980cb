package toolchain

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	fakeMod  = "module example.com/fake\n\ngo 1.25\n"
	fakeMain = "package main\n\nvar version string\n\nfunc main() { print(version) }\n"
)

var fakeKit = kit{"fake", []tool{
	{"first", "fake", ".", "-X main.version=v1", nil},
	{"second", "fake", "example.com/fake", "-X main.version=v2", nil},
}}

// fakeBuilder has one nested module with nothing to download.
func fakeBuilder(t *testing.T, progress *output) builder {
	t.Helper()
	b := builder{modules: t.TempDir(), cache: filepath.Join(t.TempDir(), "tools"), progress: progress}
	write(t, filepath.Join(b.modules, "fake", "go.mod"), fakeMod)
	write(t, filepath.Join(b.modules, "fake", "main.go"), fakeMain)
	return b
}

func TestEnsureBuildsWhatIsMissingAndNothingElse(t *testing.T) {
	t.Parallel()
	var progress output
	b := fakeBuilder(t, &progress)

	paths := ensure(t, b, fakeKit)
	if got := execute(t, paths["first"]) + " " + execute(t, paths["second"]); got != "v1 v2" {
		t.Errorf("the tools print %q, want %q", got, "v1 v2")
	}
	if filepath.Dir(paths["first"]) != filepath.Dir(paths["second"]) {
		t.Errorf("the tools of a kit are in two folders: %v", paths)
	}
	if !filepath.IsAbs(paths["first"]) {
		t.Errorf("path %s is not absolute", paths["first"])
	}
	for _, want := range []string{"first: building", "first: built in", "second: building", "second: built in"} {
		if !strings.Contains(progress.String(), want) {
			t.Errorf("progress lacks %q:\n%s", want, progress.String())
		}
	}

	progress.Reset()
	again := ensure(t, b, fakeKit)
	if again["first"] != paths["first"] {
		t.Errorf("a current build is at %s, then at %s", paths["first"], again["first"])
	}
	if progress.String() != "" {
		t.Errorf("a current build was built again:\n%s", progress.String())
	}
}

func TestEnsureRebuildsWhatIsNoLongerCurrent(t *testing.T) {
	t.Parallel()
	var progress output
	b := fakeBuilder(t, &progress)
	old := ensure(t, b, fakeKit)["first"]

	write(t, filepath.Join(b.modules, "fake", "main.go"), strings.Replace(fakeMain, "version)", "`new`)", 1))
	current := ensure(t, b, fakeKit)["first"]
	if got := execute(t, current); got != "new" {
		t.Errorf("after an edit the tool prints %q, want %q", got, "new")
	}
	if got := execute(t, old); got != "v1" {
		t.Errorf("the superseded build, used a moment ago, prints %q, want %q", got, "v1")
	}

	longAgo := time.Now().Add(-keepSuperseded - time.Hour)
	for _, path := range []string{old, current} {
		if err := os.Chtimes(filepath.Dir(path), longAgo, longAgo); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(b.modules, "fake", "main.go"), fakeMain+"\n")
	latest := ensure(t, b, fakeKit)["first"]
	for path, want := range map[string]bool{old: false, current: false, latest: true} {
		if isFile(path) != want {
			t.Errorf("%s exists: %t, want %t", path, !want, want)
		}
	}
}

func TestEnsureShowsWhatTheCompilerSays(t *testing.T) {
	t.Parallel()
	var progress output
	b := fakeBuilder(t, &progress)
	write(t, filepath.Join(b.modules, "fake", "main.go"), "package main\n\nfunc main() { undefinedName() }\n")

	_, err := b.ensure(t.Context(), []kit{fakeKit})
	if err == nil || !strings.Contains(err.Error(), "undefined: undefinedName") {
		t.Errorf("error does not tell the compiler's words: %v", err)
	}
	if !strings.Contains(progress.String(), "first: failed") {
		t.Errorf("progress does not tell the failure:\n%s", progress.String())
	}
	if left, _ := os.ReadDir(filepath.Join(b.cache, "fake")); len(left) > 0 {
		t.Errorf("the failed build left %v", left)
	}
}

// TestEnsureEmbedsFilesOfOtherModules: they are not copied into the module's folder.
func TestEnsureEmbedsFilesOfOtherModules(t *testing.T) {
	t.Parallel()
	b := fakeBuilder(t, new(output))
	write(t, filepath.Join(b.modules, "fake", "go.mod"),
		fakeMod+"\nrequire example.com/other v1.0.0\n\nreplace example.com/other => ../other\n")
	write(t, filepath.Join(b.modules, "fake", "main.go"),
		"package main\n\nimport _ \"embed\"\n\n//go:embed words.txt\nvar words string\n\nfunc main() { print(words) }\n")
	write(t, filepath.Join(b.modules, "other", "go.mod"), "module example.com/other\n\ngo 1.25\n")
	write(t, filepath.Join(b.modules, "other", "texts", "words.txt"), "the other's words")

	k := kit{"fake", []tool{{"first", "fake", ".", "", []embedded{{"example.com/other", "texts/words.txt"}}}}}
	if got := execute(t, ensure(t, b, k)["first"]); got != "the other's words" {
		t.Errorf("the tool prints %q", got)
	}
	if isFile(filepath.Join(b.modules, "fake", "words.txt")) {
		t.Error("the file was copied")
	}
	k.tools[0].embeds[0].path = "texts/none.txt"
	if _, err := b.ensure(t.Context(), []kit{k}); err == nil || !strings.Contains(err.Error(), "words.txt") {
		t.Errorf("error does not name the file: %v", err)
	}
}

func TestEnsureRefusesAnIncompleteGoSum(t *testing.T) {
	t.Parallel()
	var progress output
	b := fakeBuilder(t, &progress)
	write(t, filepath.Join(b.modules, "fake", "go.mod"), fakeMod+"\nrequire example.com/other v1.0.0\n")
	write(t, filepath.Join(b.modules, "fake", "main.go"), "package main\n\nimport _ \"example.com/other\"\n\nfunc main() {}\n")

	_, err := b.ensure(t.Context(), []kit{fakeKit})
	if err == nil || !strings.Contains(err.Error(), "missing go.sum entry") {
		t.Errorf("error does not name go.sum: %v", err)
	}
}

func TestEnsureReplacesWhatAKilledBuildLeft(t *testing.T) {
	t.Parallel()
	b := fakeBuilder(t, new(output))
	key, err := b.key(fakeKit)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(b.cache, "fake", key+".unfinished", "left"), "half a binary")

	folder := filepath.Dir(ensure(t, b, fakeKit)["first"])
	if entries, _ := os.ReadDir(folder); len(entries) != len(fakeKit.tools) {
		t.Errorf("the build has %v, want %d tools", entries, len(fakeKit.tools))
	}
}

func TestEnsureWaitsForAnotherProcessAndUsesItsBuild(t *testing.T) {
	t.Parallel()
	var progress output
	b := fakeBuilder(t, &progress)
	if err := os.MkdirAll(b.cache, 0o755); err != nil {
		t.Fatal(err)
	}
	unlock, err := lock(t.Context(), filepath.Join(b.cache, "lock"), func() { t.Error("a free lock was waited for") })
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() {
		_, err := b.ensure(t.Context(), []kit{fakeKit})
		done <- err
	}()
	progress.waitFor(t, "waiting for another process")

	key, err := b.key(fakeKit)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(b.cache, "fake", key, "first"), "built by the other process")
	unlock()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if strings.Contains(progress.String(), "building") {
		t.Errorf("built what another process had built:\n%s", progress.String())
	}
}

func TestEnsureStopsWaitingWhenCancelled(t *testing.T) {
	t.Parallel()
	var progress output
	b := fakeBuilder(t, &progress)
	if err := os.MkdirAll(b.cache, 0o755); err != nil {
		t.Fatal(err)
	}
	unlock, err := lock(t.Context(), filepath.Join(b.cache, "lock"), func() {})
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := b.ensure(ctx, []kit{fakeKit})
		done <- err
	}()
	progress.waitFor(t, "waiting for another process")
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want %v", err, context.Canceled)
	}
}

// ensure fails the test if the kit cannot be built.
func ensure(t *testing.T, b builder, k kit) map[string]string {
	t.Helper()
	paths, err := b.ensure(t.Context(), []kit{k})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func execute(t *testing.T, path string) string {
	t.Helper()
	printed, err := exec.CommandContext(t.Context(), path).CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	return string(printed)
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// output is a buffer for several goroutines.
type output struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.String()
}

func (o *output) Reset() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.buffer.Reset()
}

func (o *output) waitFor(t *testing.T, text string) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for !strings.Contains(o.String(), text) {
		if time.Now().After(deadline) {
			t.Fatalf("no %q in:\n%s", text, o.String())
		}
		time.Sleep(5 * time.Millisecond)
	}
}
