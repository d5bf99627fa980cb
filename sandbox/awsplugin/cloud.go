package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	p "github.com/pulumi/pulumi-go-provider"
)

// cloud is the configured provider's connection to AWS. The engine configures a provider once, before any other
// call that needs it.
type cloud struct {
	surroundings
	eks         *eks.Client
	sts         *sts.Client
	iam         *iam.Client
	defaultTags map[string]string
}

func (c *cloud) configure(ctx context.Context, request p.ConfigureRequest) error {
	s, err := parseSettings(request.Variables)
	if err != nil {
		return err
	}
	cfg, err := config.LoadDefaultConfig(ctx, append(loadOptions(s), config.WithRetryer(retrying(attempts, c.pauses)))...)
	if err != nil {
		return fmt.Errorf("loading the AWS configuration: %w", err)
	}
	if cfg.Region == "" {
		return errors.New("no AWS region: set it with `pulumi config set aws:region <region>` or AWS_REGION")
	}
	if err := c.validate(ctx, s, cfg); err != nil {
		return err
	}
	stsEndpoint := s.endpoint(func(e endpoints) string { return e.STS })
	if cfg, err = s.assumeRole.assumed(ctx, cfg, stsEndpoint); err != nil {
		return err
	}
	if err := checkAccount(ctx, s, cfg, stsEndpoint); err != nil {
		return err
	}
	c.defaultTags = s.defaultTags.Tags
	c.sts = stsClient(cfg, stsEndpoint)
	c.iam = iam.NewFromConfig(cfg, func(o *iam.Options) {
		if url := s.endpoint(func(e endpoints) string { return e.IAM }); url != nil {
			o.BaseEndpoint = url
		}
	})
	c.eks = eks.NewFromConfig(cfg, func(o *eks.Options) {
		if url := s.endpoint(func(e endpoints) string { return e.EKS }); url != nil {
			o.BaseEndpoint = url
		}
	})
	return nil
}

func loadOptions(s settings) []func(*config.LoadOptions) error {
	options := []func(*config.LoadOptions) error{
		config.WithRegion(s.region),
		config.WithSharedConfigProfile(s.profile),
	}
	if s.accessKey != "" {
		options = append(options, config.WithCredentialsProvider(
			credentials.NewStaticCredentialsProvider(s.accessKey, s.secretKey, s.token)))
	}
	if s.skipMetadataApiCheck {
		options = append(options, config.WithEC2IMDSClientEnableState(imds.ClientDisabled))
	}
	return options
}
