package main

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// atOnce is for tests: no pause between attempts.
var atOnce retry.BackoffDelayer = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })

// retries is a row: the provider gets over an answer that comes 24 times, and not over one more.
func retries(status int, code string) func(*testing.T) {
	return func(t *testing.T) {
		for times, succeeds := range map[int]bool{24: true, 25: false} {
			server, f := connected(t, nil)
			f.refusal = refusal{"POST /clusters/", times, status, code}
			_, err := server.Create(p.CreateRequest{Urn: entryURN, Properties: entryInputs(nil)})
			assert.Equal(t, succeeds, err == nil, "%d times: %v", times, err)
			assert.Zero(t, f.refusal.times)
		}
	}
}

func retriesToConnect(t *testing.T) {
	f := startFakeEKS(t)
	waits := 0
	server := startPluginIn(t, surroundings{log: discard, pauses: retry.BackoffDelayerFunc(
		func(int, error) (time.Duration, error) { waits++; return 0, nil })})
	require.NoError(t, server.Configure(configFor(f, nil)))
	f.Close()
	_, err := server.Invoke(p.InvokeRequest{Token: getClusterToken, Args: bag(map[string]any{"name": testCluster})})
	assert.ErrorContains(t, err, "connection refused")
	assert.Equal(t, 8, waits)
}

func pausesGrow(t *testing.T) {
	longest := time.Duration(0)
	for range 100 {
		pause, err := pausing().BackoffDelay(5, nil)
		require.NoError(t, err)
		longest = max(longest, pause)
	}
	assert.Greater(t, longest, 20*time.Second)
	assert.Less(t, longest, 32*time.Second)
	pause, err := pausing().BackoffDelay(20, nil)
	require.NoError(t, err)
	assert.Equal(t, 5*time.Minute, pause)
}
