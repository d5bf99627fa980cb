package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// judged is a rule with the only danger that it is in the whole cluster, in kubeflow, in kube-system and in an
// ordinary namespace; an empty string where it is none.
type judged struct {
	rule                                    rbacv1.PolicyRule
	cluster, kubeflow, kubeSystem, ordinary string
}

func harmless(r rbacv1.PolicyRule) judged { return judged{rule: r} }

func inCluster(danger string, r rbacv1.PolicyRule) judged { return judged{rule: r, cluster: danger} }

func everywhere(danger string, r rbacv1.PolicyRule) judged {
	return judged{r, danger, danger, danger, danger}
}

func aroundAwsAuth(r rbacv1.PolicyRule) judged {
	return judged{rule: r, cluster: "critical write-aws-auth", kubeSystem: "critical write-aws-auth"}
}

func reaching(r rbacv1.PolicyRule) judged {
	return judged{r, "high reach-pods", "high reach-pods", "high reach-pods", "medium reach-pods"}
}

func named(r rbacv1.PolicyRule, names ...string) rbacv1.PolicyRule {
	r.ResourceNames = names
	return r
}

func TestDangersByPlace(t *testing.T) {
	t.Parallel()
	const (
		rbac      = "rbac.authorization.k8s.io"
		admission = "admissionregistration.k8s.io"
		network   = "networking.k8s.io"
		extension = "apiextensions.k8s.io"
		api       = "apiregistration.k8s.io"
		kueue     = "kueue.x-k8s.io"
	)
	tests := map[string]judged{
		"config maps, create":  aroundAwsAuth(rule("", "configmaps", "create")),
		"config maps, update":  aroundAwsAuth(rule("", "configmaps", "update")),
		"config maps, patch":   aroundAwsAuth(rule("", "configmaps", "patch")),
		"config maps, read":    harmless(rule("", "configmaps", "get", "list", "delete")),
		"aws-auth by name":     aroundAwsAuth(named(rule("", "configmaps", "patch"), "other", "aws-auth")),
		"another config map":   harmless(named(rule("", "configmaps", "patch"), "coredns", "*")),
		"create under a name":  harmless(named(rule("", "configmaps", "create"), "aws-auth")),
		"another group's maps": harmless(rule("example.com", "configmaps", "create")),

		"API services":       inCluster("critical serve-apis", rule(api, "apiservices", "create")),
		"API services, gone": inCluster("critical serve-apis", rule(api, "apiservices", "delete")),
		"API services, read": harmless(rule(api, "apiservices", "get")),

		"pods by proxy":     reaching(rule("", "pods/proxy", "get")),
		"services by proxy": reaching(rule("", "services/proxy", "create")),
		"ports of pods":     reaching(rule("", "pods/portforward", "create")),

		"bindings, all gone": everywhere("high write-rbac", rule(rbac, "rolebindings", "deletecollection")),
		"roles, gone":        everywhere("high write-rbac", rule(rbac, "roles", "delete")),

		"admission policies": inCluster("critical admission-webhooks", rule(admission, "validatingadmissionpolicies", "update")),
		"admission bindings": inCluster("critical admission-webhooks",
			rule(admission, "validatingadmissionpolicybindings", "deletecollection")),
		"admission policies, read": harmless(rule(admission, "validatingadmissionpolicies", "get")),

		"definitions":       inCluster("high change-definitions", rule(extension, "customresourcedefinitions", "patch")),
		"definitions, gone": inCluster("high change-definitions", rule(extension, "customresourcedefinitions", "delete")),
		"definitions, read": harmless(rule(extension, "customresourcedefinitions", "get", "list")),

		"nodes":       inCluster("high change-nodes", rule("", "nodes", "patch")),
		"nodes, read": harmless(rule("", "nodes", "get", "list", "watch")),

		"priorities":       inCluster("medium change-priorities", rule("scheduling.k8s.io", "priorityclasses", "create")),
		"priorities, read": harmless(rule("scheduling.k8s.io", "priorityclasses", "list")),

		"quotas":             everywhere("medium change-quotas", rule("", "resourcequotas", "update")),
		"limits, gone":       everywhere("medium change-quotas", rule("", "limitranges", "delete")),
		"further quotas":     harmless(rule("", "resourcequotas", "create")),
		"Kueue's quotas":     inCluster("medium change-quotas", rule(kueue, "clusterqueues", "patch")),
		"Kueue's local ones": harmless(rule(kueue, "localqueues", "patch")),

		"network policies":      everywhere("medium change-network", rule(network, "networkpolicies", "create")),
		"network policies gone": everywhere("medium change-network", rule(network, "networkpolicies", "deletecollection")),
		"network, read":         harmless(rule(network, "networkpolicies", "get")),

		"service accounts":       everywhere("medium change-service-accounts", rule("", "serviceaccounts", "patch")),
		"service accounts, read": harmless(rule("", "serviceaccounts", "get", "list")),

		"services":             everywhere("medium intercept-traffic", rule("", "services", "create")),
		"services, status":     everywhere("medium intercept-traffic", rule("", "services/status", "patch")),
		"endpoints":            everywhere("medium intercept-traffic", rule("", "endpoints", "update")),
		"endpoint slices":      everywhere("medium intercept-traffic", rule("discovery.k8s.io", "endpointslices", "create")),
		"services, read":       harmless(rule("", "services", "get", "list", "delete")),
		"Knative's own status": harmless(rule("serving.knative.dev", "services/status", "patch")),

		"templates for all": inCluster("critical run-pods", rule("trainer.kubeflow.org", "clustertrainingruntimes", "patch")),

		"users":                  everywhere("critical impersonate", rule("", "users", "impersonate")),
		"user ids":               everywhere("critical impersonate", rule("authentication.k8s.io", "uids", "impersonate")),
		"users of another group": harmless(rule("example.com", "users", "impersonate")),
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules := []rbacv1.PolicyRule{test.rule}
			one := func(path, danger string) []string {
				if danger == "" {
					return nil
				}
				return []string{path + ": " + danger}
			}
			assert.Equal(t, one("cluster[0]", test.cluster), dangers(policy.Policy{Cluster: rules}), "cluster")
			p := policy.Policy{Namespace: rules}
			assert.Equal(t, one("namespace[0]", test.kubeflow), dangers(p, "kubeflow"), "kubeflow")
			assert.Equal(t, one("namespace[0]", test.kubeSystem), dangers(p, "kube-system"), "kube-system")
			assert.Equal(t, one("namespace[0]", test.ordinary), dangers(p, "aws-hyperpod-a"), "an ordinary namespace")
			assert.Equal(t, one("namespace[0]", test.ordinary), dangers(p), "a namespace yet unknown")
			fixed := policy.Policy{Elsewhere: map[string][]rbacv1.PolicyRule{"kube-system": rules}}
			assert.Equal(t, one("elsewhere[kube-system][0]", test.kubeSystem), dangers(fixed), "a fixed namespace")
		})
	}
}

