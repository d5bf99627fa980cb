package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAdoptPlanRefusesBadInput(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(broken, []byte("{"), 0o600))
	tests := []struct {
		name string
		args []string
		err  string
	}{
		{"no cluster", nil, "--cluster is missing: name the EKS cluster"},
		{"unknown format", []string{"--cluster", "ml", "--format", "text"}, `--format "text" is not known: want yaml, json`},
		{"a file", []string{"stack.json"}, `unknown command "stack.json"`},
		{"no kubeconfig", []string{"--cluster", "ml", "--kubeconfig", "no-such-kubeconfig"}, "kubeconfig: "},
		{"broken kubeconfig", []string{"--cluster", "ml", "--kubeconfig", broken}, "kubeconfig: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, out, stderr := command(t, "", append([]string{"adopt", "plan"}, test.args...)...)
			assert.Equal(t, 1, code)
			assert.Empty(t, out, "nothing is proposed")
			assert.Contains(t, stderr, test.err)
			assert.Equal(t, 1, strings.Count(stderr, "\n"), "an error is one line")
		})
	}
}

func TestAdoptPlanHelpNamesWhatItNeeds(t *testing.T) {
	t.Parallel()
	_, help, _ := command(t, "", "adopt", "plan", "--help")
	for _, want := range []string{
		"list roles, rolebindings, clusterroles, clusterrolebindings (rbac.authorization.k8s.io)",
		"list namespaces\n", "get configmaps aws-auth\n",
		"eks:DescribeCluster", "eks:ListAccessEntries", "eks:DescribeAccessEntry", "eks:ListAssociatedAccessPolicies",
		"scientist-access adopt plan --cluster ml > Pulumi.prod.yaml",
	} {
		assert.Contains(t, help, want)
	}
	assert.NotContains(t, help, "subjectaccessreviews", "a plan asks about no rights")
}
