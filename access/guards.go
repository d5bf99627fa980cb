package access

import (
	"reflect"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/guardrails"
	"github.com/scientist-access/scientist-access/policy"
)

// Guard is an admission policy of package guardrails that is in force. It holds all the guardrails that there are.
type Guard struct {
	// Policy is its name.
	Policy string `json:"policy"`
	// ServiceAccounts and HostPaths are what it allows.
	ServiceAccounts []string `json:"serviceAccounts"`
	HostPaths       []string `json:"hostPaths"`

	groups []string
}

// Closes reports whether the guard closes a danger in a namespace where it is in force.
func (g *Guard) Closes(d policy.Danger) bool { return g != nil && d.ClosedBy(guardrails.All()...) }

type clusterNamespace struct{ cluster, namespace string }

// addGuards joins the admission policies that are recognised with the bindings that make them deny. Any other policy or
// binding may do less than it seems to, so that it counts for nothing.
func (m *Model) addGuards() {
	policies := map[clusterRef]*Guard{}
	for _, p := range m.AdmissionPolicies {
		policies[clusterRef{p.Cluster, p.Ref()}] = p.guard()
	}
	bindings := map[clusterRef]AdmissionBinding{}
	for _, b := range m.AdmissionBindings {
		bindings[clusterRef{b.Cluster, b.Ref()}] = b
	}
	for _, b := range bindings {
		namespace, denies := guardrails.Denies(b.Spec)
		guard := policies[clusterRef{b.Cluster, AdmissionPolicy{Name: b.Spec.PolicyName}.Ref()}]
		if !denies || guard == nil || changed(b.Spec, b.Found) {
			continue
		}
		at := clusterNamespace{b.Cluster, namespace}
		m.guards[at] = append(m.guards[at], guard)
	}
	for _, guards := range m.guards {
		slices.SortFunc(guards, func(a, b *Guard) int { return strings.Compare(a.Policy, b.Policy) })
	}
}

// guard is nil if the policy is not one of package guardrails to the letter, as far as its values are known.
func (p AdmissionPolicy) guard() *Guard {
	g, ok := guardrails.Recognise(p.Spec)
	if !ok || p.Withheld != "" || !Known(p.Name) || changed(p.Spec, p.Found) {
		return nil
	}
	return &Guard{Policy: p.Name, ServiceAccounts: g.ServiceAccounts, HostPaths: g.HostPaths, groups: g.Groups}
}

// changed reports whether a spec was found to be another than a program asks for.
func changed[S any](spec S, found *S) bool { return found != nil && !reflect.DeepEqual(spec, *found) }

// Guard is an admission policy that checks an identity's requests in a namespace, the first by name of several; nil if none
// does. What counts are the groups of who asks, not those that give the right: admission sees all groups of a user.
func (m *Model) Guard(id *Identity, namespace string) *Guard {
	for _, guard := range m.guards[clusterNamespace{id.Cluster, namespace}] {
		for _, group := range guard.groups {
			if slices.Contains(id.Subjects, GroupSubject(group)) {
				return guard
			}
		}
	}
	return nil
}
