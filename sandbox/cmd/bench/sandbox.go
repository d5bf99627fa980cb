package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/toolchain"
)

// startSandbox starts one with the machine's aws, as users have it.
func startSandbox(ctx context.Context) (*sandbox.Sandbox, error) {
	tools, err := toolchain.Ensure(ctx, os.Stderr)
	if err != nil {
		return nil, err
	}
	return sandbox.StartWith(ctx, tools)
}

// measureSandbox measures everything that needs a sandbox. It returns the project's folder too.
func measureSandbox(ctx context.Context, runs int) (results []result, root string, err error) {
	progress("building what is missing")
	box, err := startSandbox(ctx)
	if err != nil {
		return nil, "", err
	}
	if err := box.Close(); err != nil {
		return nil, "", err
	}
	var ready []time.Duration
	for i := range runs {
		begin := time.Now()
		if box, err = startSandbox(ctx); err != nil {
			return nil, "", err
		}
		ready = append(ready, time.Since(begin))
		progress("sandbox ready, run %d of %d: %s", i+1, runs, seconds(ready[i]))
		if i == runs-1 {
			break
		}
		if err := box.Close(); err != nil {
			return nil, "", err
		}
	}
	defer func() { err = errors.Join(err, box.Close()) }()
	memory, err := measureMemory(ctx, box)
	if err != nil {
		return nil, "", err
	}
	speeds, err := measurePulumi(ctx, box, runs)
	if err != nil {
		return nil, "", err
	}
	verify, err := measureVerify(ctx, box, runs)
	if err != nil {
		return nil, "", err
	}
	results = append(results, result{what: "sandbox ready", measured: spread(ready), goal: "8 s"}, memory)
	return append(append(results, speeds...), verify), box.Root, nil
}

// settle is how long the sandbox is left alone before its memory is read.
const settle = 10 * time.Second

// measureMemory adds up the resident memory of the control plane and of this process, which serves the EKS and
// STS API and the authenticator.
func measureMemory(ctx context.Context, box *sandbox.Sandbox) (result, error) {
	progress("leaving the sandbox alone for %s, then reading its memory", settle)
	select {
	case <-ctx.Done():
		return result{}, ctx.Err()
	case <-time.After(settle):
	}
	r := result{what: "resident memory of the idle sandbox", goal: "600 MB"}
	var parts []string
	sum := 0
	for _, pid := range append(box.PIDs(), os.Getpid()) {
		kilobytes, err := resident(pid)
		if errors.Is(err, os.ErrNotExist) {
			r.measured = "not measured: needs /proc"
			return r, nil
		}
		if err != nil {
			return result{}, err
		}
		program, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
		if err != nil {
			return result{}, err
		}
		sum += kilobytes
		parts = append(parts, fmt.Sprintf("%s %d", filepath.Base(program), kilobytes*1024/1_000_000))
	}
	r.measured = fmt.Sprintf("%d MB (%s)", sum*1024/1_000_000, strings.Join(parts, ", "))
	return r, nil
}

// resident reads a process's resident memory, in units of 1024 bytes:
// https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
func resident(pid int) (kilobytes int, err error) {
	path := fmt.Sprintf("/proc/%d/status", pid)
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")))
		}
	}
	return 0, fmt.Errorf("%s: no VmRSS: the process has ended", path)
}

func createNamespace(ctx context.Context, box *sandbox.Sandbox, name string) error {
	client, err := kubernetes.NewForConfig(box.Admin)
	if err != nil {
		return err
	}
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}
	_, err = client.CoreV1().Namespaces().Create(ctx, namespace, metav1.CreateOptions{})
	return err
}
