package main

import (
	"net/http"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGetCallerIdentity(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	response, err := server.Invoke(p.InvokeRequest{Token: getCallerToken})
	require.NoError(t, err)
	assert.Equal(t, testAccount, stringOf(response.Return.Get("accountId")))
	assert.Equal(t, testCaller, stringOf(response.Return.Get("arn")))

	f.identityRefused = true
	_, err = server.Invoke(p.InvokeRequest{Token: getCallerToken})
	assert.ErrorContains(t, err, "reading STS Caller Identity: operation error STS: GetCallerIdentity")
}

func TestGetRole(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	response, err := server.Invoke(p.InvokeRequest{Token: getRoleToken, Args: bag(map[string]any{"name": "scientist"})})
	require.NoError(t, err)
	assert.Equal(t, testPrincipal, stringOf(response.Return.Get("arn")))
	assert.Equal(t, "scientist", stringOf(response.Return.Get("id")))

	_, err = server.Invoke(p.InvokeRequest{Token: getRoleToken, Args: bag(map[string]any{"name": "scientst"})})
	assert.EqualError(t, err, "invoking aws:iam/getRole:getRole: 1 error occurred:\n\t* reading IAM Role (scientst): couldn't find resource\n\n")
	f.refusal = refusal{call: "POST /", times: 1, status: http.StatusForbidden, code: "AccessDenied"}
	_, err = server.Invoke(p.InvokeRequest{Token: getRoleToken, Args: bag(map[string]any{"name": "scientist"})})
	assert.ErrorContains(t, err, "reading IAM Role (scientist): operation error IAM: GetRole")

	for argument, args := range map[string]map[string]any{"name": {}, "tags": {"name": "a", "tags": map[string]string{}}} {
		response, err = server.Invoke(p.InvokeRequest{Token: getRoleToken, Args: bag(args)})
		require.NoError(t, err)
		require.Len(t, response.Failures, 1)
		assert.Equal(t, argument, response.Failures[0].Property)
	}
}
