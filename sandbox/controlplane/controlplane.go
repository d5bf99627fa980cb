// Package controlplane runs the control plane of a Kubernetes cluster on this machine: real etcd,
// kube-apiserver and kube-controller-manager, as an EKS cluster has them, without nodes.
//
// RBAC alone authorizes. Client certificates, service accounts, and bearer tokens that a webhook knows
// authenticate. The controllers that run are those by which objects are deleted, namespaces get their service
// accounts and aggregated cluster roles get their rules; nothing schedules or runs pods.
package controlplane

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"k8s.io/client-go/rest"

	"github.com/scientist-access/scientist-access/toolchain"
)

// Config says what to run and where. Every field is required.
type Config struct {
	// Dir gets keys, data and logs. It is created, and must not hold an earlier control plane.
	Dir string
	// Tools are the programs: see [toolchain.Ensure]. Without a ControllerManager no controllers run.
	Tools toolchain.Tools
	// Webhook is the http URL, on a loopback address, of the webhook that reviews bearer tokens: it answers
	// TokenReview objects of authentication.k8s.io/v1.
	// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#webhook-token-authentication
	//
	// The webhook's answers are not cached, but kube-apiserver itself takes a token that was accepted for
	// good for another ten seconds, and no flag changes that:
	// https://github.com/kubernetes/kubernetes/blob/v1.33.4/pkg/kubeapiserver/options/authentication.go#L166
	// A token that was not used yet is refused at once.
	Webhook string
}

// ControlPlane is a running control plane. Stop it when done.
type ControlPlane struct {
	// Endpoint is the URL of the API server, on a loopback address.
	Endpoint string
	// CertificateAuthority is the PEM certificate that signed the API server's.
	CertificateAuthority []byte
	// Admin signs in as a member of system:masters, past RBAC and webhook. It is not limited in its rate.
	Admin *rest.Config
	// Kubeconfig is the file of a client that may do everything, too.
	Kubeconfig string
	// AuditLog is a file with one audit event a line, of every finished request, without bodies.
	// https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/
	AuditLog string

	port      *port
	processes []*process // in the order of their start
	exited    chan *process
	stopping  chan struct{}
	stop      func() error
}

// Start starts a control plane and returns when it is ready: the API server says so, and the default
// namespaces, the bootstrap RBAC objects and, with controllers, the default service account are there. ctx bounds the start only.
//
// An error ends with the last words of the program that failed, if one did. Nothing runs then.
func Start(ctx context.Context, cfg Config) (*ControlPlane, error) {
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("control plane: %w", err)
	}
	dir, err := makeDir(cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("control plane: %w", err)
	}
	port, err := reservePort()
	if err != nil {
		return nil, fmt.Errorf("control plane: %w", err)
	}
	endpoint := "https://" + net.JoinHostPort(loopback, strconv.Itoa(port.number))
	keys, err := writeFiles(dir, endpoint, cfg.Webhook)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("control plane: %w", err), port.release())
	}
	c := &ControlPlane{
		Endpoint:             endpoint,
		CertificateAuthority: keys.authority,
		Admin:                adminConfig(endpoint, keys),
		Kubeconfig:           filepath.Join(dir, controllersFile),
		AuditLog:             filepath.Join(dir, auditLog),
		port:                 port,
		stopping:             make(chan struct{}),
	}
	c.stop = sync.OnceValue(c.stopAll)
	err = c.launch(dir, programs(cfg.Tools, port.number, endpoint))
	if err == nil {
		err = c.waitUntilReady(ctx, cfg.Tools.ControllerManager != "")
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("control plane: %w", err), c.Stop())
	}
	return c, nil
}

func (cfg Config) check() error {
	if cfg.Dir == "" {
		return errors.New("field Dir is empty: name a folder for keys, data and logs")
	}
	paths := []string{cfg.Tools.Etcd, cfg.Tools.APIServer}
	if cfg.Tools.ControllerManager != "" {
		paths = append(paths, cfg.Tools.ControllerManager)
	}
	for _, path := range paths {
		if _, err := os.Stat(path); err != nil {
			return fmt.Errorf("field Tools: %w: get them from toolchain.Ensure", err)
		}
	}
	webhook, err := url.Parse(cfg.Webhook)
	if err != nil {
		return fmt.Errorf("field Webhook: %w", err)
	}
	if ip := net.ParseIP(webhook.Hostname()); webhook.Scheme != "http" || !ip.IsLoopback() {
		return fmt.Errorf("field Webhook: %q is not an http URL on a loopback address such as http://127.0.0.1:8080/", cfg.Webhook)
	}
	return nil
}

// makeDir creates dir and in it the folder of etcd, which tells that the folder is taken.
func makeDir(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	if err := os.Mkdir(filepath.Join(dir, etcdData), 0o700); err != nil {
		return "", fmt.Errorf("%w: every control plane needs a folder of its own", err)
	}
	return dir, nil
}

func (c *ControlPlane) launch(dir string, programs []program) error {
	c.exited = make(chan *process, len(programs))
	for _, program := range programs {
		p, err := startProcess(dir, program, c.exited)
		if err != nil {
			return err
		}
		c.processes = append(c.processes, p)
	}
	return nil
}

// PIDs returns the process ids of etcd, kube-apiserver and, with controllers, kube-controller-manager.
func (c *ControlPlane) PIDs() []int {
	var pids []int
	for _, p := range c.processes {
		pids = append(pids, p.pid())
	}
	return pids
}

// Wait blocks until Stop is called, and then returns nil, or until one of the programs ends by itself, and
// then returns an error with its last words. The others go on: Stop is still needed.
func (c *ControlPlane) Wait() error {
	select {
	case <-c.stopping:
		return nil
	case p := <-c.exited:
		select {
		case <-c.stopping:
			return nil
		default:
			return p.failure()
		}
	}
}

// Stop ends the programs, those that do not end in a few seconds by force, and frees the port. It leaves Dir as
// it is. Calling it again does nothing and returns the same.
func (c *ControlPlane) Stop() error { return c.stop() }

func (c *ControlPlane) stopAll() error {
	close(c.stopping)
	for i := len(c.processes) - 1; i >= 0; i-- { // clients before their servers
		c.processes[i].terminate()
	}
	return c.port.release()
}
