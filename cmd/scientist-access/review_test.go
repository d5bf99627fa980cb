package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const inputs, recorded = "testdata/handmade/", "testdata/pulumi/"

// command runs a command line, with a text on its standard input.
func command(t *testing.T, in string, args ...string) (code int, out, err string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), args, streams{in: strings.NewReader(in), out: &stdout, err: &stderr})
	return code, stdout.String(), stderr.String()
}

func TestReviewExitCodes(t *testing.T) {
	t.Parallel()
	const quiet = `{"steps":[{"op":"same","urn":"urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev"}],"changeSummary":{"same":1}}`
	tests := []struct {
		name, in string
		args     []string
		code     int
		err      string // part of the standard error; empty for none at all
	}{
		{"nothing", quiet, nil, 0, ""},
		{"changes", "", []string{inputs + "change-preview.json"}, 2, ""},
		{"findings", "", []string{inputs + "change-preview.json", "--fail-on", "critical"}, 3, ""},
		{"findings of an export", "", []string{inputs + "documented-export.json", "--fail-on", "low"}, 3, ""},
		{"an export without a level", "", []string{inputs + "documented-export.json"}, 0, ""},
		{"guardrails that only audit from now on", "", []string{recorded + "guarded-audit-preview.json"}, 2, ""},
		{"what they closed", "", []string{recorded + "guarded-audit-preview.json", "--fail-on", "high"}, 3, ""},
		{"failed preview", "", []string{inputs + "failed-preview.json"}, 1, "the preview failed"},
		{"no file", "", []string{"no-such-file.json"}, 1, "no-such-file.json"},
		{"cut off", `{"steps":[`, []string{"-"}, 1, "standard input: steps, byte 10"},
		{"unknown format", quiet, []string{"--format", "yaml"}, 1, `--format "yaml" is not known: want text, markdown, json`},
		{"unknown level", quiet, []string{"--fail-on", "severe"}, 1, `"severe" is not known: want none, low`},
		{"two files", "", []string{"a", "b"}, 1, "accepts at most 1 arg"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, _, stderr := command(t, test.in, append([]string{"review"}, test.args...)...)
			assert.Equal(t, test.code, code)
			if test.err == "" {
				assert.Empty(t, stderr)
				return
			}
			assert.Contains(t, stderr, test.err)
			assert.Equal(t, 1, strings.Count(stderr, "\n"), "an error is one line")
		})
	}
}

// TestReviewFormats: each format prints what the package's own golden says.
func TestReviewFormats(t *testing.T) {
	t.Parallel()
	for format, ending := range map[string]string{"text": "txt", "markdown": "md", "json": "json"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(filepath.FromSlash(inputs + "change-preview.report." + ending))
			require.NoError(t, err)
			_, out, _ := command(t, "", "review", inputs+"change-preview.json", "--format", format)
			assert.Equal(t, string(want), out)
			assert.Equal(t, format == "json", json.Valid([]byte(out)))
		})
	}
}

func TestHelpAndCompletion(t *testing.T) {
	t.Parallel()
	_, help, _ := command(t, "", "review", "--help")
	assert.Contains(t, help, "pulumi stack export | scientist-access review")
	assert.Contains(t, help, "Exit codes:")
	_, values, _ := command(t, "", "__complete", "review", "--fail-on", "")
	for _, value := range []string{"none\n", "low\n", "medium\n", "high\n", "critical\n"} {
		assert.Contains(t, values, value)
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		code, script, _ := command(t, "", "completion", shell)
		assert.Zero(t, code)
		assert.NotEmpty(t, script)
	}
}
