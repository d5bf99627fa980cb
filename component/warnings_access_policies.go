package component

import (
	"fmt"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/policy"
)

// accessPolicyWarnings are about access policies of which nothing is known, that are not where AWS says they belong, or that
// open as much as makes a warning for capabilities: what they grant is documented, so only high and critical dangers do.
func (args *ScientistAccessArgs) accessPolicyWarnings(teams []team) []string {
	var warnings []string
	for _, p := range args.allPolicies(teams) {
		known, ok := policy.LookupAccessPolicy(p.name())
		if !ok {
			warnings = append(warnings, fmt.Sprintf("%s: what %s grants is not known here, nor whether EKS has it: aws eks "+
				"list-access-policies lists all", p.path, p.name()))
			continue
		}
		warnings = append(warnings, p.misplaced(known)...)
		warnings = append(warnings, p.dangers(known)...)
	}
	return warnings
}

// misplaced is for HyperPod's policies, of which AWS says where they belong.
// Source: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-studio-setup-eks.html
func (p placed) misplaced(known policy.AccessPolicy) []string {
	namespace, elsewhere := known.Scope.Namespace()
	switch {
	case known.HyperPod() && known.Scope == policy.Cluster && p.Scope != ClusterScope:
		return []string{fmt.Sprintf("%s: %s is about things of no namespace: AWS associates it with the whole cluster; fix: set "+
			"scope to cluster", p.path, known.Name)}
	case elsewhere && p.Scope != ClusterScope && p.Namespaces == nil:
		return []string{fmt.Sprintf("%s: %s is about the templates in the namespace %s, AWS says, not in the team's; fix: set "+
			"namespaces to [%s], or to where they are on your cluster", p.path, known.Name, namespace, namespace)}
	}
	return nil
}

func (p placed) dangers(known policy.AccessPolicy) []string {
	warn := func(where string, severity policy.Severity, fix string) string {
		return fmt.Sprintf("%s in %s: %s: %s opens %s; fix: %s", p.path, where, severity, known.Name, known.Opens, fix)
	}
	if len(p.in()) == 0 {
		if !serious(known.InCluster()) {
			return nil
		}
		return []string{warn("the whole cluster", known.InCluster(), "associate it with namespaces, or name capabilities instead")}
	}
	var warnings []string
	for _, namespace := range p.in() {
		severity := known.In(namespace)
		if strings.Contains(namespace, "*") {
			severity = known.InCluster() // namespaces with controllers may be among them
		}
		if serious(severity) {
			warnings = append(warnings, warn(fmt.Sprintf("namespace %q", namespace), severity,
				`use a namespace without controllers, such as "aws-hyperpod-<team>", or name capabilities instead`))
		}
	}
	return warnings
}

func serious(severity policy.Severity) bool {
	return slices.Contains([]policy.Severity{policy.High, policy.Critical}, severity)
}
