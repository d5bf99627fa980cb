package live

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

// Account asks STS and IAM.
type Account struct {
	config aws.Config
	sts    *sts.Client
	iam    *iam.Client
}

// patience is how long STS and IAM may take. Where a private network has no way to them, the SDK would try for minutes.
const patience = 10 * time.Second

// NewAccount takes its settings from where [NewEKS] takes them.
func NewAccount(ctx context.Context, region string) (*Account, error) {
	config, err := awsConfig(ctx, region)
	if err != nil {
		return nil, err
	}
	return &Account{config: config, sts: sts.NewFromConfig(config), iam: iam.NewFromConfig(config)}, nil
}

// What can be wrong with AWS credentials.
var (
	ErrNoCredentials      = errors.New("no AWS credentials were found")
	ErrExpiredCredentials = errors.New("the AWS session has expired or was never started")
	ErrWrongCredentials   = errors.New("AWS does not accept the credentials")
)

// wrong are STS's answers to credentials, by their codes. Who the caller is needs no permission, so that no right is missing.
// Source: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
var wrong = map[string]error{
	"ExpiredToken": ErrExpiredCredentials, "ExpiredTokenException": ErrExpiredCredentials,
	"InvalidClientTokenId": ErrWrongCredentials, "UnrecognizedClientException": ErrWrongCredentials,
	"SignatureDoesNotMatch": ErrWrongCredentials, "InvalidSignatureException": ErrWrongCredentials,
	"IncompleteSignature": ErrWrongCredentials, "AccessDenied": ErrWrongCredentials,
}

// Caller is the ARN by which STS calls who asks. The error wraps one of those above where the credentials are at fault.
func (a *Account) Caller(ctx context.Context) (arn string, err error) {
	if err := a.hasCredentials(ctx); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	out, err := a.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		var api smithy.APIError
		if errors.As(err, &api) && wrong[api.ErrorCode()] != nil {
			return "", fmt.Errorf("%w: %s: %s", wrong[api.ErrorCode()], api.ErrorCode(), api.ErrorMessage())
		}
		return "", err
	}
	return aws.ToString(out.Arn), nil
}

// hasCredentials looks for them, and asks whether a session of IAM Identity Center still lasts.
func (a *Account) hasCredentials(ctx context.Context) error {
	if a.config.Credentials == nil {
		return ErrNoCredentials
	}
	_, err := a.config.Credentials.Retrieve(ctx)
	switch {
	case err == nil:
		return nil
	case isSSO(err):
		return fmt.Errorf("%w: %w", ErrExpiredCredentials, err)
	}
	return fmt.Errorf("%w: %w", ErrNoCredentials, err)
}

// isSSO reports whether there is no session of IAM Identity Center, or it is over. Where the profile names an sso-session, the
// SDK says so in words alone.
// Source: https://github.com/aws/aws-sdk-go-v2/blob/main/credentials/ssocreds/sso_token_provider.go
func isSSO(err error) bool {
	var invalid *ssocreds.InvalidTokenError
	var api smithy.APIError
	return errors.As(err, &invalid) || errors.As(err, &api) && api.ErrorCode() == "UnauthorizedException" ||
		strings.Contains(err.Error(), "SSO token")
}

// ErrNoPrincipal says that IAM knows no role or user of that name.
var ErrNoPrincipal = errors.New("IAM knows no such role or user")

// Role looks a role of the caller's account up by its name, which has no path.
func (a *Account) Role(ctx context.Context, name string) (arn string, created time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	out, err := a.iam.GetRole(ctx, &iam.GetRoleInput{RoleName: &name})
	if err != nil {
		return "", time.Time{}, unknown("iam:GetRole", err)
	}
	return aws.ToString(out.Role.Arn), aws.ToTime(out.Role.CreateDate), nil
}

// User looks a user of the caller's account up by its name, which has no path.
func (a *Account) User(ctx context.Context, name string) (arn string, created time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	out, err := a.iam.GetUser(ctx, &iam.GetUserInput{UserName: &name})
	if err != nil {
		return "", time.Time{}, unknown("iam:GetUser", err)
	}
	return aws.ToString(out.User.Arn), aws.ToTime(out.User.CreateDate), nil
}

func unknown(action string, err error) error {
	var none *iamtypes.NoSuchEntityException
	if errors.As(err, &none) {
		return ErrNoPrincipal
	}
	return denied(action, err)
}
