// Package browser opens the pages that the command writes in Chromium, and looks at them as people do: by eye, by keyboard, with
// a reader of screens, on paper, and without JavaScript.
package browser

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const testdata = "../../cmd/scientist-access/testdata/pulumi"

// The checks of every page, those of one with somebody in it, and those that are slow and the same of every stack.
var (
	every = []string{"findings", "quiet"}
	whole = append([]string{"cells", "dialogs", "filters", "asking", "leading", "questions", "printed"}, every...)
	slow  = []string{"accessible", "keyboard"}
)

// TestRecordedStacks: the pages of the recorded stacks say what their JSON reports say, and answer as the command does.
func TestRecordedStacks(t *testing.T) {
	s := newStudio(t)
	recorded, err := filepath.Glob(filepath.Join(testdata, "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, recorded)
	var p plan
	for _, stack := range recorded {
		if strings.HasSuffix(stack, ".report.json") {
			continue
		}
		name := strings.TrimSuffix(filepath.Base(stack), ".json")
		if strings.HasPrefix(name, "op-") && !allPages {
			continue // what Pulumi does to them is seen in the reports already
		}
		page := s.write(t, name, stack)
		page.Checks, page.Most = every, 40
		if page.somebody {
			page.Checks, page.Questions = whole, s.ask(t, stack, 6)
		}
		if page.somebody && !strings.HasPrefix(name, "op-") {
			page.Checks = append(slices.Clone(slow), whole...)
		}
		p.Pages = append(p.Pages, page)
		if page.somebody {
			page.Scriptless, page.Checks, page.Questions = true, []string{"scriptless"}, nil
			p.Pages = append(p.Pages, page)
		}
	}
	s.run(t, p)
}

// allPages asks for every stack: see the target "pages" of the Makefile.
var allPages = os.Getenv("SANDBOX_PAGES") == "all"

// TestLargeStacks: the same of 500 principals in 200 namespaces.
func TestLargeStacks(t *testing.T) {
	s := newStudio(t)
	var p plan
	for name, stack := range s.large(t) {
		if name != "20-teams" && !allPages {
			continue
		}
		page := s.write(t, name, stack)
		page.Checks, page.Most = append(slices.Clone(slow), whole...), 10
		page.Questions = s.ask(t, stack, 3)
		p.Pages = append(p.Pages, page)
	}
	s.run(t, p)
}

// TestHostileNames: a stack whose names try to be something else does nothing in a browser.
func TestHostileNames(t *testing.T) {
	s := newStudio(t)
	text, err := os.ReadFile(filepath.Join(testdata, "teams-change-preview.json"))
	require.NoError(t, err)
	hostile := map[string]string{
		"vision":     `</script><img src=x onerror="canary=1"><script>canary=1</script>`,
		"speech":     `'"><svg onload=canary=1>{{.}}${canary=1}`,
		"playground": "<!--<script>]]>" + "\u202e" + "drawkcab\x1b[31m",
		"Ada":        strings.Repeat("long", 500),
	}
	for from, to := range hostile {
		quoted, err := json.Marshal(to)
		require.NoError(t, err)
		text = []byte(strings.ReplaceAll(string(text), from, string(quoted[1:len(quoted)-1])))
	}
	stack := filepath.Join(s.dir, "hostile.json")
	require.NoError(t, os.WriteFile(stack, text, 0o644))
	page := s.write(t, "hostile", stack)
	page.Checks = []string{"harmless", "cells", "findings", "keyboard", "accessible", "quiet"}
	page.Names = []string{hostile["vision"], hostile["speech"], `<!--<script>]]>\u202edrawkcab\x1b[31m`, hostile["Ada"]}
	s.run(t, plan{Pages: []pageToCheck{page}})
}

// TestVerify: the page of a comparison, of every kind of difference that its table shows.
func TestVerify(t *testing.T) {
	s := newStudio(t)
	t.Setenv("VERIFY_PAGE", s.dir)
	s.do(t, "go", "test", "-C", "../../cmd/scientist-access", "-count=1", "-run", "^TestVerifyPage$", "./internal/render")
	page := pageToCheck{Name: "verify", Page: filepath.Join(s.dir, "verify.html"), Report: filepath.Join(s.dir, "verify.json")}
	page.Checks = []string{"differences", "findings", "keyboard", "accessibleDifferences", "quiet"}
	s.run(t, plan{Pages: []pageToCheck{page}})
}
