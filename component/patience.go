package component

import (
	"fmt"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/internal/patience"
	"github.com/scientist-access/scientist-access/internal/stackhooks"
)

// explainWaiting tells, while EKS takes long over an access entry, why that may be: the AWS provider tries on for minutes
// and says nothing. The paths of the principals are by the name of the resource.
// Source: https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/eks/access_entry.go
func (b *builder) explainWaiting(paths map[string]string) pulumi.ResourceOption {
	w := &waiting{say: func(name string) { _ = b.ctx.Log.Warn(whyItTakesLong(paths[name]), nil) }}
	start := func(entry *pulumi.ResourceHookArgs) error {
		if !b.ctx.DryRun() {
			w.start(entry.Name)
		}
		return nil
	}
	stop := func(entry *pulumi.ResourceHookArgs) error {
		w.stop(entry.Name)
		return nil
	}
	return pulumi.Composite(
		stackhooks.BeforeCreate(b.ctx, start), stackhooks.AfterCreate(b.ctx, stop),
		stackhooks.BeforeUpdate(b.ctx, start), stackhooks.AfterUpdate(b.ctx, stop),
	)
}

func whyItTakesLong(path string) string {
	return fmt.Sprintf("EKS has not confirmed the access entry of %s within %s. It refuses a role or user that IAM does not know, "+
		"and Pulumi tries for two minutes, because a new one takes a while to be known everywhere: check the ARN, with aws iam "+
		"get-role --role-name NAME. Or EKS is busy or fails: Pulumi goes on trying then, too", path, patience.Limit)
}

// waiting says something of those who are waited for too long.
type waiting struct {
	say func(name string)

	mu    sync.Mutex
	stops map[string]func()
}

func (w *waiting) start(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stops == nil {
		w.stops = map[string]func(){}
	}
	w.stops[name] = patience.Say(func() { w.say(name) })
}

func (w *waiting) stop(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if stop := w.stops[name]; stop != nil {
		stop()
	}
}
