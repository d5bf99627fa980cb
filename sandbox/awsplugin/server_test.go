package main

import (
	"testing"

	presource "github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	rpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/structpb"
)

// served is the plugin as the engine calls it, configured for a fake EKS.
func served(t *testing.T) (rpc.ResourceProviderServer, *fakeEKS) {
	t.Helper()
	f := startFakeEKS(t)
	server, err := newServer(nil)
	require.NoError(t, err)
	_, err = server.Configure(t.Context(), &rpc.ConfigureRequest{Variables: configFor(f, nil).Variables})
	require.NoError(t, err)
	return server, f
}

// importOfNothing: what the engine takes for missing are properties that are not even empty. It then says that the
// resource does not exist.
func importOfNothing(t *testing.T) {
	server, f := served(t)
	request := &rpc.ReadRequest{Id: testID, Urn: string(entryURN)}

	response, err := server.Read(t.Context(), request)
	require.NoError(t, err)
	assert.Nil(t, response.GetProperties())
	assert.Nil(t, response.GetInputs())

	f.put(testPrincipal, nil)
	response, err = server.Read(t.Context(), request)
	require.NoError(t, err)
	assert.NotEmpty(t, response.GetProperties().GetFields())
}

// refusedForTheEngine: the state is a detail of the error, which the engine keeps with the reasons as initErrors.
func refusedForTheEngine(t *testing.T) {
	server, f := served(t)
	f.put(testPrincipal, map[string]any{"kubernetesGroups": []any{"g1", "g2"}})
	f.refuse(updateGroups)

	_, err := server.Update(t.Context(), &rpc.UpdateRequest{
		Id: testID, Urn: string(entryURN), Olds: asStruct(t, entryInputs(nil)),
		News: asStruct(t, entryInputs(map[string]any{"kubernetesGroups": []string{"g3"}})),
	})

	answer, ok := status.FromError(err)
	require.True(t, ok)
	require.Len(t, answer.Details(), 1)
	failed, ok := answer.Details()[0].(*rpc.ErrorResourceInitFailed)
	require.True(t, ok)
	assert.Equal(t, testID, failed.GetId())
	assert.Equal(t, []any{"g3"}, failed.GetProperties().AsMap()["kubernetesGroups"])
	require.Len(t, failed.GetReasons(), 1)
	assert.Contains(t, failed.GetReasons()[0], "AccessDeniedException")
}

func asStruct(t *testing.T, properties property.Map) *structpb.Struct {
	t.Helper()
	encoded, err := plugin.MarshalProperties(presource.ToResourcePropertyMap(properties), plugin.MarshalOptions{})
	require.NoError(t, err)
	return encoded
}
