package component_test

import (
	"os"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/component"
)

// The body of the function is what the README shows.
func ExampleNewScientistAccess() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		cluster, role, kubernetesProvider := yours(ctx)
		_, err := component.NewScientistAccess(ctx, "scientists", &component.ScientistAccessArgs{
			ClusterName: cluster.Name,
			Principals: map[string]component.PrincipalArgs{
				"scientists": {Arn: role.Arn},
			},
			Namespaces: []string{"aws-hyperpod-vision"},
		}, pulumi.Providers(kubernetesProvider))
		return err
	})
}

type iamRole struct{ Arn pulumi.StringOutput }

// yours stands for what a stack has already.
func yours(*pulumi.Context) (*eks.Cluster, *iamRole, *kubernetes.Provider) {
	return &eks.Cluster{}, &iamRole{}, &kubernetes.Provider{}
}

func TestReadmeShowsCodeThatCompiles(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(readme), "```go\n")
	require.True(t, found)
	block, _, found := strings.Cut(rest, "```")
	require.True(t, found)

	example, err := os.ReadFile("example_test.go")
	require.NoError(t, err)
	assert.Contains(t, unindented(string(example)), unindented(block))
}

func unindented(code string) string {
	var lines []string
	for line := range strings.Lines(code) {
		lines = append(lines, strings.TrimSpace(line))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
