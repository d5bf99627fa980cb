package main

import (
	"encoding/json"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/emptypb"
)

func TestVersionIsTheRealOnes(t *testing.T) {
	t.Parallel()
	server, err := p.RawServer("aws", version, newProvider())(nil)
	require.NoError(t, err)
	info, err := server.GetPluginInfo(t.Context(), &emptypb.Empty{})
	require.NoError(t, err)
	assert.Equal(t, "6.83.2", info.GetVersion())
}

func TestSchemaNamesWhatIsCovered(t *testing.T) {
	t.Parallel()
	response, err := startPlugin(t, 0).GetSchema(p.GetSchemaRequest{})
	require.NoError(t, err)
	var schema struct {
		Version              string
		Resources, Functions map[string]any
	}
	require.NoError(t, json.Unmarshal([]byte(response.Schema), &schema))
	assert.Equal(t, version, schema.Version)
	assert.Contains(t, schema.Resources, string(accessEntryToken))
	assert.Contains(t, schema.Resources, string(associationToken))
	assert.Contains(t, schema.Functions, string(getAccessEntryToken))
	assert.Contains(t, schema.Functions, string(getClusterToken))
}

func TestWhateverElseIsRefused(t *testing.T) {
	t.Parallel()
	server, _ := connected(t, nil)
	const bucket = "urn:pulumi:test::project::aws:s3/bucketV2:BucketV2::b"
	calls := map[string]func() error{
		"check":     func() error { _, err := server.Check(p.CheckRequest{Urn: bucket}); return err },
		"diff":      func() error { _, err := server.Diff(p.DiffRequest{Urn: bucket}); return err },
		"create":    func() error { _, err := server.Create(p.CreateRequest{Urn: bucket}); return err },
		"read":      func() error { _, err := server.Read(p.ReadRequest{Urn: bucket}); return err },
		"update":    func() error { _, err := server.Update(p.UpdateRequest{Urn: bucket}); return err },
		"delete":    func() error { return server.Delete(p.DeleteRequest{Urn: bucket}) },
		"construct": func() error { _, err := server.Construct(p.ConstructRequest{Urn: bucket}); return err },
		"invoke": func() error {
			_, err := server.Invoke(p.InvokeRequest{Token: tokens.Type("aws:s3/getBucket:getBucket")})
			return err
		},
		"call": func() error {
			_, err := server.Call(p.CallRequest{Tok: "aws:s3/bucket:Bucket/f"})
			return err
		},
	}
	for name, call := range calls {
		err := call()
		require.ErrorContains(t, err, "aws:s3/", name)
		assert.ErrorContains(t, err, "stand-in", name)
		assert.ErrorContains(t, err, string(accessEntryToken), name)
	}
}

func TestGetCluster(t *testing.T) {
	t.Parallel()
	server, _ := connected(t, nil)

	response, err := server.Invoke(p.InvokeRequest{
		Token: getClusterToken, Args: bag(map[string]any{"name": testCluster}),
	})

	require.NoError(t, err)
	require.Empty(t, response.Failures)
	cluster := response.Return
	for field, want := range map[string]string{
		"arn":       "arn:aws:eks:us-east-1:111122223333:cluster/hyperpod",
		"createdAt": "2023-11-14T22:13:20Z",
		"endpoint":  "https://127.0.0.1:6443",
		"id":        testCluster,
		"name":      testCluster,
		"status":    "ACTIVE",
		"version":   "1.33",
	} {
		assert.Equal(t, want, stringOf(cluster.Get(field)), field)
	}
	assert.Equal(t, map[string]string{"owner": "ml"}, mapOf(cluster.Get("tags")))
	assert.Equal(t, "Q0E=", stringOf(cluster.Get("certificateAuthorities").AsArray().Get(0).AsMap().Get("data")))
	access := cluster.Get("accessConfigs").AsArray()
	require.Equal(t, 1, access.Len())
	assert.Equal(t, "API", stringOf(access.Get(0).AsMap().Get("authenticationMode")))
}

func TestGetClusterThatIsMissing(t *testing.T) {
	t.Parallel()
	server, _ := connected(t, nil)
	_, err := server.Invoke(p.InvokeRequest{Token: getClusterToken, Args: bag(map[string]any{"name": "nowhere"})})
	assert.EqualError(t, err, "invoking aws:eks/getCluster:getCluster: 1 error occurred:\n"+
		"\t* reading EKS Cluster (nowhere): couldn't find resource\n\n")
}

func TestGetClusterRefusesArguments(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	for argument, args := range map[string]map[string]any{
		"name": {},
		"tags": {"name": testCluster, "tags": map[string]string{}},
	} {
		response, err := server.Invoke(p.InvokeRequest{Token: getClusterToken, Args: bag(args)})
		require.NoError(t, err)
		require.Len(t, response.Failures, 1)
		assert.Equal(t, argument, response.Failures[0].Property)
	}
	assert.Empty(t, f.asked())
}