// TestEveryAddress: the authorizer compares what stands before the stars at the end of an address.
func TestEveryAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"*": true, "**": true, "/*": true, "/**": true, "/***": true,
		"/": false, "/healthz": false, "/healthz*": false, "/healthz/*": false, "/*/x": false, "": false,
	} {
		p := policy.Policy{Cluster: []rbacv1.PolicyRule{{NonResourceURLs: []string{address}, Verbs: []string{"get"}}}}
		var found []string
		if want {
			found = []string{"cluster[0]: high wildcards"}
		}
		assert.Equal(t, found, dangers(p), "%q", address)
	}
}

// TestEveryDangerIsExplained: each says what it opens, what to do instead and where that can be read.
func TestEveryDangerIsExplained(t *testing.T) {
	t.Parallel()
	everything := []rbacv1.PolicyRule{
		{APIGroups: []string{"*"}, Resources: []string{"*"}, Verbs: []string{"*"}},
		{NonResourceURLs: []string{"*"}, Verbs: []string{"*"}},
	}
	p := policy.Policy{Cluster: everything, Namespace: everything[:1]}
	for _, d := range p.Dangers("kubeflow", "kube-system", "aws-hyperpod-a") {
		assert.Regexp(t, `^[a-z0-9]+(-[a-z0-9]+)*$`, d.Name)
		assert.Contains(t, policy.Severities(), d.Severity, d.Name)
		assert.NotEmpty(t, d.Opens, d.Name)
		assert.NotEmpty(t, d.Instead, d.Name)
		assert.Regexp(t, `^https://(kubernetes\.io|docs\.aws\.amazon\.com|github\.com/kubernetes|kueue\.sigs\.k8s\.io)/`, d.Source, d.Name)
	}
}
