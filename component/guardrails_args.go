package component

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/guardrails"
)

// GuardrailsArgs close ways up that RBAC cannot close, by an admission policy for the members of a team in the namespaces
// where it has rights. Beside what the fields say, its pods get no host network, processes or privileges, its services no
// external addresses, and its service accounts no IAM roles. Nobody else's requests are looked at. Guardrails need
// Kubernetes 1.30 or later, and the right to describe the EKS cluster.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
type GuardrailsArgs struct {
	// ServiceAccounts are those that the team's pods may run as, and whose tokens it may ask for. Default: default.
	ServiceAccounts []string

	// HostPaths are paths of the nodes that the team's pods may mount, with everything below them. A pod that may write there
	// can leave a symbolic link that leads another pod out of the path. Default: none.
	HostPaths []string

	// Action is what becomes of a request that is not allowed: [guardrails.Warn], [guardrails.Audit] or [guardrails.Deny].
	// Only the last closes anything. Required.
	Action guardrails.Action
}

// defaultServiceAccount is the one that Kubernetes makes in every namespace, without any rights.
const defaultServiceAccount = "default"

func (args *GuardrailsArgs) serviceAccounts() []string {
	if args.ServiceAccounts == nil {
		return []string{defaultServiceAccount}
	}
	return args.ServiceAccounts
}

func (args *GuardrailsArgs) validate(at *field.Path) field.ErrorList {
	if args == nil {
		return nil
	}
	at = at.Child("guardrails")
	var problems field.ErrorList
	switch {
	case args.Action == "":
		problems = append(problems, field.Required(at.Child("action"), "choose warn, audit or deny"))
	case !slices.Contains(guardrails.Actions, args.Action):
		problems = append(problems, field.NotSupported(at.Child("action"), args.Action, guardrails.Actions))
	}
	accounts := at.Child("serviceAccounts")
	if len(args.serviceAccounts()) == 0 {
		problems = append(problems, field.Required(accounts, "name at least one, or leave it out: every pod runs as one"))
	}
	problems = append(problems, each(accounts, args.ServiceAccounts, validation.IsDNS1123Subdomain)...)
	return append(problems, each(at.Child("hostPaths"), args.HostPaths, guardrails.CheckHostPath)...)
}

// each checks the items of a list, which must differ.
func each(at *field.Path, items []string, check func(string) []string) field.ErrorList {
	var problems field.ErrorList
	for i, item := range items {
		for _, wrong := range check(item) {
			problems = append(problems, field.Invalid(at.Index(i), item, wrong))
		}
		if slices.Index(items, item) < i {
			problems = append(problems, field.Duplicate(at.Index(i), item))
		}
	}
	return problems
}

// validateGuardrailNames refuses names that are longer than Kubernetes allows.
func (t team) validateGuardrailNames(at *field.Path) field.ErrorList {
	if t.guardrails == nil {
		return nil
	}
	var longest string
	for _, namespace := range t.guardedNamespaces() {
		if name := t.names.GuardrailBinding(namespace); len(name) > len(longest) {
			longest = name
		}
	}
	return checkLength(at, t.names, longest)
}

// guardedNamespaces are all those where the team has rights of its own.
func (t team) guardedNamespaces() []string {
	all := slices.Clone(t.namespaces)
	for _, g := range t.grants {
		if g.Namespace != "" {
			all = append(all, g.Namespace)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// guardrailsOf are the team's guardrails in the terms of package guardrails.
func (t team) guardrailsOf() guardrails.Guardrails {
	return guardrails.Guardrails{
		Groups: groupsOf([]team{t}), ServiceAccounts: sorted(t.guardrails.serviceAccounts()), HostPaths: sorted(t.guardrails.HostPaths),
	}
}

func sorted(values []string) []string { return slices.Sorted(slices.Values(values)) }

// guardrailObjects are the Kubernetes objects of the team's guardrails.
func (t team) guardrailObjects() []corev1.ObjectReference {
	if t.guardrails == nil {
		return nil
	}
	objects := []corev1.ObjectReference{{Kind: admissionPolicy, Name: t.names.Guardrails()}}
	for _, namespace := range t.guardedNamespaces() {
		objects = append(objects, corev1.ObjectReference{Kind: admissionBinding, Name: t.names.GuardrailBinding(namespace)})
	}
	return objects
}
