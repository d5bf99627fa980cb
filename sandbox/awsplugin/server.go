package main

import (
	"context"

	p "github.com/pulumi/pulumi-go-provider"
	pprovider "github.com/pulumi/pulumi/pkg/v3/resource/provider"
	rpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// server is the plugin as the engine calls it.
type server struct{ rpc.ResourceProviderServer }

func newServer(host *pprovider.HostClient) (rpc.ResourceProviderServer, error) {
	raw, err := p.RawServer("aws", version, newProvider())(host)
	return server{raw}, err
}

// Read answers without properties if the resource is gone: the library's empty ones look like those of a resource that
// exists, and could be imported.
func (s server) Read(ctx context.Context, request *rpc.ReadRequest) (*rpc.ReadResponse, error) {
	response, err := s.ResourceProviderServer.Read(ctx, request)
	if err == nil && response.GetId() == "" {
		return &rpc.ReadResponse{}, nil
	}
	return response, err
}
