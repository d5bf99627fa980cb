package resource

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"k8s.io/client-go/tools/clientcmd"

	"github.com/scientist-access/scientist-access/access"
)

// Clusters say to which cluster each Kubernetes provider of a stack leads. A provider that names an EKS cluster leads
// to that. Where one provider is all there is, and the access entries name one cluster, both are taken to be the same;
// any other provider stands for a cluster of its own, whose name is not known.
type Clusters struct {
	named  map[string]string // by provider: the cluster that its settings name
	used   map[string]bool   // providers of objects that decide about access
	eks    map[string]bool   // clusters that access entries name
	common string            // of providers that name none, where that is clear
	single bool
}

// NewClusters looks at the states of a stack at one moment. What they do not tell is taken from those of another.
func NewClusters(states, others []*State) *Clusters {
	c := &Clusters{named: map[string]string{}, used: map[string]bool{}, eks: map[string]bool{}}
	for _, s := range slices.Concat(others, states) {
		c.add(s)
	}
	c.settle()
	return c
}

func (c *Clusters) add(s *State) {
	if s.IsProvider() {
		if name := clusterOf(s.Inputs); name != "" {
			c.named[providerName(s.URN)] = name
		}
		return
	}
	if _, ok := decoders[s.Type]; !ok {
		return
	}
	if strings.HasPrefix(s.Type, "kubernetes:") {
		c.used[providerName(providerURN(s))] = true
		return
	}
	for _, p := range []*properties{s.Inputs, s.Outputs} {
		if p == nil {
			continue
		}
		var problem error
		if name := property(&problem, "clusterName", p.ClusterName).text(); name != "" {
			c.eks[name] = true
			return
		}
	}
}

func (c *Clusters) settle() {
	unnamed := 0
	names := maps.Clone(c.eks)
	for provider := range c.used {
		if name, ok := c.named[provider]; ok {
			names[name] = true
			continue
		}
		unnamed++
	}
	if len(names) > 1 {
		delete(names, access.Unknown)
	}
	c.single = len(names) < 2 && (unnamed == 0 || len(c.used) == 1)
	if c.single {
		for name := range names {
			c.common = name
		}
	}
}

// of is the cluster of a Kubernetes object.
func (c *Clusters) of(s *State) string {
	provider := providerName(providerURN(s))
	if name, ok := c.named[provider]; ok {
		return name
	}
	if c.single {
		return c.common
	}
	return access.Unnamed(provider)
}

// Note says which providers lead to clusters that are not known; empty if all are clear.
func (c *Clusters) Note() string {
	if c.single {
		return ""
	}
	var unclear []string
	for provider := range c.used {
		if _, ok := c.named[provider]; !ok {
			unclear = append(unclear, provider)
		}
	}
	if len(unclear) == 0 {
		return ""
	}
	slices.Sort(unclear)
	return fmt.Sprintf("the stack does not tell to which EKS cluster these Kubernetes providers lead: %s; what they "+
		"write is shown apart, and may give rights to the principals of any cluster (set clusterIdentifier in the "+
		"provider to the cluster's ARN)", strings.Join(unclear, ", "))
}

// providerURN takes the URN from a provider reference, which is the URN of its resource, "::" and its id. The id may
// change; the URN does not.
func providerURN(s *State) string {
	if i := strings.LastIndex(s.Provider, "::"); i >= 0 {
		return s.Provider[:i]
	}
	return s.Provider
}

// defaultVersion ends the name of a default provider; an upgrade of the SDK changes it, and nothing else.
var defaultVersion = regexp.MustCompile(`^default_\d.*$`)

func providerName(urn string) string {
	return defaultVersion.ReplaceAllLiteralString(LastPart(urn, "::"), "default")
}

// clusterOf is the name of the EKS cluster to which a provider's settings lead; empty if they do not tell.
func clusterOf(in *properties) string {
	if in == nil {
		return ""
	}
	var problem error
	text := func(name string, raw json.RawMessage) string {
		if value := property(&problem, name, raw).text(); access.Known(value) {
			return value
		}
		return ""
	}
	if name := clusterOfARN(text("clusterIdentifier", in.ClusterIdentifier)); name != "" {
		return name
	}
	return clusterOfKubeconfig(text("kubeconfig", in.Kubeconfig), text("context", in.Context))
}

// Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html
var clusterARN = regexp.MustCompile(`^arn:[^:]+:eks:[^:]*:[^:]*:cluster/(.+)$`)

func clusterOfARN(text string) string {
	if match := clusterARN.FindStringSubmatch(text); match != nil {
		return match[1]
	}
	return ""
}

// clusterOfKubeconfig looks at how a kubeconfig signs in, then at what it calls the cluster: an ARN, if the AWS CLI has
// written it. A path tells nothing.
func clusterOfKubeconfig(text, context string) string {
	config, err := clientcmd.Load([]byte(text))
	if err != nil {
		return ""
	}
	chosen, ok := config.Contexts[cmp.Or(context, config.CurrentContext)]
	if !ok {
		return ""
	}
	if user, ok := config.AuthInfos[chosen.AuthInfo]; ok && user.Exec != nil {
		if name := flagOf(user.Exec.Args); name != "" {
			return name
		}
	}
	return clusterOfARN(chosen.Cluster)
}

// clusterFlags are the arguments with which a sign-in for EKS names the cluster.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/create-kubeconfig.html and
// https://github.com/kubernetes-sigs/aws-iam-authenticator
var clusterFlags = []string{"--cluster-name", "--cluster-id", "-i"}

func flagOf(args []string) string {
	for i, arg := range args {
		flag, value, joined := strings.Cut(arg, "=")
		switch {
		case !slices.Contains(clusterFlags, flag):
		case joined:
			return value
		case i+1 < len(args):
			return args[i+1]
		}
	}
	return ""
}
