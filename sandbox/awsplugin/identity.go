package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// validate asks AWS's own STS who the credentials are, unless the settings switch that off: the real provider does so
// before it is configured, and knows nothing of aws:endpoints then.
// Sources: https://github.com/pulumi/pulumi-aws/issues/2003 and
// https://github.com/pulumi/pulumi-aws/blob/master/provider/config.go, validateCredentials
func (c *cloud) validate(ctx context.Context, s settings, cfg aws.Config) error {
	if s.skipCredentialsValidation {
		return nil
	}
	cfg.Retryer = retrying(attemptsToValidate, c.pauses)
	cfg, err := s.assumeRole.assumed(ctx, cfg, nil)
	if err == nil {
		_, err = callerIdentity(ctx, cfg, nil)
	}
	if err != nil {
		return fmt.Errorf("unable to validate AWS credentials.\nDetails: validating provider credentials: %w\n"+
			"This does not ask the STS of aws:endpoints. To leave it out: pulumi config set aws:skipCredentialsValidation true", err)
	}
	return nil
}

// checkAccount asks STS for the account's id, unless the settings switch that off, and refuses accounts that they rule
// out.
func checkAccount(ctx context.Context, s settings, cfg aws.Config, endpoint *string) error {
	if !s.asksForAccount() {
		return nil
	}
	identity, err := callerIdentity(ctx, cfg, endpoint)
	if err != nil {
		return fmt.Errorf("asking STS for the account's id: %w", err)
	}
	account := aws.ToString(identity.Account)
	allowed := len(s.allowedAccountIds) == 0 || slices.Contains(s.allowedAccountIds, account)
	if !allowed || slices.Contains(s.forbiddenAccountIds, account) {
		return fmt.Errorf("AWS account ID not allowed: %s; see aws:allowedAccountIds and aws:forbiddenAccountIds", account)
	}
	return nil
}

func callerIdentity(ctx context.Context, cfg aws.Config, endpoint *string) (*sts.GetCallerIdentityOutput, error) {
	return stsClient(cfg, endpoint).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
}

// stsClient asks the endpoint, or AWS's own if that is nil.
func stsClient(cfg aws.Config, endpoint *string) *sts.Client {
	return sts.NewFromConfig(cfg, func(o *sts.Options) {
		if endpoint != nil {
			o.BaseEndpoint = endpoint
		}
	})
}

// roleToAssume are the members of aws:assumeRole that are covered.
type roleToAssume struct {
	RoleARN     string `json:"roleArn"`
	SessionName string `json:"sessionName"`
	ExternalID  string `json:"externalId"`
	Duration    string `json:"duration"`
}

func (r *roleToAssume) validate() error {
	if r == nil {
		return nil
	}
	if r.RoleARN == "" {
		return errors.New("aws:assumeRole: roleArn is missing")
	}
	if _, err := r.duration(); err != nil {
		return fmt.Errorf("aws:assumeRole: duration: %w", err)
	}
	return nil
}

// duration is how long a session lasts, 0 for STS's default.
func (r *roleToAssume) duration() (time.Duration, error) {
	if r.Duration == "" {
		return 0, nil
	}
	return time.ParseDuration(r.Duration)
}

// assumed is the configuration with a session of the role, or unchanged if there is none.
func (r *roleToAssume) assumed(ctx context.Context, cfg aws.Config, endpoint *string) (aws.Config, error) {
	if r == nil {
		return cfg, nil
	}
	session := stscreds.NewAssumeRoleProvider(stsClient(cfg, endpoint), r.RoleARN, func(o *stscreds.AssumeRoleOptions) {
		o.RoleSessionName = r.SessionName
		o.Duration, _ = r.duration() // validated
		if r.ExternalID != "" {
			o.ExternalID = &r.ExternalID
		}
	})
	cfg.Credentials = aws.NewCredentialsCache(session)
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		return cfg, fmt.Errorf("cannot assume IAM role %s (aws:assumeRole): %w", r.RoleARN, err)
	}
	return cfg, nil
}
