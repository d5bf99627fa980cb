package doctor

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/scientist-access/scientist-access/policy"
)

// provider is what brings the custom resources of an API group.
type provider struct{ what, source string }

const sagemakerGuide = "https://docs.aws.amazon.com/sagemaker/latest/dg/"

var (
	eksAddOns = "https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html"
	spaces    = provider{"the EKS add-on amazon-sagemaker-spaces", eksAddOns}
	// providers are by API group.
	providers = map[string]provider{
		"kubeflow.org": {"the Kubeflow training operator of HyperPod's Helm chart",
			sagemakerGuide + "sagemaker-hyperpod-eks-install-packages-using-helm-chart.html"},
		"sagemaker.amazonaws.com": {"the EKS add-on amazon-sagemaker-hyperpod-training-operator",
			sagemakerGuide + "sagemaker-eks-operator-install.html"},
		"inference.sagemaker.aws.amazon.com": {"the HyperPod inference operator",
			sagemakerGuide + "sagemaker-hyperpod-model-deployment-setup.html"},
		"workspace.jupyter.org":            spaces,
		"connection.workspace.jupyter.org": spaces,
		"kueue.x-k8s.io":                   {"the EKS add-on amazon-sagemaker-hyperpod-taskgovernance, or Kueue itself", eksAddOns},
	}
)

// resources: the API server serves what the chosen capabilities are about. Where none is chosen, those count that are there.
func resources(f *Facts) Link {
	if f.Served.Outcome != Known {
		return unknown("not known: " + f.Served.why())
	}
	capabilities := f.Capabilities
	if !f.Named {
		capabilities = f.split().whole
	}
	var missing, unread []schema.GroupResource
	var usable []policy.Capability
	for _, c := range capabilities {
		lost, unclear := f.unserved(c)
		missing, unread = append(missing, lost...), append(unread, unclear...)
		if len(lost) == 0 && len(unclear) == 0 {
			usable = append(usable, c)
		}
	}
	switch {
	case len(capabilities) == 0:
		return Link{State: NotChecked, Message: "no capability is there as a whole, and none is named"}
	case len(usable) == len(capabilities), !f.Named && len(usable) > 0:
		return inOrder("the API server serves those of " + strings.Join(names(usable), ", ")).with(lines(missing)...)
	case len(missing) == 0:
		return unknown("servers of API groups do not answer").with(lines(unread)...)
	}
	return broken("the API server does not serve all of "+strings.Join(names(capabilities), ", "), ClusterAdministrator, install(missing)).
		with(lines(missing)...)
}

// unserved are the resources of a capability that are not served, and those whose server does not answer.
func (f *Facts) unserved(c policy.Capability) (missing, unread []schema.GroupResource) {
	for _, right := range Rights(f.Namespace, c) {
		name, _, _ := strings.Cut(right.Resource, "/")
		resource := schema.GroupResource{Group: right.APIGroup, Resource: name}
		switch {
		case right.Path != "", name == "*", right.APIGroup == "*", f.Served.Value.Resources[resource]:
		case slices.Contains(f.Served.Value.Unread, right.APIGroup):
			unread = append(unread, resource)
		default:
			missing = append(missing, resource)
		}
	}
	return missing, unread
}

// lines name resources, each once, with what brings them.
func lines(resources []schema.GroupResource) []string {
	var lines []string
	for _, r := range resources {
		line := r.String()
		if from, known := providers[r.Group]; known {
			line += ", which comes with " + from.what
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// install says where it is written how to install what is missing.
func install(missing []schema.GroupResource) string {
	var sources []string
	for _, r := range missing {
		if from, known := providers[r.Group]; known {
			sources = append(sources, from.source)
		}
	}
	slices.Sort(sources)
	return strings.TrimSpace("install what serves them: " + strings.Join(slices.Compact(sources), " "))
}
