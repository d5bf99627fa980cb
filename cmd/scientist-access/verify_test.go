package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestVerifyRefusesBadInput(t *testing.T) {
	t.Parallel()
	const export = inputs + "documented-export.json"
	broken := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(broken, []byte("{"), 0o600))
	tests := []struct {
		name, in string
		args     []string
		err      string
	}{
		{"no file", "", []string{"no-such-file.json"}, "no-such-file.json"},
		{"cut off", `{"deployment":`, []string{"-"}, "standard input: deployment"},
		{"a preview", "", []string{inputs + "change-preview.json"}, "this is a preview"},
		{"unknown format", "", []string{export, "--format", "markdown"}, `--format "markdown" is not known: want text, json`},
		{"another cluster", "", []string{export, "--cluster", "nope"}, `--cluster "nope"`},
		{"no kubeconfig", "", []string{export, "--kubeconfig", "no-such-kubeconfig"}, "kubeconfig: "},
		{"broken kubeconfig", "", []string{export, "--kubeconfig", broken}, "kubeconfig: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, out, stderr := command(t, test.in, append([]string{"verify"}, test.args...)...)
			assert.Equal(t, 1, code)
			assert.Empty(t, out, "nothing is claimed")
			assert.Contains(t, stderr, test.err)
			assert.Equal(t, 1, strings.Count(stderr, "\n"), "an error is one line")
		})
	}
}

func TestVerifyHelpNamesWhatItNeeds(t *testing.T) {
	t.Parallel()
	_, help, _ := command(t, "", "verify", "--help")
	for _, want := range []string{
		"list roles, rolebindings, clusterroles, clusterrolebindings (rbac.authorization.k8s.io)",
		"create subjectaccessreviews (authorization.k8s.io)",
		"eks:DescribeCluster", "eks:ListAccessEntries", "eks:DescribeAccessEntry", "eks:ListAssociatedAccessPolicies",
		"pulumi stack export | scientist-access verify",
		"Without this right it says that it could not read the ConfigMap aws-auth, and goes on:\n  get configmaps aws-auth\n",
		"list validatingadmissionpolicies, validatingadmissionpolicybindings (admissionregistration.k8s.io)",
	} {
		assert.Contains(t, help, want)
	}
	assert.NotContains(t, help, "list namespaces", "it reads none")
}
