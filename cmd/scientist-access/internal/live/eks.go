package live

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	"github.com/aws/smithy-go"
	"golang.org/x/sync/errgroup"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/internal/authmode"
)

// atOnce is how many requests to EKS are under way at a time.
const atOnce = 8

// attempts is how often a request is tried, unless the AWS configuration says: EKS allows few requests a second to all of an
// account together, and one that is throttled for long must not fail what has read everything else.
// Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
const attempts = 10

// EKS reads from the EKS API.
type EKS struct {
	cluster string
	client  *eks.Client
}

// NewEKS takes credentials, profile and endpoint from where every AWS SDK takes them. An empty region is that of the
// AWS configuration.
func NewEKS(ctx context.Context, cluster, region string) (*EKS, error) {
	config, err := awsConfig(ctx, region)
	if err != nil {
		return nil, err
	}
	return &EKS{cluster: cluster, client: eks.NewFromConfig(config)}, nil
}

func awsConfig(ctx context.Context, region string) (aws.Config, error) {
	config, err := awsconfig.LoadDefaultConfig(ctx)
	if err != nil {
		return aws.Config{}, fmt.Errorf("AWS configuration: %w", err)
	}
	if region != "" {
		config.Region = region
	}
	if config.Region == "" {
		return aws.Config{}, errors.New("no AWS region: give --region, or set AWS_REGION")
	}
	config.RetryMode = cmp.Or(config.RetryMode, aws.RetryModeAdaptive)
	config.RetryMaxAttempts = cmp.Or(config.RetryMaxAttempts, attempts)
	return config, nil
}

// Cluster is what identifies an EKS cluster to its clients.
type Cluster struct {
	Endpoint             string
	CertificateAuthority []byte
	// ConfigMap says that the ConfigMap aws-auth lets principals in, too.
	ConfigMap bool
	// Mode is the authentication mode; never empty.
	Mode string
}

// Cluster looks the cluster up. One whose authentication mode takes no access entries is an error: nothing of a stack has
// effect there, and EKS refuses to list any.
func (e *EKS) Cluster(ctx context.Context) (Cluster, error) {
	c, err := e.Describe(ctx)
	if err != nil {
		return Cluster{}, err
	}
	return c, authmode.Check(e.cluster, e.Region(), c.Mode)
}

// Describe looks the cluster up, whatever its authentication mode.
func (e *EKS) Describe(ctx context.Context) (Cluster, error) {
	out, err := e.client.DescribeCluster(ctx, &eks.DescribeClusterInput{Name: &e.cluster})
	if err != nil {
		return Cluster{}, denied("eks:DescribeCluster", err)
	}
	c := Cluster{Endpoint: text(out.Cluster.Endpoint)}
	if ca := out.Cluster.CertificateAuthority; ca != nil {
		if c.CertificateAuthority, err = base64.StdEncoding.DecodeString(text(ca.Data)); err != nil {
			return Cluster{}, fmt.Errorf("certificate authority of cluster %s: %w", e.cluster, err)
		}
	}
	c.Mode = authmode.Default
	if config := out.Cluster.AccessConfig; config != nil {
		c.Mode = cmp.Or(string(config.AuthenticationMode), c.Mode)
	}
	c.ConfigMap = c.Mode != string(types.AuthenticationModeApi)
	return c, nil
}

// Region is where the cluster is.
func (e *EKS) Region() string { return e.client.Options().Region }

// Read adds the cluster's access entries, and the EKS access policies of some principals.
func (e *EKS) Read(ctx context.Context, principals []string, into *access.Objects) error {
	if err := e.ReadEntries(ctx, into); err != nil {
		return err
	}
	return e.ReadPolicies(ctx, principals, into)
}

// ReadEntries adds the cluster's access entries.
func (e *EKS) ReadEntries(ctx context.Context, into *access.Objects) error {
	arns, err := e.Principals(ctx)
	if err != nil {
		return err
	}
	entries, err := ofEach(ctx, arns, e.entry)
	for _, entry := range entries {
		if entry != nil {
			into.Entries = append(into.Entries, *entry)
		}
	}
	return err
}

