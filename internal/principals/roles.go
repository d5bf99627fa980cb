package principals

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	awsiam "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/internal/awserror"
	"github.com/scientist-access/scientist-access/internal/iam"
	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/internal/stackhooks"
)

// roles asks IAM about roles of one account.
type roles struct {
	account string
	find    func(name string) (arn string, err error)
	warn    func(string)
	preview bool
}

// known gives the option of a component that refuses, in previews, to create the access entry of a role that IAM does not
// know: EKS refuses such a role after two minutes. An update, in which the role may be new, warns. Roles of other accounts,
// and those that the caller may not ask about, are not looked at.
func known(ctx *pulumi.Context, caller Caller) []stackhooks.Option {
	settings, err := readSettings(ctx)
	if err != nil || caller.Account == "" {
		return nil
	}
	reachable := sync.OnceValue(func() bool {
		return settings.leadToIAM() || reaches(ctx.Context(), endpointsOfIAM[iam.Partition(caller.ARN)])
	})
	r := &roles{
		account: caller.Account, preview: ctx.DryRun(),
		warn: func(text string) { _ = ctx.Log.Warn(text, nil) },
		find: func(name string) (string, error) {
			if !reachable() {
				return "", errUnknown
			}
			found, err := awsiam.LookupRole(ctx, &awsiam.LookupRoleArgs{Name: name})
			if err != nil {
				return "", err
			}
			return found.Arn, nil
		},
	}
	return []stackhooks.Option{{Type: names.EntryType, Option: stackhooks.BeforeCreate(ctx, r.check)}}
}

var errUnknown = errors.New("IAM cannot be reached")

func (r *roles) check(entry *pulumi.ResourceHookArgs) error {
	arn := stackhooks.Text(entry.NewInputs["principalArn"])
	account, name, isRole := iam.Role(arn)
	if !isRole || account != r.account {
		return nil
	}
	found, err := r.find(name)
	var problem string
	switch {
	case awserror.NotFound(err):
		problem = fmt.Sprintf("IAM knows no role %q in account %s", name, account)
	case err != nil || found == arn:
		return nil
	default:
		problem = fmt.Sprintf("IAM knows the role %q by another path: %s", name, found)
	}
	if entry.NewInputs["principalArn"].ContainsSecrets() {
		problem = "IAM does not know the principal"
	}
	if r.preview {
		return fmt.Errorf("%s, and EKS would refuse it: correct the ARN, or create the role first", problem)
	}
	r.warn(fmt.Sprintf("%s: %s. EKS refuses it until IAM does; Pulumi tries for two minutes, because a new role takes a while to be "+
		"known everywhere", entry.Name, problem))
	return nil
}

// endpointsOfIAM are by partition. IAM is in no region.
// Source: https://docs.aws.amazon.com/general/latest/gr/iam-service.html
var endpointsOfIAM = map[string]string{
	"aws": "iam.amazonaws.com:443", "aws-cn": "iam.cn-north-1.amazonaws.com.cn:443", "aws-us-gov": "iam.us-gov.amazonaws.com:443",
}

// patienceWithIAM is how long a connection may take. The AWS provider itself would try for minutes where a private network
// has no way to IAM.
const patienceWithIAM = 2 * time.Second

// reaches reports whether an address can be reached, or a proxy leads there. Nobody is at an empty one, that of another
// partition.
func reaches(ctx context.Context, address string) bool {
	if proxy, _ := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: "https", Host: address}}); proxy != nil {
		return true
	}
	connection, err := (&net.Dialer{Timeout: patienceWithIAM}).DialContext(ctx, "tcp", address)
	if err != nil {
		return false
	}
	_ = connection.Close()
	return true
}
