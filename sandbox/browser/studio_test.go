package browser

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/internal/largestack"
)

// plan is what run.mjs does.
type plan struct {
	Chromium string        `json:"chromium"`
	Pages    []pageToCheck `json:"pages"`
	Sights   []sight       `json:"sights"`
}

type pageToCheck struct {
	Name       string     `json:"name"`
	Page       string     `json:"page"`
	Report     string     `json:"report"`
	Checks     []string   `json:"checks"`
	Most       int        `json:"most"` // cells to open
	Scriptless bool       `json:"scriptless"`
	Questions  []question `json:"questions"`
	Names      []string   `json:"names"`

	somebody bool // is in the report
}

// question is one with the command's answer.
type question struct {
	Line   string          `json:"line"`
	Report json.RawMessage `json:"report"`
}

type sight struct {
	Name  string `json:"name"`
	Page  string `json:"page"`
	Times int    `json:"times"`
}

// result is a line that run.mjs prints.
type result struct {
	Name         string  `json:"name"`
	Compared     int     `json:"compared"`
	Error        string  `json:"error"`
	Milliseconds float64 `json:"milliseconds"`
}

// studio has a browser, the command, and what drives the one to look at the other's pages.
type studio struct{ dir, command, chromium string }

var browsers = []string{"chromium", "chromium-browser", "google-chrome"}

func newStudio(t testing.TB) studio {
	t.Helper()
	s := studio{dir: t.TempDir()}
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			s.chromium = path
			break
		}
	}
	_, err := exec.LookPath("npm")
	if s.chromium == "" || err != nil {
		const missing = "install Chromium, and Node.js 20 or later with npm, to look at pages in a browser"
		require.Empty(t, os.Getenv("CI"), missing)
		t.Skip(missing)
	}
	s.command = filepath.Join(s.dir, "scientist-access")
	s.do(t, "go", "build", "-C", "../../cmd/scientist-access", "-o", s.command, ".")
	s.do(t, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
	return s
}

// do runs a program. Exit code 2 and 3 of the command are about what it found.
func (s studio) do(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	var stderr bytes.Buffer
	program := exec.Command(name, args...)
	program.Stderr = &stderr
	out, err := program.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && name == s.command && len(out) > 0 {
		return out
	}
	require.NoError(t, err, "%s %s: %s", name, strings.Join(args, " "), stderr.String())
	return out
}

// write reviews a stack as a page and as JSON.
func (s studio) write(t testing.TB, name, stack string) pageToCheck {
	t.Helper()
	p := pageToCheck{Name: name, Page: filepath.Join(s.dir, name+".html"), Report: filepath.Join(s.dir, name+".json")}
	require.NoError(t, os.WriteFile(p.Page, s.do(t, s.command, "review", stack, "--format", "html"), 0o644))
	report := s.do(t, s.command, "review", stack, "--format", "json")
	require.NoError(t, os.WriteFile(p.Report, report, 0o644))
	p.somebody = !bytes.Contains(report, []byte(`"access": []`))
	return p
}

// large are files with the stacks that the benchmarks have too.
func (s studio) large(t testing.TB) map[string]string {
	t.Helper()
	files := map[string]string{}
	for name, text := range map[string][]byte{
		"20-teams": largestack.TeamsPreview(200, 500, 20), "200-teams": largestack.TeamsPreview(200, 500, 200),
		"own-groups": largestack.OwnGroupsExport(200, 500),
	} {
		files[name] = filepath.Join(s.dir, name+"-stack.json")
		require.NoError(t, os.WriteFile(files[name], text, 0o644))
	}
	return files
}

var (
	verbs     = []string{"get", "list", "create", "delete", "update", "describe", "use", "*"}
	resources = []string{
		"pods", "po", "pods/exec", "pods/log", "secret", "configmaps", "nodes", "ns", "deploy", "deployments.apps/scale",
		"pytorchjobs.kubeflow.org", "hyp", "jobs.batch", "*", "*.apps", "wombats", "wombats.example.com/x", "leases", "selfsubjectreviews",
		"/metrics", "/version", "/healthz",
	}
	objects = []string{"", "", "", "x", "kubeflow", "aws-hyperpod-vision"}
)

// ask puts random questions about a stack to the command, of each cluster of a stack with several the first that it takes.
func (s studio) ask(t testing.TB, stack string, times int) []question {
	t.Helper()
	var report struct {
		Access []struct {
			Principals []struct{ Kind, Namespace, Name, Cluster string }
			Scopes     []struct{ Namespaces []string }
		}
	}
	require.NoError(t, json.Unmarshal(s.do(t, s.command, "review", stack, "--format", "json"), &report))
	clusters, namespaces, people := map[string]bool{}, []string{"", "nowhere"}, []string{"group:system:authenticated"}
	for _, a := range report.Access {
		for _, p := range a.Principals {
			clusters[p.Cluster] = true
			if p.Kind == "IAM" && !strings.HasPrefix(p.Name, "(") {
				people = append(people, p.Name)
			}
		}
		for _, scope := range a.Scopes {
			namespaces = append(namespaces, scope.Namespaces...)
		}
	}
	if len(clusters) != 1 {
		return []question{} // the command wants a cluster to be named, the page answers for all
	}
	random := rand.New(rand.NewPCG(1, uint64(len(stack))))
	pick := func(from []string) string { return from[random.IntN(len(from))] }
	questions := []question{}
	for range times {
		args := []string{"who-can"}
		if random.IntN(3) == 0 {
			args = []string{"can", pick(people)}
		}
		what := pick(resources)
		args = append(args, pick(verbs), what)
		if object := pick(objects); object != "" && !strings.HasPrefix(what, "/") {
			args = append(args, object)
		}
		if namespace := pick(namespaces); namespace != "" && !strings.HasPrefix(namespace, "(") {
			args = append(args, "-n", namespace)
		}
		answer := s.do(t, s.command, append(args, "--stack", stack, "--format", "json")...)
		questions = append(questions, question{strings.Join(args, " "), answer})
	}
	return questions
}

// run lets the browser do a plan, and fails for each check that fails.
func (s studio) run(t *testing.T, p plan) {
	t.Helper()
	compared := 0
	for _, one := range s.results(t, p) {
		t.Run(one.Name, func(t *testing.T) {
			compared += one.Compared
			t.Logf("%d compared in %.0f ms", one.Compared, one.Milliseconds)
			assert.Empty(t, one.Error)
		})
	}
	t.Logf("%d pages, %d things compared", len(p.Pages), compared)
}

func (s studio) results(t testing.TB, p plan) []result {
	t.Helper()
	p.Chromium = s.chromium
	text, err := json.Marshal(p)
	require.NoError(t, err)
	file := filepath.Join(s.dir, "plan.json")
	require.NoError(t, os.WriteFile(file, text, 0o644))
	var all []result
	lines := bufio.NewScanner(bytes.NewReader(s.do(t, "node", "run.mjs", file)))
	for lines.Scan() {
		var one result
		require.NoError(t, json.Unmarshal(lines.Bytes(), &one), lines.Text())
		all = append(all, one)
	}
	wanted := 0
	for _, page := range p.Pages {
		wanted += len(page.Checks)
	}
	for _, sight := range p.Sights {
		wanted += sight.Times
	}
	require.Len(t, all, wanted)
	return all
}
