package policy

import (
	"slices"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// catalogue is every capability there is, the documented policy first.
var catalogue = []func() Capability{
	documentedPolicy,
	pyTorchJobs,
	helm4,
	hyperPodPyTorchJobs,
	recipes,
	exec,
	inferenceEndpoints,
	spaces,
	spaceTemplates,
	taskGovernance,
	allNamespaces,
	allWork,
	clusterOverview,
	acceleratorPartitions,
	trainingOperatorLogs,
	inferenceOperatorLogs,
}

// Catalogue returns all capabilities, the documented policy first. The caller may change what it gets.
func Catalogue() []Capability {
	all := make([]Capability, 0, len(catalogue))
	for _, capability := range catalogue {
		all = append(all, capability())
	}
	return all
}

// CheckNames refuses names that no capability of the catalogue has, each with the nearest valid one and a list of all,
// and names given twice.
func CheckNames(path *field.Path, names []string) field.ErrorList {
	problems := unknownNames(path, names, "capability", validNames())
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			problems = append(problems, field.Duplicate(path.Index(i), name))
		}
	}
	return problems
}

func validNames() []string {
	var names []string
	for _, c := range Catalogue() {
		names = append(names, c.Name)
	}
	return names
}

// Lookup returns the named capabilities in the order given, each once. Unknown names are an error, as in [CheckNames].
func Lookup(names ...string) ([]Capability, error) {
	if problems := unknownNames(field.NewPath("capabilities"), names, "capability", validNames()); len(problems) > 0 {
		return nil, problems.ToAggregate()
	}
	byName := map[string]Capability{}
	for _, c := range Catalogue() {
		byName[c.Name] = c
	}
	var found []Capability
	seen := map[string]bool{}
	for _, name := range names {
		if !seen[name] {
			found = append(found, byName[name])
		}
		seen[name] = true
	}
	return found, nil
}

// Combine returns the policy of the named capabilities. One alone is returned as it is written, so that
// "documented" stays verbatim; several are united as [Policy.Union] does, and their order doesn't matter. No
// name gives the policy that grants nothing. Unknown names are an error, as in [Lookup].
func Combine(names ...string) (Policy, error) {
	capabilities, err := Lookup(names...)
	if err != nil {
		return Policy{}, err
	}
	if len(capabilities) == 1 {
		return capabilities[0].Policy(), nil
	}
	parts := make([]Policy, 0, len(capabilities))
	for _, c := range capabilities {
		parts = append(parts, c.Policy())
	}
	return Policy{}.Union(parts...), nil
}
