package main

import (
	"errors"
	"net"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

// How often and with what pauses the real provider repeats a call that AWS answers with 429 or 5xx, or not at all. The
// pauses double, and are shortened at random: a call that keeps failing fails after more than an hour.
// Sources: https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/provider/sdkv2/provider.go and
// https://github.com/hashicorp/aws-sdk-go-base/blob/main/aws_config.go
const (
	attempts           = 25
	attemptsToConnect  = 9 // of those, where nobody listens or the host does not exist
	attemptsToValidate = 3 // of the credentials
	longestPause       = 5 * time.Minute
)

// pausing is the SDK's own.
func pausing() retry.BackoffDelayer { return retry.NewExponentialJitterBackoff(longestPause) }

type retryer struct{ aws.RetryerV2 }

// retrying makes a retryer for each call. It knows no limit for all calls together.
func retrying(attempts int, pauses retry.BackoffDelayer) func() aws.Retryer {
	return func() aws.Retryer {
		return retryer{retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts, o.Backoff, o.RateLimiter = attempts, pauses, ratelimit.None
		})}
	}
}

// RetryDelay is the pause after an attempt, or an error if there is to be no other one.
func (r retryer) RetryDelay(attempt int, err error) (time.Duration, error) {
	if attempt >= attemptsToConnect && isUnreachable(err) {
		return 0, &retry.MaxAttemptsError{Attempt: attempt, Err: err}
	}
	return r.RetryerV2.RetryDelay(attempt, err)
}

func isUnreachable(err error) bool {
	var unknown *net.DNSError
	return errors.Is(err, syscall.ECONNREFUSED) || errors.As(err, &unknown) && unknown.IsNotFound
}
