package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

const (
	roles    = "arn:aws:iam::" + sandbox.AccountID + ":role/"
	oursARN  = roles + "ScientistUserRole"
	bareARN  = roles + "BareUserRole"
	nameOurs = "ours"
	nameBare = "bare"

	bareProgram = "bare program"
)

// contender is a stack of which the speed is measured.
type contender struct {
	name     string
	stack    *stack.Stack
	ups      []time.Duration
	previews []time.Duration
}

// measurePulumi measures up and preview of the program and of the bare program in turn, so that what else the
// machine does slows down both.
func measurePulumi(ctx context.Context, box *sandbox.Sandbox, runs int) ([]result, error) {
	ours, bare, err := contenders(ctx, box)
	if err != nil {
		return nil, err
	}
	both := []*contender{ours, bare}
	progress("compiling both programs, by a first up and destroy")
	for _, c := range both {
		if _, err := c.cycle(ctx); err != nil {
			return nil, err
		}
	}
	for i := range runs {
		for _, c := range inTurn(both, i) {
			took, err := c.cycle(ctx)
			if err != nil {
				return nil, err
			}
			c.ups = append(c.ups, took)
			progress("up of %s, run %d of %d: %s", c.name, i+1, runs, seconds(took))
		}
	}
	if err := measurePreviews(ctx, both, runs); err != nil {
		return nil, err
	}
	return []result{
		versus("preview without changes", "4 s; 1.05 times", bareProgram, ours.previews, bare.previews),
		versus("up of the default objects", "6 s", bareProgram, ours.ups, bare.ups),
	}, nil
}

func measurePreviews(ctx context.Context, both []*contender, runs int) error {
	for _, c := range both {
		if _, err := c.timed(ctx, "up", "--yes", "--skip-preview"); err != nil {
			return err
		}
		if _, err := c.timed(ctx, "preview", "--expect-no-changes", "--refresh=false"); err != nil {
			return err
		}
	}
	for i := range 2 * runs { // the ratio of two short times needs more runs
		for _, c := range inTurn(both, i) {
			took, err := c.timed(ctx, "preview", "--expect-no-changes", "--refresh=false")
			if err != nil {
				return err
			}
			c.previews = append(c.previews, took)
			progress("preview of %s, run %d of %d: %s", c.name, i+1, 2*runs, seconds(took))
		}
	}
	return nil
}

// inTurn lets each begin every other time.
func inTurn[T any](both []T, i int) []T {
	if i%2 == 0 {
		return both
	}
	return []T{both[1], both[0]}
}

func contenders(ctx context.Context, box *sandbox.Sandbox) (ours, bare *contender, err error) {
	if err := createNamespace(ctx, box, "kubeflow"); err != nil {
		return nil, nil, err
	}
	ours, err = newContender(ctx, box, "", nameOurs, oursARN, map[string]any{
		"clusterName": sandbox.Cluster, "principals": map[string]any{"alice": oursARN},
	})
	if err != nil {
		return nil, nil, err
	}
	bare, err = newContender(ctx, box, filepath.Join("sandbox", "bench", "bare"), nameBare, bareARN, map[string]any{
		"clusterName": sandbox.Cluster, "namespaces": []string{"kubeflow"}, "principals": []string{bareARN},
	})
	return ours, bare, err
}

func newContender(ctx context.Context, box *sandbox.Sandbox, project, name, arn string, config map[string]any) (*contender, error) {
	if err := box.AddPrincipal(name, arn); err != nil {
		return nil, err
	}
	st, err := stack.New(ctx, box, project, name)
	if err != nil {
		return nil, err
	}
	return &contender{name: name, stack: st}, st.Configure(config)
}

// cycle measures an update that creates everything, and deletes it again.
func (c *contender) cycle(ctx context.Context) (time.Duration, error) {
	took, err := c.timed(ctx, "up", "--yes", "--skip-preview")
	if err != nil {
		return 0, err
	}
	_, err = c.timed(ctx, "destroy", "--yes", "--skip-preview")
	return took, err
}

func (c *contender) timed(ctx context.Context, args ...string) (time.Duration, error) {
	begin := time.Now()
	_, err := c.stack.Run(ctx, args...)
	return time.Since(begin), err
}

// versus compares in pairs, each of two neighbours in time, and takes the median of their ratios: the load of a
// busy machine changes between pairs more than within one.
func versus(what, goal, yardstick string, ours, bare []time.Duration) result {
	var ratios []float64
	for i := range ours {
		ratios = append(ratios, float64(ours[i])/float64(bare[i]))
	}
	return result{
		what:     what,
		measured: spread(ours),
		goal:     goal,
		yardstick: fmt.Sprintf("%s %s: %.2f times, fastest %.2f times",
			yardstick, spread(bare), median(ratios), float64(slices.Min(ours))/float64(slices.Min(bare))),
	}
}
