package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/controlplane"
	"github.com/scientist-access/scientist-access/sandbox/eks"
	"github.com/scientist-access/scientist-access/sandbox/stack"
	"github.com/scientist-access/scientist-access/toolchain"
)

// second is the name of the second cluster.
const second = "lab"

// twoClusters is two clusters with objects of the same names; on one of them, a role gains a verb and a principal a
// group.
var twoClusters = scene{
	name:    "two-clusters",
	updates: [][]config{append(onCluster(sandbox.Cluster, upgradable()...), onCluster(second, upgradable()...)...)},
	preview: append(onCluster(sandbox.Cluster, upgradable()...), onCluster(second,
		role("reader", "get", "list"),
		binding("some", "Role", "reader", "readers"),
		clusterRole("reader", "get"),
		clusterBinding("all", "reader", "readers"),
		entry("ada", "Ada", "readers", "writers"),
	)...),
	exported: true,
}

// recordTwoClusters records a stack with objects on two clusters.
func recordTwoClusters(ctx context.Context, r *recorder) (err error) {
	tools, err := toolchain.Ensure(ctx, os.Stderr)
	if err != nil {
		return err
	}
	lab, err := controlplane.Start(ctx, controlplane.Config{
		Dir: filepath.Join(r.box.Dir, second), Tools: tools, Webhook: r.box.EKSEndpoint,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lab.Stop()) }()
	if err := r.addCluster(lab); err != nil {
		return err
	}
	for _, admin := range []*rest.Config{r.box.Admin, lab.Admin} {
		if err := createNamespaces(ctx, admin, twoClusters.name); err != nil {
			return err
		}
	}
	st, err := twoClusters.stack(ctx, r)
	if err != nil {
		return err
	}
	if err := r.useKubeconfig(st, lab.Admin); err != nil {
		return err
	}
	return twoClusters.play(ctx, r, st)
}

func (r *recorder) addCluster(lab *controlplane.ControlPlane) error {
	creator := roleARN("Creator")
	if _, err := r.box.EKS.AddPrincipal(creator); err != nil {
		return err
	}
	return r.box.EKS.AddCluster(eks.Cluster{
		Name: second, Version: "1.33", Creator: creator,
		Endpoint: lab.Endpoint, CertificateAuthority: lab.CertificateAuthority,
	})
}

// useKubeconfig lets a stack sign in as the creator of the sandbox's cluster, and at a second cluster if there is one.
// Contexts have the clusters' names.
func (r *recorder) useKubeconfig(st *stack.Stack, lab *rest.Config) error {
	file := clientcmdapi.NewConfig()
	addContext(file, sandbox.Cluster, r.box.SignIn(sandbox.Administrator))
	if lab != nil {
		addContext(file, second, lab)
	}
	file.CurrentContext = sandbox.Cluster
	st.Setenv("KUBECONFIG=" + r.kubeconfigPath())
	return clientcmd.WriteToFile(*file, r.kubeconfigPath())
}

func (r *recorder) kubeconfigPath() string { return filepath.Join(r.box.Dir, "kubeconfig") }

func addContext(file *clientcmdapi.Config, name string, client *rest.Config) {
	file.Clusters[name] = &clientcmdapi.Cluster{Server: client.Host, CertificateAuthorityData: client.CAData}
	file.AuthInfos[name] = &clientcmdapi.AuthInfo{
		Exec: client.ExecProvider, ClientCertificateData: client.CertData, ClientKeyData: client.KeyData,
	}
	file.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: name}
}
