package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/eks"
)

// TestMisspeltRole: a preview finds it at once, where IAM may be asked. An update says beforehand what it will wait for.
func TestMisspeltRole(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "misspelt"))
	_, alice := principal(t, "team/MisspeltAlice")
	settings := func(arn string) config {
		return config{
			"clusterName": sandbox.Cluster, "namePrefix": "misspelt", "namespaces": []string{"misspelt"}, "principals": config{"alice": arn},
		}
	}
	st := newStack(t, "misspelt", settings("arn:aws:iam::"+sandbox.AccountID+":role/team/MispeltAlice"))
	_, err := st.Preview(ctx)
	require.ErrorContains(t, err, `IAM knows no role "MispeltAlice" in account 111122223333, and EKS would refuse it`)

	require.NoError(t, st.Configure(settings("arn:aws:iam::"+sandbox.AccountID+":role/MisspeltAlice")))
	_, err = st.Preview(ctx)
	require.ErrorContains(t, err, `IAM knows the role "MisspeltAlice" by another path: `+alice)

	require.NoError(t, st.Configure(settings(alice)))
	_, err = st.Up(ctx)
	require.NoError(t, err)
}

// TestWithoutIAM: whoever may not ask IAM is not held up.
func TestWithoutIAM(t *testing.T) {
	ctx := testContext(t)
	const deployer = "arn:aws:iam::" + sandbox.AccountID + ":role/WithoutIAM"
	require.NoError(t, box.AddPrincipal("WithoutIAM", deployer, eks.Actions("eks:DescribeCluster", "eks:DescribeAccessEntry")))
	createEntry(t, deployer)
	st := newStack(t, "without-iam", config{
		"clusterName": sandbox.Cluster, "namePrefix": "without-iam", "namespaces": []string{"elsewhere"},
		"principals": config{"nobody": "arn:aws:iam::" + sandbox.AccountID + ":role/Nobody"}, "aws:profile": "WithoutIAM",
	})
	_, err := st.Preview(ctx)
	require.NoError(t, err)
}

// TestDeployerAmongPrincipals: it is warned of before its entry is made.
func TestDeployerAmongPrincipals(t *testing.T) {
	ctx := testContext(t)
	const deployer = "arn:aws:iam::" + sandbox.AccountID + ":role/ci/OwnDeployer"
	require.NoError(t, box.AddPrincipal("OwnDeployer", deployer, eks.Administrator()))
	st := newStack(t, "own-deployer", config{
		"clusterName": sandbox.Cluster, "namePrefix": "own-deployer", "namespaces": []string{"elsewhere"},
		"principals": config{"ci": deployer}, "aws:profile": "OwnDeployer",
	})
	out, err := st.Run(ctx, "preview")
	require.NoError(t, err)
	assert.Contains(t, out, "principals.ci is who runs this stack (arn:aws:sts::111122223333:assumed-role/OwnDeployer/")
}
