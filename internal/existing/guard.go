// Package existing stops a stack before it takes over what somebody else made.
//
// Pulumi's Kubernetes provider writes over an object that exists, or refuses it, as its version has it; EKS refuses a
// second access entry for a principal. Both happen in the middle of an update.
package existing

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"golang.org/x/sync/errgroup"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/internal/stackhooks"
)

// AdoptVariable names the environment variable that lets a stack take over what exists.
const AdoptVariable = "SCIENTIST_ACCESS_ADOPT"

// atOnce is how many things are looked for at a time.
const atOnce = 8

// guard stands before everything that the component creates.
type guard struct {
	cluster  string
	stack    string
	declared []thing
	look     func(context.Context, thing) (by string, found bool, err error)
	warn     func(string)
	preview  bool

	isNew   atomic.Bool // the component, and so all of its entries
	once    sync.Once
	refusal string
	told    atomic.Bool
}

// Guard gives the option of a component, and its children, that takes over nothing. Before it creates its first object, in a
// preview as well, it looks for all of them on the cluster, and creates none if some exist that do not carry the stack's
// mark, or if an update cannot find that out. Where it may not look, and in a preview, it warns and goes on. It does nothing
// where SCIENTIST_ACCESS_ADOPT is true.
func Guard(
	ctx *pulumi.Context, cluster string, client *rest.Config, args *component.ScientistAccessArgs,
) ([]stackhooks.Option, error) {
	adopts, err := adopting(os.Getenv(AdoptVariable))
	if err != nil || adopts {
		return nil, err
	}
	client = rest.CopyConfig(client)
	client.QPS = -1 // atOnce is the limit
	objects, err := metadata.NewForConfig(client)
	if err != nil {
		return nil, fmt.Errorf("client of the Kubernetes API: %w", err)
	}
	stack := stackhooks.Name(ctx)
	l := &looker{ctx: ctx, cluster: cluster, client: objects, stack: stack}
	g := &guard{
		cluster: cluster, stack: stack, declared: declared(args), look: l.look,
		warn: func(text string) { _ = ctx.Log.Warn(text, nil) }, preview: ctx.DryRun(),
	}
	hook := stackhooks.BeforeCreate(ctx, func(args *pulumi.ResourceHookArgs) error { return g.check(ctx.Context(), args) })
	return []stackhooks.Option{{Option: hook}}, nil
}

func adopting(value string) (bool, error) {
	if value == "" {
		return false, nil
	}
	adopts, err := strconv.ParseBool(value)
	if err != nil {
		return false, fmt.Errorf("%s %q is neither true nor false", AdoptVariable, value)
	}
	return adopts, nil
}

// check refuses to create anything while something of it exists, so that nothing is half done. The first refusal has the
// list.
func (g *guard) check(ctx context.Context, args *pulumi.ResourceHookArgs) error {
	if args.Type == component.Type {
		g.isNew.Store(true)
	}
	t, ok := created(args)
	if !ok || t.name == "" {
		return nil
	}
	g.once.Do(func() { g.refusal = g.lookForAll(ctx) })
	if g.refusal != "" {
		if g.told.Swap(true) {
			return errors.New("not created, because of what exists already or may exist; see the first error")
		}
		return errors.New(g.refusal)
	}
	if t.kind != accessEntry || g.looksFor(t) {
		return nil
	}
	if _, exists, err := g.look(ctx, t); err != nil || !exists {
		return nil
	}
	return fmt.Errorf("its principal has an access entry on cluster %s already, which is not in the state of the stack: an "+
		"update that was killed made it, or somebody else. To take it over, run\n  %s\nand pulumi up once more",
		g.cluster, importCommand(args))
}

// looksFor reports whether a thing is looked for with all others. EKS does not tell whose an entry is: those of a stack
// that is not new are looked for one by one, when they are about to be created. So are those whose principal is a secret.
func (g *guard) looksFor(t thing) bool {
	return slices.Contains(g.declared, t) && (t.kind != accessEntry || g.isNew.Load())
}

// lookForAll gives the reason to create nothing, if there is one.
func (g *guard) lookForAll(ctx context.Context) (refusal string) {
	var (
		mu              sync.Mutex
		found           = map[thing]string{} // who keeps it
		unseen, unknown []string
		group           errgroup.Group
	)
	group.SetLimit(atOnce)
	for _, t := range g.declared {
		if !g.looksFor(t) {
			continue
		}
		group.Go(func() error {
			by, exists, err := g.look(ctx, t)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil && (g.preview || mayNot(err)):
				unseen = append(unseen, fmt.Sprintf("%s: %v", t, err))
			case err != nil:
				unknown = append(unknown, fmt.Sprintf("%s: %v", t, err))
			case exists:
				found[t] = by
			}
			return nil
		})
	}
	_ = group.Wait()
	if len(unseen) > 0 {
		g.warn(couldNotLook(unseen, "and goes on without"))
	}
	switch {
	case len(found) > 0:
		return g.list(found)
	case len(unknown) > 0:
		return couldNotLook(unknown, "so nothing was created: run it again once the call goes through")
	}
	return ""
}

func couldNotLook(things []string, so string) string {
	slices.Sort(things)
	return fmt.Sprintf("could not look whether %d of the things to create exist already, %s; the first: %s", len(things), so, things[0])
}

const adopt = "to take over what exists: docs/adopt.md"

func (g *guard) list(found map[thing]string) string {
	var lines []string
	for t, by := range found {
		line := "  " + t.String()
		if by != "" {
			line += ", kept by " + by
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return fmt.Sprintf("these exist on cluster %s already, and stack %s did not make them:\n%s\nNothing was created; %s",
		g.cluster, g.stack, strings.Join(lines, "\n"), adopt)
}
