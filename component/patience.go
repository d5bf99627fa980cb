package component

import (
	"fmt"
	"sync"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/internal/stackhooks"
)

// patience is how long EKS may take over an access entry before the stack says why it may.
const patience = 15 * time.Second

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
		"get-role --role-name NAME. Or EKS is busy or fails: Pulumi goes on trying then, too", path, patience)
}

// waiting says something of those who are waited for too long.
type waiting struct {
	say func(name string)

	mu     sync.Mutex
	timers map[string]*time.Timer
}

func (w *waiting) start(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timers == nil {
		w.timers = map[string]*time.Timer{}
	}
	w.timers[name] = time.AfterFunc(patience, func() { w.say(name) })
}

func (w *waiting) stop(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if timer := w.timers[name]; timer != nil {
		timer.Stop()
	}
}
