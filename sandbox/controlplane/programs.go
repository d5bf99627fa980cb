package controlplane

import (
	"strconv"

	"github.com/scientist-access/scientist-access/toolchain"
)

// A program is a command line. It runs in the control plane's folder, so names of files are relative to that.
type program struct {
	name string // of the log, without .log
	path string
	args []string
}

// Files in the control plane's folder.
const (
	etcdData              = "etcd"
	auditLog              = "audit.log"
	auditPolicyFile       = "audit-policy.yaml"
	authorityFile         = "ca.crt"
	servingCertFile       = "apiserver.crt"
	servingKeyFile        = "apiserver.key"
	serviceAccountKeyFile = "service-account.key"
	webhookFile           = "webhook.kubeconfig"
	controllersFile       = "controllers.kubeconfig"
)

// etcd listens on unix sockets, whose names end like ports. They need no free port, and the folder's
// permissions keep other users out, who could otherwise read every secret.
const (
	etcdClients = "unix://etcd:1"
	etcdPeers   = "unix://etcd:2"
)

const loopback = "127.0.0.1"

// programs is everything that runs, in the order of its start.
func programs(tools toolchain.Tools, port int, endpoint string) []program {
	programs := []program{
		{name: "etcd", path: tools.Etcd, args: etcdArgs},
		{name: "kube-apiserver", path: tools.APIServer, args: apiServerArgs(port, endpoint)},
	}
	if tools.ControllerManager == "" {
		return programs
	}
	return append(programs, program{name: "kube-controller-manager", path: tools.ControllerManager, args: controllerManagerArgs})
}

// https://etcd.io/docs/v3.5/op-guide/configuration/
var etcdArgs = []string{
	"--data-dir=" + etcdData,
	"--unsafe-no-fsync", // nobody needs the data after a crash
	"--listen-client-urls=" + etcdClients,
	"--advertise-client-urls=" + etcdClients,
	"--listen-peer-urls=" + etcdPeers,
	"--initial-advertise-peer-urls=" + etcdPeers,
	"--initial-cluster=default=" + etcdPeers,
	"--log-level=warn",
}

// https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
//
// Admission plugins, API groups and anonymous access (of health and version, as on EKS) are the defaults.
func apiServerArgs(port int, endpoint string) []string {
	return []string{
		"--etcd-servers=" + etcdClients,
		"--bind-address=" + loopback,
		"--advertise-address=" + loopback,
		"--secure-port=" + strconv.Itoa(port),
		"--permit-port-sharing",           // with ourselves: see reservePort
		"--endpoint-reconciler-type=none", // no pod will ever look for the API server
		"--service-cluster-ip-range=10.100.0.0/16",
		"--allow-privileged",
		"--tls-cert-file=" + servingCertFile,
		"--tls-private-key-file=" + servingKeyFile,
		"--client-ca-file=" + authorityFile,
		"--service-account-issuer=" + endpoint,
		"--service-account-key-file=" + serviceAccountKeyFile,
		"--service-account-signing-key-file=" + serviceAccountKeyFile,
		"--authorization-mode=RBAC",
		"--authentication-token-webhook-config-file=" + webhookFile,
		"--authentication-token-webhook-version=v1",
		"--authentication-token-webhook-cache-ttl=0s", // a removed access entry is refused at once
		"--audit-policy-file=" + auditPolicyFile,
		"--audit-log-path=" + auditLog,
		"--profiling=false",
	}
}

// https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
var controllerManagerArgs = []string{
	"--kubeconfig=" + controllersFile,
	"--controllers=garbage-collector-controller,namespace-controller," +
		"serviceaccount-controller,clusterrole-aggregation-controller",
	"--leader-elect=false",
	"--secure-port=0", // no health, no metrics
	"--kube-api-qps=500",
	"--kube-api-burst=1000",
}
