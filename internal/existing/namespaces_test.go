package existing

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"

	"github.com/scientist-access/scientist-access/component"
)

func TestNamespacesThatSomebodyElseCreates(t *testing.T) {
	t.Parallel()
	args := &component.ScientistAccessArgs{
		Namespaces: []string{"vision"},
		Principals: map[string]component.PrincipalArgs{"alice": {Arn: pulumi.String("arn:aws:iam::111122223333:role/Alice")}},
	}
	assert.Empty(t, toExist(args), "of roles, the API server tells")
	args.AccessPolicies = []component.AccessPolicyArgs{
		{Policy: "AmazonEKSViewPolicy"},
		{Policy: "AmazonEKSEditPolicy", Namespaces: []string{"jupyter-k8s-shared", "dev-*"}},
	}
	assert.Equal(t, []string{"jupyter-k8s-shared", "vision"}, toExist(args))
	args.CreateNamespaces = true
	assert.Equal(t, []string{"jupyter-k8s-shared"}, toExist(args))
}

func TestAboutNamespaces(t *testing.T) {
	t.Parallel()
	client := apiServer(t, map[string]map[string]string{"/api/v1/namespaces/a": nil})
	assert.Empty(t, aboutNamespaces(t.Context(), "ml", client, []string{"a"}))
	assert.Equal(t, "accessPolicies name namespaces that do not exist on cluster ml: b, c. EKS accepts that, and the policies give "+
		"nothing there: correct the names, create the namespaces, or set createNamespaces",
		aboutNamespaces(t.Context(), "ml", client, []string{"a", "b", "c"}))

	nobody, err := metadata.NewForConfig(&rest.Config{Host: "http://127.0.0.1:1"})
	require.NoError(t, err)
	assert.Contains(t, aboutNamespaces(t.Context(), "ml", nobody, []string{"a"}),
		"could not look whether the namespaces of accessPolicies exist, and EKS does not: namespace a: ")
}
