package main

import (
	"context"
	"testing"
	"time"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func errorsTwice(t *testing.T) {
	f := startFakeEKS(t)
	f.put(testPrincipal, nil)
	var logged []string
	server := startPluginIn(t, surroundings{pauses: atOnce, log: func(_ context.Context, message string) {
		logged = append(logged, message)
	}})
	require.NoError(t, server.Configure(configFor(f, nil)))

	_, err := server.Create(p.CreateRequest{Urn: entryURN, Properties: entryInputs(nil)})

	require.Len(t, logged, 1)
	assert.Regexp(t, `^sdk-v2/provider2\.go:\d+: sdk\.helper_schema: creating EKS Access Entry \(.*ResourceInUseException`+
		`.*: provider=aws@6\.83\.2$`, logged[0])
	assert.Regexp(t, `^1 error occurred:\n\t\* creating EKS Access Entry \(.*ResourceInUseException.*\n\n$`, err.Error())
}

func errorsNameTheURN(t *testing.T) {
	server, f := connected(t, nil)
	state := created(t, server, entryInputs(nil))
	const entry = "/clusters/hyperpod/access-entries/"
	for _, c := range []struct {
		says, refused string
		call          func() error
	}{
		{"updating " + string(entryURN) + ": 1 error occurred:\n\t* updating EKS Access Entry (" + testID + "): ", "POST " + entry, func() error {
			_, err := server.Update(p.UpdateRequest{ID: testID, Urn: entryURN, State: state,
				Inputs: entryInputs(map[string]any{"kubernetesGroups": []string{"g3"}})})
			return err
		}},
		{"refreshing " + string(entryURN) + ": 1 error occurred:\n\t* reading EKS Access Entry (" + testID + "): ", "GET " + entry, func() error {
			_, err := server.Read(p.ReadRequest{ID: testID, Urn: entryURN, Properties: state})
			return err
		}},
		{"deleting " + string(entryURN) + ": 1 error occurred:\n\t* deleting EKS Access Entry (" + testID + "): ", "DELETE " + entry, func() error {
			return server.Delete(p.DeleteRequest{ID: testID, Urn: entryURN})
		}},
	} {
		f.refuse(c.refused)
		err := c.call()
		require.Error(t, err)
		assert.Contains(t, err.Error(), c.says)
		assert.Contains(t, err.Error(), "AccessDeniedException: not now\n\n")
	}
}

// waitsOn is a row: neither Ctrl-C nor a custom timeout ends the wait for a principal that IAM does not show yet.
func waitsOn(t *testing.T) {
	f := startFakeEKS(t)
	f.unknownFor = 2
	server := startPlugin(t, time.Minute)
	require.NoError(t, server.Configure(configFor(f, nil)))
	require.NoError(t, server.Cancel())

	_, err := server.Create(p.CreateRequest{Urn: entryURN, Properties: entryInputs(nil), Timeout: 0.1})

	require.NoError(t, err)
}
