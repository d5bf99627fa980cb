// Package sandbox is a small EKS on one machine: a real Kubernetes control plane, an EKS API with access entries,
// EKS's sign-in, and the real Pulumi to use it with.
//
// Real are etcd, kube-apiserver, kube-controller-manager, the Pulumi CLI and engine, its Go language host and its
// Kubernetes provider, and the token verification of aws-iam-authenticator. Stand-ins are AWS's APIs (package
// eks), the AWS provider unless the real plugin is installed (awsplugin), and the aws command in tests and where
// the machine has none (awscli).
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/sync/errgroup"
	"k8s.io/client-go/rest"

	"github.com/scientist-access/scientist-access/sandbox/controlplane"
	"github.com/scientist-access/scientist-access/sandbox/eks"
	"github.com/scientist-access/scientist-access/toolchain"
)

// What a sandbox is, in AWS's terms.
const (
	Cluster   = "ml"
	Region    = "us-west-2"
	AccountID = "111122223333" // of AWS's documentation

	// HyperPodCluster is the name of the HyperPod cluster whose orchestrator is Cluster. Its ARN ends with the ID instead.
	HyperPodCluster   = "hyperpod-ml"
	HyperPodClusterID = "a1b2c3d4e5f6"
)

// Administrator is the name of the principal that created the cluster and runs Pulumi.
const Administrator = "admin"

const administratorARN = "arn:aws:iam::" + AccountID + ":role/PlatformAdmin"

// Sandbox is a running sandbox. Close it when done.
type Sandbox struct {
	// Root is the project's folder.
	Root string
	// Dir holds everything that the sandbox writes; Close removes it.
	Dir string
	// EKS is the AWS side, for tests that change what nobody's API can.
	EKS *eks.Server
	// EKSEndpoint is the URL of the API of EKS, SageMaker, S3, IAM and STS.
	EKSEndpoint string
	// Admin reaches the API server past all authorization, for preparing and inspecting.
	Admin *rest.Config
	// AuditLog is kube-apiserver's audit log.
	AuditLog string
	// StandInAWSPlugin tells that the AWS provider is ours, because the real one is not installed.
	StandInAWSPlugin bool

	tools        toolchain.Tools
	programs     programs
	controlPlane *controlplane.ControlPlane
	server       *http.Server
	profiles     *profiles
	closing      context.Context
	close        context.CancelFunc
}

// Start starts a sandbox of the pinned programs and the stand-in for aws, with one cluster, and returns when it is ready. It
// builds what is missing first, which can take long; progress goes to standard error.
func Start(ctx context.Context) (*Sandbox, error) {
	tools, err := toolchain.Ensure(ctx, os.Stderr)
	if err != nil {
		return nil, err
	}
	return start(ctx, tools, "")
}

// StartWith starts a sandbox of these programs and the machine's aws, if it has one.
func StartWith(ctx context.Context, tools toolchain.Tools) (*Sandbox, error) {
	aws, _ := exec.LookPath("aws")
	return start(ctx, tools, aws)
}

func start(ctx context.Context, tools toolchain.Tools, aws string) (*Sandbox, error) {
	root, err := findRoot()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "scientist-access-")
	if err != nil {
		return nil, err
	}
	s := &Sandbox{Root: root, Dir: dir, tools: tools, profiles: newProfiles(dir)}
	s.closing, s.close = context.WithCancel(context.Background())
	if err := s.start(ctx, aws); err != nil {
		return nil, errors.Join(fmt.Errorf("start the sandbox: %w", err), s.Close())
	}
	return s, nil
}

func (s *Sandbox) start(ctx context.Context, aws string) error {
	if err := s.serveAWS(); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		s.programs, err = buildPrograms(ctx, s.Root, aws)
		return err
	})
	group.Go(func() (err error) {
		s.controlPlane, err = controlplane.Start(ctx, controlplane.Config{
			Dir: filepath.Join(s.Dir, "kubernetes"), Tools: s.tools, Webhook: s.EKSEndpoint + authenticatorPath,
		})
		return err
	})
	if err := group.Wait(); err != nil {
		return err
	}
	s.Admin, s.AuditLog = s.controlPlane.Admin, s.controlPlane.AuditLog
	if err := s.addCluster(); err != nil {
		return err
	}
	return s.preparePulumi()
}

const authenticatorPath = "/authenticate"

// serveAWS serves AWS's APIs and, beside them, the authenticator of the cluster.
func (s *Sandbox) serveAWS() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.EKSEndpoint = "http://" + listener.Addr().String()
	s.EKS = eks.New(eks.Config{Region: Region, AccountID: AccountID})
	mux := http.NewServeMux()
	mux.Handle(authenticatorPath, s.EKS.Authenticator(Cluster))
	mux.Handle("/", s.EKS.Handler())
	s.server = &http.Server{Handler: mux}
	go func() { _ = s.server.Serve(listener) }()
	return nil
}

// observability is the add-on that `hyp get-monitoring` asks for, with what it reads of its configuration.
var observability = eks.Addon{
	Name: "amazon-sagemaker-hyperpod-observability", Version: "v1.0.1-eksbuild.1",
	ConfigurationValues: `{"ampWorkspace":{"prometheusEndpoint":"https://aps-workspaces.us-west-2.amazonaws.com/workspaces/ws-example/"},` +
		`"amgWorkspace":{"arn":"arn:aws:grafana:us-west-2:111122223333:/workspaces/g-example"},"metricsProvider":{}}`,
}

func (s *Sandbox) addCluster() error {
	if err := s.AddPrincipal(Administrator, administratorARN, eks.Administrator()); err != nil {
		return err
	}
	err := s.EKS.AddCluster(eks.Cluster{
		Name:                 Cluster,
		Version:              "1.33",
		Endpoint:             s.controlPlane.Endpoint,
		CertificateAuthority: s.controlPlane.CertificateAuthority,
		AuthenticationMode:   "API_AND_CONFIG_MAP",
		Creator:              administratorARN,
		Addons:               []eks.Addon{observability},
	})
	if err != nil {
		return err
	}
	err = s.EKS.AddHyperPodCluster(eks.HyperPodCluster{
		Name: HyperPodCluster, ID: HyperPodClusterID, Orchestrator: Cluster,
		InstanceGroups: []eks.InstanceGroup{{Name: "workers", InstanceType: "ml.g5.8xlarge", Count: 1}},
	})
	if err != nil {
		return err
	}
	return s.EKS.FollowAWSAuth(Cluster, s.controlPlane.Kubeconfig, s.closing.Done())
}

// Close ends everything that runs and removes the sandbox's folder.
func (s *Sandbox) Close() error {
	s.close()
	var errs []error
	if s.controlPlane != nil {
		errs = append(errs, s.controlPlane.Stop())
	}
	if s.server != nil {
		errs = append(errs, s.server.Close())
	}
	return errors.Join(append(errs, os.RemoveAll(s.Dir))...)
}
