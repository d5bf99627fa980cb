package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/sync/errgroup"
)

// programs are those that the sandbox brings itself.
type programs struct {
	aws        string // the machine's, or ours
	standInAWS bool
	awsPlugin  string // ours
}

// buildPrograms builds the stand-ins into the project's .build folder, that for aws unless one is given. Where they are current,
// the go command sees that in a moment.
func buildPrograms(ctx context.Context, root, aws string) (programs, error) {
	p := programs{awsPlugin: filepath.Join(root, ".build", "awsplugin", "pulumi-resource-aws")}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		return goBuild(ctx, filepath.Join(root, "sandbox", "awsplugin"), p.awsPlugin)
	})
	if aws != "" {
		p.aws = aws
		return p, group.Wait()
	}
	p.aws, p.standInAWS = filepath.Join(root, ".build", "aws", "aws"), true
	group.Go(func() error {
		return goBuild(ctx, filepath.Join(root, "sandbox", "awscli"), p.aws)
	})
	return p, group.Wait()
}

func goBuild(ctx context.Context, dir, output string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-o", output, ".")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build in %s: %w\n%s", dir, err, bytes.TrimSpace(out))
	}
	return nil
}

// findRoot finds the project's folder in or above the current one.
func findRoot() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "sandbox", "awsplugin", "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("the sandbox runs inside a checkout of the project; " + start + " is none")
		}
	}
}
