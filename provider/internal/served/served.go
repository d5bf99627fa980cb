// Package served is the component as a Pulumi plugin serves it, to programs in every language.
package served

import (
	"context"
	_ "embed"
	"fmt"

	provider "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/provider/internal/arguments"
)

// Package is the name of the Pulumi package.
const Package = "scientistaccess"

//go:generate go run ../../gen/schema

//go:embed schema.json
var schema string

// Provider serves the component, with a schema that says more than Go's types do, and checks that Go's compiler does in Go.
func Provider() (provider.Provider, error) {
	p, err := Inferred()
	inferred := p.Construct
	p.Construct = func(ctx context.Context, req provider.ConstructRequest) (provider.ConstructResponse, error) {
		if err := check(req.Inputs); err != nil {
			return provider.ConstructResponse{}, fmt.Errorf("%s %q: %w", component.Type, req.Urn.Name(), err)
		}
		return inferred(ctx, req)
	}
	p.GetSchema = func(context.Context, provider.GetSchemaRequest) (provider.GetSchemaResponse, error) {
		return provider.GetSchemaResponse{Schema: schema}, nil
	}
	return p, err
}

// Inferred is the provider with the schema that follows from Go's types alone.
func Inferred() (provider.Provider, error) {
	return infer.NewProviderBuilder().
		WithComponents(infer.ComponentF(construct)).
		WithModuleMap(map[tokens.ModuleName]tokens.ModuleName{"component": "index", "arguments": "index"}).
		WithDisplayName("Scientist Access").
		WithDescription("Kubernetes access for data scientists on Amazon SageMaker HyperPod clusters (EKS)").
		WithKeywords("pulumi", "category/cloud", "kind/component", "aws", "eks", "kubernetes", "sagemaker", "hyperpod", "rbac").
		WithNamespace("scientist-access").
		WithPublisher("scientist-access").
		WithLicense("Apache-2.0").
		WithHomepage("https://github.com/scientist-access/scientist-access").
		WithRepository("https://github.com/scientist-access/scientist-access").
		WithPluginDownloadURL("github://api.github.com/scientist-access/scientist-access").
		WithGoImportPath("github.com/scientist-access/scientist-access/sdk/go/scientistaccess").
		Build()
}

func construct(
	ctx *pulumi.Context, name string, args *arguments.ScientistAccessArgs, opts ...pulumi.ResourceOption,
) (*component.ScientistAccess, error) {
	return component.NewScientistAccess(ctx, name, args.Component(), opts...)
}
