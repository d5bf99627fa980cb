// Package toolchain builds the programs that the sandbox and the end-to-end tests run: the Pulumi CLI with
// its Go language host, Pulumi's Kubernetes provider, etcd, kube-apiserver and kube-controller-manager.
//
// Each is the published program, compiled from Go modules whose versions and checksums are pinned in the
// nested modules beside this file. Nothing but Go is needed; Linux and macOS are supported.
package toolchain

// Versions that the tools report, and by which their users pair them with SDKs and clients.
const (
	// PulumiVersion is the version of the CLI and engine.
	// Releases: https://github.com/pulumi/pulumi/releases
	PulumiVersion = "v3.250.0"
	// KubernetesProviderVersion is the version of the provider plugin; the Go SDK must have the same.
	// Releases: https://github.com/pulumi/pulumi-kubernetes/releases
	KubernetesProviderVersion = "v4.25.0"
	// KubernetesVersion is the version of kube-apiserver and kube-controller-manager.
	// EKS offers it: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
	KubernetesVersion = "v1.33.4"
)

// Tools says where the programs are. Every path is absolute.
type Tools struct {
	// Pulumi is the CLI. The Go language host lies beside it, symbolic links resolved, where the CLI looks for it.
	Pulumi string
	// ProviderKubernetes is the resource plugin, version [KubernetesProviderVersion].
	ProviderKubernetes string
	// Etcd is etcd.
	Etcd string
	// APIServer is kube-apiserver, of the minor version of [KubernetesVersion].
	APIServer string
	// ControllerManager is kube-controller-manager, of the same minor version, or "" where it was left out.
	ControllerManager string
}

// ControllerManager is the name of the program that not everybody needs.
const ControllerManager = "kube-controller-manager"

// A tool is one program: a package of a nested module.
type tool struct {
	name    string // of the binary
	module  string // folder of the nested module, beside this file
	pkg     string // import path, or a path relative to the module
	ldflags string
	embeds  []embedded
}

// embedded is a file of another module that a package of ours embeds. It appears beside the package while that is built.
type embedded struct{ module, path string }

// A kit is the tools that must lie in one folder, the first of the kit's name. It is built, kept and replaced as a whole.
type kit struct {
	name  string
	tools []tool
}

const (
	etcd           = "etcd"
	apiServer      = "kube-apiserver"
	pulumi         = "pulumi"
	providerName   = "pulumi-resource-kubernetes"
	providerModule = "github.com/pulumi/pulumi-kubernetes/provider/v4"
)

const strip = "-s -w" // no symbol tables: a third smaller

// An unstamped CLI reports no version, which the Automation API refuses. The variable:
// https://github.com/pulumi/pulumi/blob/master/sdk/go/common/version/version.go
const stampPulumi = strip + " -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=" + PulumiVersion

// The snapshot of the provider reports no version of its own; its main package takes this one, without the v.
const stampProvider = strip + " -X main.version=" + KubernetesProviderVersion

// Clients parse the server's version and fail on an unstamped one. The variables:
// https://github.com/kubernetes/component-base/blob/master/version/base.go
const stampKubernetes = strip +
	" -X k8s.io/component-base/version.gitVersion=" + KubernetesVersion +
	" -X k8s.io/component-base/version.gitMajor=1" +
	" -X k8s.io/component-base/version.gitMinor=33"

// kits is everything there is to build. Versions of modules are in their go.mod files.
var kits = []kit{
	{etcd, []tool{
		{etcd, "kubernetes", "./etcd", strip, nil},
	}},
	{apiServer, []tool{
		{apiServer, "kubernetes", "k8s.io/kubernetes/cmd/kube-apiserver", stampKubernetes, nil},
	}},
	{ControllerManager, []tool{
		{ControllerManager, "kubernetes", "k8s.io/kubernetes/cmd/kube-controller-manager", stampKubernetes, nil},
	}},
	// The CLI looks for language hosts in its own folder before it looks anywhere else.
	{pulumi, []tool{
		{pulumi, "pulumi", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", stampPulumi, nil},
		{"pulumi-language-go", "pulumi-language-go", "github.com/pulumi/pulumi/sdk/go/pulumi-language-go/v3", strip, nil},
	}},
	{providerName, []tool{
		{providerName, "pulumi-kubernetes", ".", stampProvider, []embedded{
			{providerModule, "cmd/pulumi-resource-kubernetes/schema.json"},
			{providerModule, "cmd/pulumi-resource-kubernetes/terraform-mapping.json"},
		}},
	}},
}
