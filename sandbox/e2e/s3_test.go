package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/scientist-access/scientist-access/sandbox"
)

// bucket is an S3 bucket on a real gateway, in which stacks keep their state.
type bucket struct {
	dir      string // with a file for each object
	endpoint string
}

// newBucket starts a gateway with one bucket, which the administrator's key opens.
func newBucket(t *testing.T) bucket {
	t.Helper()
	gateway, err := buildGateway()
	require.NoError(t, err)
	key, err := awsConfig(t, sandbox.Administrator).Credentials.Retrieve(testContext(t))
	require.NoError(t, err)
	root, attributes, address := t.TempDir(), t.TempDir(), freeAddress(t)
	b := bucket{dir: filepath.Join(root, "states"), endpoint: "http://" + address}
	require.NoError(t, os.Mkdir(b.dir, 0o700))

	cmd := untilParentEnds(gateway, "--port", address, "--region", sandbox.Region, "posix", "--sidecar", attributes, root)
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+key.AccessKeyID, "ROOT_SECRET_KEY="+key.SecretAccessKey)
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	stop, err := cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	end := sync.OnceFunc(func() {
		_ = stop.Close()
		_ = cmd.Wait()
	})
	t.Cleanup(end)
	if err := b.answers(t); err != nil {
		end()
		require.NoError(t, err, log.String())
	}
	return b
}

// backend is the variable with which a stack keeps its state in the bucket, through an endpoint.
// Source: https://www.pulumi.com/docs/iac/concepts/state-and-backends/#aws-s3
func (b bucket) backend(endpoint string) string {
	return fmt.Sprintf("PULUMI_BACKEND_URL=s3://%s?region=%s&endpoint=%s&s3ForcePathStyle=true", filepath.Base(b.dir), sandbox.Region, endpoint)
}

func (b bucket) answers(t *testing.T) error {
	t.Helper()
	return wait.PollUntilContextTimeout(testContext(t), 50*time.Millisecond, time.Minute, true, func(context.Context) (bool, error) {
		response, err := http.Get(b.endpoint)
		if err != nil {
			return false, nil
		}
		return true, response.Body.Close()
	})
}

// untilParentEnds is a program that ends when its standard input does: when that is closed, or this process ends, however
// it does. Ctrl-C at a terminal reaches this process only.
func untilParentEnds(program string, args ...string) *exec.Cmd {
	const script = `"$@" & read -r _; kill $!; wait`
	cmd := exec.Command("sh", append([]string{"-c", script, "sh", program}, args...)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

var buildGateway = sync.OnceValues(func() (string, error) {
	path := filepath.Join(box.Root, ".build", "versitygw")
	return path, goBuild(filepath.Join("toolchain", "s3"), "github.com/versity/versitygw/cmd/versitygw", path)
})

// find are the objects of Pulumi's that match a pattern.
func (b bucket) find(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(b.dir, ".pulumi", pattern))
	require.NoError(t, err)
	return found
}
