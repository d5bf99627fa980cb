package guardrails

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// check is a validation, and the guardrail that it is a part of.
type check struct {
	closes     policy.Guardrail
	expression string
	message    func(Guardrails) string
}

// capabilities are those that the Pod Security level baseline lets a container add, and IPC_LOCK, which the HyperPod CLI's
// jobs add: it keeps memory from being swapped out. They end in the container.
// Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline,
// https://man7.org/linux/man-pages/man7/capabilities.7.html and
// https://github.com/aws/sagemaker-hyperpod-cli/blob/ed216f66294158c75b3c69ec86de86d97e8190c7/src/hyperpod_cli/custom_launcher/launcher/nemo/k8s_templates/training/training.yaml
var capabilities = []string{
	"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "IPC_LOCK", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID",
	"SETPCAP", "SETUID", "SYS_CHROOT",
}

const roleOfAccount = "metadata.?annotations[?'eks.amazonaws.com/role-arn']"

// checks are the same for every team; what it allows stands in the variables.
var checks = []check{
	{
		closes:     policy.ServiceAccounts,
		expression: "variables.accounts.all(names, (names == [] ? ['default'] : names).all(a, a in variables.serviceAccounts))",
		message: func(g Guardrails) string {
			return "pods run as, and tokens are of, these service accounts alone: " + strings.Join(g.ServiceAccounts, ", ")
		},
	},
	{
		closes: policy.HostAccess,
		expression: "variables.paths.all(all, all.all(p, !p.contains('/..') &&\n" +
			"  variables.hostPaths.exists(h, p == h || p.startsWith(h + '/'))))",
		message: func(g Guardrails) string {
			if len(g.HostPaths) == 0 {
				return "pods mount no path of their node: no hostPath"
			}
			return "pods mount these paths of their node alone: " + strings.Join(g.HostPaths, ", ")
		},
	},
	{
		closes:     policy.HostAccess,
		expression: "variables.pods.all(p, ['hostNetwork', 'hostPID', 'hostIPC'].all(f, !(f in p) || p[f] == false))",
		message:    says("pods have a network, processes and memory of their own: no hostNetwork, hostPID or hostIPC"),
	},
	{
		closes:     policy.HostAccess,
		expression: "variables.containers.all(all, all.all(c, c.?ports.orValue([]).all(p, p.?hostPort.orValue(0) == 0)))",
		message:    says("containers take no port of their node: no hostPort"),
	},
	{
		closes: policy.HostAccess,
		expression: "variables.contexts.all(all, all.all(c, c.?privileged.orValue(false) == false &&\n" +
			"  c.?procMount.orValue('Default') == 'Default' && c.?windowsOptions.?hostProcess.orValue(false) == false &&\n" +
			"  c.?capabilities.?add.orValue([]).all(x, x in " + list(capabilities) + ")))",
		message: says("containers are not privileged, have no hostProcess and the default procMount, and add these capabilities " +
			"alone: " + strings.Join(capabilities, ", ")),
	},
	{
		closes: policy.ExternalIPs,
		expression: "variables.kind != 'services' ||\n" +
			"  variables.subresource != 'status' && object.spec.?externalIPs.orValue([]) == []",
		message: says("services take no external addresses: no externalIPs, and no change of their status"),
	},
	{
		closes: policy.IAMRoles,
		expression: "variables.kind != 'serviceaccounts' || variables.subresource == 'token' ||\n" +
			"  object." + roleOfAccount + " == (oldObject == null ? optional.none() : oldObject." + roleOfAccount + ")",
		message: says("service accounts take no IAM role: the annotation eks.amazonaws.com/role-arn is the administrator's"),
	},
}

func says(text string) func(Guardrails) string { return func(Guardrails) string { return text } }

// validations are the checks, after those that refuse what no check would understand.
func (g Guardrails) validations() []admissionv1.Validation {
	validations := []admissionv1.Validation{uncheckable()}
	for _, m := range policy.PodMakers() {
		if len(m.Versions) > 0 {
			validations = append(validations, known(m))
		}
	}
	for _, c := range checks {
		validations = append(validations, admissionv1.Validation{Expression: c.expression, Message: c.message(g)})
	}
	return validations
}

// uncheckable refuses the resources of which no list of fields tells what their pods are made of.
func uncheckable() admissionv1.Validation {
	var kinds []string
	for _, m := range policy.PodMakers() {
		if m.IsZero() {
			kinds = append(kinds, kind(m))
		}
	}
	return admissionv1.Validation{
		Expression: "!(variables.kind in " + list(kinds) + ")",
		Message:    "no guardrail can tell what the pods of this resource are made of",
	}
}

// known refuses a version of a custom resource, and fields in it, of which nobody knows what pods they make.
func known(m policy.PodMaker) admissionv1.Validation {
	conditions := []string{is("request.resource.version", m.Versions)}
	for _, path := range slices.Sorted(maps.Keys(m.Fields)) {
		conditions = append(conditions, at(path, "")+".all(o, o.all(f, f in "+list(m.Fields[path])+"))")
	}
	return admissionv1.Validation{
		Expression: fmt.Sprintf("variables.kind != '%s' ||\n  %s", kind(m), strings.Join(conditions, " &&\n  ")),
		Message: fmt.Sprintf("the guardrail knows version %s of %s, and not all of what this one holds; "+
			"a later version of scientist-access may", strings.Join(m.Versions, " and "), kind(m)),
	}
}
