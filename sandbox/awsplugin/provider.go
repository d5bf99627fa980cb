package main

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/middleware"
	"github.com/pulumi/pulumi-go-provider/middleware/dispatch"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

const (
	accessEntryToken    tokens.Type = "aws:eks/accessEntry:AccessEntry"
	associationToken    tokens.Type = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
	rolePolicyToken     tokens.Type = "aws:iam/rolePolicy:RolePolicy"
	getAccessEntryToken tokens.Type = "aws:eks/getAccessEntry:getAccessEntry"
	getClusterToken     tokens.Type = "aws:eks/getCluster:getCluster"
	getCallerToken      tokens.Type = "aws:index/getCallerIdentity:getCallerIdentity"
	getRoleToken        tokens.Type = "aws:iam/getRole:getRole"
)

// schema describes the tokens, so that `pulumi import` can write the code of what it imported.
//
//go:embed schema.json
var schema string

// propagationTimeout is how long a principal that EKS does not know is asked for again: IAM is eventually
// consistent, and the real provider waits as long.
const propagationTimeout = 2 * time.Minute

// surroundings is what the tests replace.
type surroundings struct {
	// propagation is how long a principal that EKS does not know is asked for again.
	propagation time.Duration
	// pauses are those between attempts of a call.
	pauses retry.BackoffDelayer
	// log shows an error of a resource to the user.
	log func(context.Context, string)
}

// newProvider puts the plugin together.
func newProvider() p.Provider {
	return newProviderIn(surroundings{propagation: propagationTimeout, pauses: pausing(), log: logError})
}

// newProviderIn is newProvider in other surroundings.
func newProviderIn(around surroundings) p.Provider {
	cloud := &cloud{surroundings: around}
	base := refusing()
	base.GetSchema = func(context.Context, p.GetSchemaRequest) (p.GetSchemaResponse, error) {
		return p.GetSchemaResponse{Schema: schema}, nil
	}
	base.Configure = cloud.configure
	// Cancelling a command ends no call, nor does a custom timeout, as in the real provider.
	// Source: https://github.com/pulumi/pulumi-terraform-bridge/blob/master/pkg/tfbridge/provider.go
	base.Cancel = func(context.Context) error { return nil }
	entries := &accessEntry{cloud: cloud, surroundings: around}
	return dispatch.Wrap(base, dispatch.Options{
		Customs: map[tokens.Type]middleware.CustomResource{
			accessEntryToken: entries,
			associationToken: &association{cloud: cloud, surroundings: around},
			rolePolicyToken:  &rolePolicy{cloud: cloud, surroundings: around},
		},
		Invokes: map[tokens.Type]middleware.Invoke{
			getAccessEntryToken: &getAccessEntry{entries: entries},
			getClusterToken:     &getCluster{cloud: cloud},
			getCallerToken:      &getCaller{cloud: cloud},
			getRoleToken:        &getRole{cloud: cloud},
		},
	})
}

// refusing is a provider whose every call says that the stand-in does not cover what it is asked for.
func refusing() p.Provider {
	return p.Provider{
		Check:  refuse[p.CheckRequest, p.CheckResponse](func(r p.CheckRequest) tokens.Type { return r.Urn.Type() }),
		Diff:   refuse[p.DiffRequest, p.DiffResponse](func(r p.DiffRequest) tokens.Type { return r.Urn.Type() }),
		Create: refuse[p.CreateRequest, p.CreateResponse](func(r p.CreateRequest) tokens.Type { return r.Urn.Type() }),
		Read:   refuse[p.ReadRequest, p.ReadResponse](func(r p.ReadRequest) tokens.Type { return r.Urn.Type() }),
		Update: refuse[p.UpdateRequest, p.UpdateResponse](func(r p.UpdateRequest) tokens.Type { return r.Urn.Type() }),
		Delete: func(_ context.Context, r p.DeleteRequest) error { return notCovered(r.Urn.Type()) },
		Invoke: refuse[p.InvokeRequest, p.InvokeResponse](func(r p.InvokeRequest) tokens.Type { return r.Token }),
		Call:   refuse[p.CallRequest, p.CallResponse](func(r p.CallRequest) tokens.Type { return tokens.Type(r.Tok) }),
		Construct: refuse[p.ConstructRequest, p.ConstructResponse](
			func(r p.ConstructRequest) tokens.Type { return r.Urn.Type() }),
	}
}

func refuse[Request, Response any](token func(Request) tokens.Type) func(context.Context, Request) (Response, error) {
	return func(_ context.Context, request Request) (Response, error) {
		var none Response
		return none, notCovered(token(request))
	}
}

func notCovered(token tokens.Type) error {
	return fmt.Errorf("%s is not covered: this plugin is the sandbox's stand-in for the AWS provider, and covers "+
		"only %s, %s, %s, %s, %s, %s and %s; for all of AWS install the real one: pulumi plugin install resource aws v%s",
		token, accessEntryToken, associationToken, rolePolicyToken, getAccessEntryToken, getClusterToken, getCallerToken, getRoleToken, version)
}
