package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	p "github.com/pulumi/pulumi-go-provider"
)

// errorList is an error of Terraform's code as the bridge words it.
// Source: https://github.com/hashicorp/go-multierror/blob/main/format.go
type errorList struct{ only error }

func (l errorList) Error() string { return "1 error occurred:\n\t* " + l.only.Error() + "\n\n" }
func (l errorList) Unwrap() error { return l.only }

// told logs an error of a resource and returns it as a list: the bridge shows each twice.
// Source: https://github.com/pulumi/pulumi-terraform-bridge/blob/master/pkg/tfshim/sdk-v2/diagnostics.go
func (s surroundings) told(ctx context.Context, err error) error {
	s.log(ctx, "sdk-v2/provider2.go:1: sdk.helper_schema: "+err.Error()+": provider=aws@"+version)
	return errorList{err}
}

// logError shows a message as an error of the resource that the context is about.
func logError(ctx context.Context, message string) { p.GetLogger(ctx).Error(message) }

// errNotFound is what the real provider makes of EKS's answer that there is no such thing.
var errNotFound = errors.New("couldn't find resource")

func isGone(err error) bool {
	var gone *types.ResourceNotFoundException
	return errors.As(err, &gone)
}

// readingFailed says that an entry could not be read; nil stays nil.
func readingFailed(k key, err error) error {
	switch {
	case err == nil:
		return nil
	case isGone(err):
		err = errNotFound
	}
	return fmt.Errorf("reading EKS Access Entry (%s): %w", k, err)
}
