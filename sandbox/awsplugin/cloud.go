package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	p "github.com/pulumi/pulumi-go-provider"
)

// cloud is the configured provider's connection to AWS. The engine configures a provider once, before any other
// call that needs it.
type cloud struct {
	surroundings
	eks         *eks.Client
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
	if err := checkIdentity(ctx, s, cfg); err != nil {
		return err
	}
	c.defaultTags = s.defaultTags.Tags
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

// checkIdentity asks STS who the credentials are, unless the settings switch that off, and refuses accounts that
// they rule out.
func checkIdentity(ctx context.Context, s settings, cfg aws.Config) error {
	if !s.asksForIdentity() {
		return nil
	}
	client := sts.NewFromConfig(cfg, func(o *sts.Options) {
		if url := s.endpoint(func(e endpoints) string { return e.STS }); url != nil {
			o.BaseEndpoint = url
		}
	})
	identity, err := client.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return fmt.Errorf("validating the AWS credentials: %w", err)
	}
	account := aws.ToString(identity.Account)
	allowed := len(s.allowedAccountIds) == 0 || slices.Contains(s.allowedAccountIds, account)
	if !allowed || slices.Contains(s.forbiddenAccountIds, account) {
		return fmt.Errorf("AWS account ID not allowed: %s; see aws:allowedAccountIds and aws:forbiddenAccountIds", account)
	}
	return nil
}