// ReadPolicies adds the EKS access policies of some principals.
func (e *EKS) ReadPolicies(ctx context.Context, principals []string, into *access.Objects) error {
	policies, err := ofEach(ctx, principals, e.policies)
	into.Associations = append(into.Associations, slices.Concat(policies...)...)
	return err
}

// ofEach asks about principals, some at a time, and keeps their order.
func ofEach[T any](ctx context.Context, arns []string, ask func(context.Context, string) (T, error)) ([]T, error) {
	answers := make([]T, len(arns))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i, arn := range arns {
		group.Go(func() (err error) {
			answers[i], err = ask(ctx, arn)
			return err
		})
	}
	return answers, group.Wait()
}

// Principals are the ARNs of those that have access entries.
func (e *EKS) Principals(ctx context.Context) ([]string, error) {
	var arns []string
	pages := eks.NewListAccessEntriesPaginator(e.client, &eks.ListAccessEntriesInput{ClusterName: &e.cluster})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, denied("eks:ListAccessEntries", err)
		}
		arns = append(arns, page.AccessEntries...)
	}
	return arns, nil
}

// entry reads one access entry. It is nil if it was deleted since it was listed.
func (e *EKS) entry(ctx context.Context, arn string) (*access.Entry, error) {
	entry, _, err := e.Entry(ctx, arn)
	return entry, err
}

// Entry reads the access entry of a principal, and when it was made. It is nil if there is none.
func (e *EKS) Entry(ctx context.Context, arn string) (entry *access.Entry, created time.Time, err error) {
	out, err := e.client.DescribeAccessEntry(ctx, &eks.DescribeAccessEntryInput{ClusterName: &e.cluster, PrincipalArn: &arn})
	if Gone(err) {
		return nil, time.Time{}, nil
	}
	if err != nil {
		return nil, time.Time{}, denied("eks:DescribeAccessEntry", err)
	}
	found := out.AccessEntry
	return &access.Entry{
		Origin: e.origin(found.ModifiedAt), PrincipalARN: arn, Groups: found.KubernetesGroups,
		UserName: text(found.Username), Type: text(found.Type), ARN: text(found.AccessEntryArn),
	}, aws.ToTime(found.CreatedAt), nil
}

// policies are the access policies of a principal. One without an access entry has none.
func (e *EKS) policies(ctx context.Context, arn string) ([]access.PolicyAssociation, error) {
	var all []access.PolicyAssociation
	pages := eks.NewListAssociatedAccessPoliciesPaginator(e.client, &eks.ListAssociatedAccessPoliciesInput{
		ClusterName: &e.cluster, PrincipalArn: &arn,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if Gone(err) {
			return nil, nil
		}
		if err != nil {
			return nil, denied("eks:ListAssociatedAccessPolicies", err)
		}
		for _, associated := range page.AssociatedAccessPolicies {
			policy := access.PolicyAssociation{
				Origin: e.origin(associated.ModifiedAt), PrincipalARN: arn, PolicyARN: text(associated.PolicyArn),
			}
			if scope := associated.AccessScope; scope != nil {
				policy.Namespaces = scope.Namespaces
			}
			all = append(all, policy)
		}
	}
	return all, nil
}

// origin is where the cluster's entries are; EKS keeps the time of a change and not who made it.
func (e *EKS) origin(modified *time.Time) access.Origin {
	origin := access.Origin{Cluster: e.cluster}
	if modified != nil {
		origin.By.Time = modified.UTC()
	}
	return origin
}

// Gone reports whether EKS knows no such cluster or access entry.
func Gone(err error) bool {
	var notFound *types.ResourceNotFoundException
	return errors.As(err, &notFound)
}

// denied names the IAM action that is missing, if that is why a request failed.
func denied(action string, err error) error {
	var api smithy.APIError
	if errors.As(err, &api) && slices.Contains([]string{"AccessDeniedException", "AccessDenied"}, api.ErrorCode()) {
		return &MissingRightError{Right: "the IAM action " + action, err: err}
	}
	return fmt.Errorf("%s: %w", action, err)
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
