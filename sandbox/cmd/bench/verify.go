package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
	authorizationv1 "k8s.io/api/authorization/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/scientist-access/scientist-access/sandbox"
)

// atOnce is how many requests are under way at a time: as many as verify has.
const atOnce = 16

// measureVerify measures verify of a large stack and, in turn, a bare client that asks the same API server as many
// questions.
func measureVerify(ctx context.Context, box *sandbox.Sandbox, runs int) (result, error) {
	progress("preparing verify of %d principals in %d namespaces", principals, namespaces)
	v, err := newVerifier(ctx, box)
	if err != nil {
		return result{}, err
	}
	first, err := v.run(ctx)
	if err != nil {
		return result{}, err
	}
	var ours, bare []time.Duration
	var memory int64
	verify := func() error {
		found, err := v.run(ctx)
		ours, memory = append(ours, found.took), max(memory, found.memory)
		return err
	}
	ask := func() error {
		took, err := askBare(ctx, box, first.asked)
		bare = append(bare, took)
		return err
	}
	for i := range runs {
		for _, measure := range inTurn([]func() error{verify, ask}, i) {
			if err := measure(); err != nil {
				return result{}, err
			}
		}
		progress("verify, run %d of %d: %s; a bare client's questions: %s", i+1, runs, seconds(ours[i]), seconds(bare[i]))
	}
	what := fmt.Sprintf("verify of %d principals in %d namespaces, %d questions",
		principals, namespaces, first.asked)
	r := versus(what, "10 s", "bare client", ours, bare)
	r.measured += fmt.Sprintf(", at most %d MB", memory/1_000_000)
	return r, nil
}

// verifier runs the built scientist-access verify as the administrator.
type verifier struct {
	command []string
	env     []string
}

// verified is what a run without findings took.
type verified struct {
	asked  int
	took   time.Duration
	memory int64 // bytes at the peak
}

func newVerifier(ctx context.Context, box *sandbox.Sandbox) (verifier, error) {
	command := filepath.Join(box.Root, ".build", "command", "scientist-access")
	build := exec.CommandContext(ctx, "go", "build", "-o", command, ".")
	build.Dir = filepath.Join(box.Root, "cmd", "scientist-access")
	if out, err := build.CombinedOutput(); err != nil {
		return verifier{}, fmt.Errorf("go build in %s: %w\n%s", build.Dir, err, out)
	}
	stack := newTeamsStack()
	if err := stack.create(ctx, box); err != nil {
		return verifier{}, err
	}
	export, err := stack.export()
	if err != nil {
		return verifier{}, err
	}
	exportFile, kubeconfig := filepath.Join(box.TempDir(), "teams.json"), filepath.Join(box.TempDir(), "kubeconfig")
	if err := os.WriteFile(exportFile, export, 0o600); err != nil {
		return verifier{}, err
	}
	v := verifier{
		command: []string{command, "verify", exportFile, "--kubeconfig", kubeconfig, "--format", "json"},
		env:     os.Environ(),
	}
	for _, variable := range box.Environment() {
		v.env = append(v.env, variable.Name+"="+variable.Value)
	}
	return v, writeKubeconfig(box, kubeconfig)
}

func writeKubeconfig(box *sandbox.Sandbox, path string) error {
	rest := box.SignIn(sandbox.Administrator)
	config := clientcmdapi.NewConfig()
	config.Clusters["sandbox"] = &clientcmdapi.Cluster{Server: rest.Host, CertificateAuthorityData: rest.CAData}
	config.AuthInfos["sandbox"] = &clientcmdapi.AuthInfo{Exec: rest.ExecProvider}
	config.Contexts["sandbox"] = &clientcmdapi.Context{Cluster: "sandbox", AuthInfo: "sandbox"}
	config.CurrentContext = "sandbox"
	return clientcmd.WriteToFile(*config, path)
}

// run fails if verify finds anything: then it did not do what is to be measured.
func (v verifier) run(ctx context.Context) (verified, error) {
	cmd := exec.CommandContext(ctx, v.command[0], v.command[1:]...)
	cmd.Env = v.env
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	begin := time.Now()
	if err := cmd.Run(); err != nil {
		return verified{}, fmt.Errorf("verify: %w\n%s%s", err, stderr.Bytes(), stdout.Bytes())
	}
	took := time.Since(begin)
	var report struct {
		Asked    int
		Findings []any
	}
	if err := json.Unmarshal(stdout.Bytes(), &report); err != nil {
		return verified{}, fmt.Errorf("verify: %w", err)
	}
	if len(report.Findings) > 0 || report.Asked == 0 {
		return verified{}, fmt.Errorf("verify: want questions and no findings:\n%s", stdout.Bytes())
	}
	return verified{asked: report.Asked, took: took, memory: peakMemory(cmd.ProcessState)}, nil
}

// peakMemory is in bytes. Linux counts units of 1024: https://man7.org/linux/man-pages/man2/getrusage.2.html
func peakMemory(process *os.ProcessState) int64 {
	peak := process.SysUsage().(*syscall.Rusage).Maxrss
	if runtime.GOOS == "linux" {
		peak *= 1024
	}
	return int64(peak)
}

// askBare asks the API server as often as verify does, with nothing but the client library, and the same sign-in.
func askBare(ctx context.Context, box *sandbox.Sandbox, questions int) (time.Duration, error) {
	begin := time.Now()
	client, err := kubernetes.NewForConfig(box.SignIn(sandbox.Administrator))
	if err != nil {
		return 0, err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i := range questions {
		group.Go(func() error {
			question := &authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{
				User: "bench", Groups: []string{team(i % teams)},
				ResourceAttributes: &authorizationv1.ResourceAttributes{
					Namespace: namespace(i % namespaces), Verb: "get", Resource: "pods",
				},
			}}
			answer, err := client.AuthorizationV1().SubjectAccessReviews().Create(ctx, question, metav1.CreateOptions{})
			if err == nil && !answer.Status.Allowed {
				err = fmt.Errorf("bare client: %s may not get pods in %s", team(i%teams), namespace(i%namespaces))
			}
			return err
		})
	}
	err = group.Wait()
	return time.Since(begin), err
}
