package component

import (
	"regexp"
	"slices"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// PodSecurityArgs are Kubernetes' own rules for the pods of a namespace, in levels: privileged (everything goes), baseline
// (nothing that is known to lead to the node) and restricted. Unlike guardrails they hold for everybody's pods, also those
// of operators.
// Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/
type PodSecurityArgs struct {
	// Enforce is the level that pods must keep, or are refused. Default: the cluster's, mostly privileged.
	Enforce string
	// Warn is the level below which a pod causes a warning to whoever makes it. Default: the cluster's, mostly privileged.
	Warn string
	// Audit is the level below which a pod causes a note in the audit log. Default: the cluster's, mostly privileged.
	Audit string
	// Version of Kubernetes whose levels are meant, as v1.33 or latest. Default: the cluster's, mostly latest.
	Version string
}

const podSecurityLabel = "pod-security.kubernetes.io/"

var podSecurityLevels = []string{"privileged", "baseline", "restricted"}

// mode is a level by the name of its label, which is also that of its field.
type mode struct{ name, level string }

func (args *PodSecurityArgs) modes() []mode {
	all := []mode{{"enforce", args.Enforce}, {"warn", args.Warn}, {"audit", args.Audit}}
	return slices.DeleteFunc(all, func(m mode) bool { return m.level == "" })
}

// labels are those of the namespaces that we create; nil for none.
func (args *PodSecurityArgs) labels() map[string]string {
	if args == nil {
		return nil
	}
	labels := map[string]string{}
	for _, m := range args.modes() {
		labels[podSecurityLabel+m.name] = m.level
		if args.Version != "" {
			labels[podSecurityLabel+m.name+"-version"] = args.Version
		}
	}
	return labels
}

var podSecurityVersion = regexp.MustCompile(`^(latest|v1\.(0|[1-9][0-9]*))$`)

func (args *ScientistAccessArgs) validatePodSecurity() field.ErrorList {
	p, path := args.PodSecurity, field.NewPath("podSecurity")
	if p == nil {
		return nil
	}
	var problems field.ErrorList
	if !args.CreateNamespaces {
		problems = append(problems, field.Forbidden(path,
			"sets labels of namespaces that the stack creates; set createNamespaces, or label the namespaces where they are made"))
	}
	if len(p.modes()) == 0 {
		problems = append(problems, field.Required(path, "set enforce, warn or audit"))
	}
	for _, m := range p.modes() {
		if !slices.Contains(podSecurityLevels, m.level) {
			problems = append(problems, field.NotSupported(path.Child(m.name), m.level, podSecurityLevels))
		}
	}
	if p.Version != "" && !podSecurityVersion.MatchString(p.Version) {
		problems = append(problems, field.Invalid(path.Child("version"), p.Version, "is not a version: use latest or one like v1.33"))
	}
	for _, m := range p.modes() {
		if _, taken := args.Labels[podSecurityLabel+m.name]; taken {
			problems = append(problems, field.Forbidden(field.NewPath("labels").Key(podSecurityLabel+m.name),
				"is set by podSecurity too; remove one of them"))
		}
	}
	return problems
}
