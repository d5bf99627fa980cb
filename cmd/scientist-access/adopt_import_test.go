package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAdoptImportHelpNamesWhatItNeeds(t *testing.T) {
	t.Parallel()
	_, help, _ := command(t, "", "adopt", "import", "--help")
	for _, want := range []string{
		"list roles, rolebindings, clusterroles, clusterrolebindings (rbac.authorization.k8s.io)", "list namespaces\n",
		"eks:DescribeCluster", "eks:ListAccessEntries", "eks:DescribeAccessEntry",
	} {
		assert.Contains(t, help, want)
	}
	for _, needless := range []string{"subjectaccessreviews", "configmaps", "eks:ListAssociatedAccessPolicies"} {
		assert.NotContains(t, help, needless)
	}
}
