package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAccept goes the way of a team: today's findings are recorded, filled in, and no longer fail; what the change
// brings beyond them does.
func TestAccept(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "accepted.yaml")
	const export = "testdata/pulumi/teams-export.json"
	const change = "testdata/pulumi/teams-change-preview.json"

	code, _, stderr := command(t, "", "review", export, "--fail-on", "medium", "--write-accept", file)
	assert.Equal(t, exitFindings, code, "nothing is accepted yet: %s", stderr)
	code, _, stderr = command(t, "", "review", export, "--accept", file)
	assert.Equal(t, exitError, code, "nobody has said who accepts them")
	assert.Contains(t, stderr, "accepted[0].by: Required value")

	text, err := os.ReadFile(file)
	require.NoError(t, err)
	filled := strings.ReplaceAll(strings.ReplaceAll(string(text), `by: ""`, "by: Ada"), `why: ""`, "why: looked at")
	require.NoError(t, os.WriteFile(file, []byte(filled), 0o600))

	code, out, stderr := command(t, "", "review", export, "--accept", file, "--fail-on", "low")
	assert.Equal(t, exitNothing, code, stderr)
	assert.Contains(t, out, "(accepted by Ada: looked at)")

	code, out, _ = command(t, "", "review", change, "--accept", file, "--fail-on", "low")
	assert.Equal(t, exitFindings, code, "the change gives more")
	assert.Contains(t, out, "is not accepted any more: it has grown since Ada accepted it")
}

// TestFailOn: which findings count. A preview without accepted findings counts what the change brings.
func TestFailOn(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "accepted.yaml")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	tests := []struct {
		name string
		args []string
		code int
	}{
		{"an unchanged stack", []string{"testdata/pulumi/documented-unchanged-preview.json", "--fail-on", "low"}, exitNothing},
		{"an unchanged stack, nothing of it accepted", []string{"testdata/pulumi/documented-unchanged-preview.json", "--fail-on", "low", "--accept", empty}, exitFindings},
		{"a new stack", []string{"testdata/pulumi/documented-create-preview.json", "--fail-on", "critical"}, exitFindings},
		{"a new stack, no level", []string{"testdata/pulumi/documented-create-preview.json"}, exitDiffers},
		{"an export", []string{"testdata/pulumi/documented-export.json", "--fail-on", "critical"}, exitFindings},
		{"an export, nothing so severe", []string{"testdata/pulumi/teams-export.json", "--fail-on", "critical"}, exitNothing},
		{"an export, as severe", []string{"testdata/pulumi/teams-export.json", "--fail-on", "medium"}, exitFindings},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, _, stderr := command(t, "", append([]string{"review"}, test.args...)...)
			assert.Equal(t, test.code, code, stderr)
		})
	}
}

func TestAcceptRefusesBadFiles(t *testing.T) {
	t.Parallel()
	const export = "testdata/pulumi/documented-export.json"
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no such file":   {[]string{"--accept", "no-such-file.yaml"}, "--accept: open no-such-file.yaml"},
		"no such folder": {[]string{"--write-accept", "no-such-folder/x.yaml"}, "--write-accept: open no-such-folder/x.yaml"},
		"another file":   {[]string{"--accept", export}, "--accept " + export + ": "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, stderr := command(t, "", append([]string{"review", export}, c.args...)...)
			assert.Equal(t, exitError, code)
			assert.Contains(t, stderr, c.says)
			assert.Empty(t, out)
		})
	}
}
