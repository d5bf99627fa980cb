package policy

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

// Lookup returns the named capabilities in the order of their names, each once. Its error names every unknown
// one, suggests the nearest, and lists the names there are.
func Lookup(names ...string) ([]Capability, error) {
	byName := map[string]Capability{}
	var valid []string
	for _, c := range Catalogue() {
		byName[c.Name] = c
		valid = append(valid, c.Name)
	}

	var found []Capability
	var unknown []string
	seen := map[string]bool{}
	for _, name := range names {
		if seen[name] {
			continue
		}
		seen[name] = true
		c, ok := byName[name]
		if !ok {
			unknown = append(unknown, name)
			continue
		}
		found = append(found, c)
	}
	if len(unknown) > 0 {
		return nil, unknownNames("capability", unknown, valid)
	}
	return found, nil
}

// Combine returns the policy of the named capabilities. One alone is returned as it is written, so that
// "documented" stays verbatim; several are united as [Policy.Union] does, and their order doesn't matter. No
// name gives the policy that grants nothing. Unknown names are the error of [Lookup].
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
