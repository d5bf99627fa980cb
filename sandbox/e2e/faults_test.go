package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/faults"
)

// beforeAPIServer starts a proxy before the API server, through which the stacks of a test go that begin after it.
func beforeAPIServer(t *testing.T) *faults.Proxy {
	t.Helper()
	proxy, err := faults.Before(box.Admin.Host, box.Admin.CAData)
	require.NoError(t, err)
	require.NoError(t, box.EKS.SetEndpoint(sandbox.Cluster, proxy.Endpoint, proxy.CertificateAuthority))
	t.Cleanup(func() {
		require.NoError(t, box.EKS.SetEndpoint(sandbox.Cluster, box.Admin.Host, box.Admin.CAData))
		proxy.Close()
	})
	return proxy
}
