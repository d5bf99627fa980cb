package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/faults"
)

// beforeAPIServer starts a proxy before the API server, through which the stacks of a test go that begin after it.
func beforeAPIServer(t *testing.T) *faults.Proxy {
	t.Helper()
	proxy, err := faults.NewProxy(box.Admin.Host, box.Admin.CAData)
	require.NoError(t, err)
	require.NoError(t, box.EKS.SetEndpoint(sandbox.Cluster, proxy.Endpoint, proxy.CertificateAuthority))
	t.Cleanup(func() {
		require.NoError(t, box.EKS.SetEndpoint(sandbox.Cluster, box.Admin.Host, box.Admin.CAData))
		proxy.Close()
	})
	return proxy
}

// beforeEKS starts a proxy before EKS, and gives the settings by which a stack goes through it.
func beforeEKS(t *testing.T) (*faults.Proxy, config) {
	t.Helper()
	proxy, err := faults.NewProxy(box.EKSEndpoint, nil)
	require.NoError(t, err)
	t.Cleanup(proxy.Close)
	return proxy, eksAt(proxy.Endpoint)
}

// eksAt are the settings by which a stack finds EKS elsewhere.
func eksAt(endpoint string) config {
	return config{"aws:endpoints": []config{{"eks": endpoint, "sts": box.EKSEndpoint, "iam": box.EKSEndpoint}}}
}

// faultsOf are the ways in which the calls of a server fail.
var faultsOf = map[string]map[string]faults.Fault{"Kubernetes": faults.Kubernetes(), "EKS": faults.EKS()}

// denied is EKS's answer to whoever may not call.
var denied = faults.Answer(http.StatusForbidden, http.Header{"X-Amzn-Errortype": {"AccessDeniedException"}},
	`{"message":"User is not authorized to perform: eks:UpdateAccessEntry"}`)
