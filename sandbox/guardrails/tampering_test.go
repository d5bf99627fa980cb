package guardrails

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"

	"github.com/scientist-access/scientist-access/guardrails"
	"github.com/scientist-access/scientist-access/policy"
)

const (
	tokenType = "kubernetes.io/service-account-token"
	roleKey   = "eks.amazonaws.com/role-arn"
	roleARN   = "arn:aws:iam::111122223333:role/Powerful"
	tookIP    = "services take no external addresses"
	tookRole  = "service accounts take no IAM role"
)

var (
	powerful  = fields{"serviceAccountName": "powerful"}
	debugging = func(context fields) fields {
		return fields{"spec": fields{"ephemeralContainers": []any{fields{"name": "d", "image": "d", "securityContext": context}}}}
	}
	toPowerful = fields{"spec": fields{"template": fields{"spec": powerful}}}
)

// jobWith is a job with one more thing about it.
func jobWith(change func(*unstructured.Unstructured)) func(string) *unstructured.Unstructured {
	return func(namespace string) *unstructured.Unstructured {
		o := job(merged(fields{"containers": []any{}}, powerful))(namespace)
		change(o)
		return o
	}
}

// requests are ways to the same, by what they are refused with; empty for what goes through.
var requests = map[string]struct {
	do      request
	refused string
}{
	"a job with labels and annotations of administrators": {creating(pyTorchJobs, jobWith(func(o *unstructured.Unstructured) {
		o.SetLabels(map[string]string{"app.kubernetes.io/managed-by": "Helm", "pod-security.kubernetes.io/enforce": "privileged"})
		o.SetAnnotations(map[string]string{"scientist-access/stack": "organization/project/stack"})
	})), wrongAccount},
	"a job with a name made up by the server": {creating(pyTorchJobs, job(powerful)), wrongAccount},
	"a job applied": {applying(pyTorchJobs, "applied", job(powerful)), wrongAccount},
	"a job updated": {updating(pyTorchJobs, job(fields{}), func(o fields) {
		put(o, "spec.pytorchReplicaSpecs{}.template.spec", powerful, fields{})
	}), wrongAccount},
	"a job patched": {patching(pyTorchJobs, job(fields{}), types.MergePatchType, fields{"spec": fields{
		"pytorchReplicaSpecs": fields{"Worker": fields{"template": fields{"spec": powerful}}},
	}}), wrongAccount},
	"a job patched line by line": {patching(pyTorchJobs, job(fields{}), types.JSONPatchType, []any{fields{
		"op": "add", "path": "/spec/pytorchReplicaSpecs/Master/template/spec/serviceAccountName", "value": "powerful",
	}}), wrongAccount},
	"a job with replicas of another type added": {patching(pyTorchJobs, job(fields{}), types.MergePatchType, fields{"spec": fields{
		"pytorchReplicaSpecs": fields{"Other": fields{"template": fields{"spec": powerful}}},
	}}), wrongAccount},
	"a job that an administrator gave a powerful account": {patching(pyTorchJobs, job(powerful), types.MergePatchType, fields{
		"metadata": fields{"labels": fields{"mine": "now"}},
	}), wrongAccount},
	"a harmless job patched": {patching(pyTorchJobs, job(fields{}), types.MergePatchType, fields{
		"metadata": fields{"labels": fields{"mine": "now"}},
	}), ""},
	"a deployment patched": {patching(deployments, deployment(nil), types.StrategicMergePatchType, toPowerful), wrongAccount},
	"a deployment applied": {applying(deployments, "applied", deployment(powerful)), wrongAccount},
	"a deployment scaled": {patching(deployments, deployment(powerful), types.MergePatchType, fields{
		"spec": fields{"replicas": int64(0)},
	}, "scale"), ""},

	"a debugging container in one's own pod": {patching(pods, pod(nil), types.StrategicMergePatchType, debugging(nil), "ephemeralcontainers"), ""},
	"a privileged debugging container in one's own pod": {patching(pods, pod(nil), types.StrategicMergePatchType,
		debugging(fields{"privileged": true}), "ephemeralcontainers"), wrongContext},
	"a debugging container in a powerful pod": {patching(pods, pod(powerful), types.StrategicMergePatchType,
		debugging(nil), "ephemeralcontainers"), wrongAccount},

	"a token":                        {tokenOf("powerful"), wrongAccount},
	"a token of an allowed account":  {tokenOf("trainer"), ""},
	"a lasting token":                {creating(secrets, secret(tokenType, "powerful")), wrongAccount},
	"a lasting token, allowed":       {creating(secrets, secret(tokenType, "trainer")), ""},
	"a lasting token applied":        {applying(secrets, "applied", secret(tokenType, "powerful")), wrongAccount},
	"a lasting token turned":         {patching(secrets, secret(tokenType, "trainer"), types.MergePatchType, annotated("kubernetes.io/service-account.name", "powerful")), wrongAccount},
	"a secret with such a name only": {creating(secrets, secret("Opaque", "powerful")), ""},

	"an account with a role":             {creating(serviceAccounts, serviceAccount(map[string]string{roleKey: roleARN})), tookRole},
	"an account applied with a role":     {applying(serviceAccounts, "applied", serviceAccount(map[string]string{roleKey: roleARN})), tookRole},
	"an account that gets a role":        {patching(serviceAccounts, serviceAccount(nil), types.MergePatchType, annotated(roleKey, roleARN)), tookRole},
	"an account that gets another role":  {patching(serviceAccounts, serviceAccount(map[string]string{roleKey: "x"}), types.MergePatchType, annotated(roleKey, roleARN)), tookRole},
	"an account that keeps its role":     {patching(serviceAccounts, serviceAccount(map[string]string{roleKey: "x"}), types.MergePatchType, annotated("mine", "now")), ""},
	"an account without annotations":     {creating(serviceAccounts, serviceAccount(nil)), ""},
	"a service with an external address": {creating(services, service(fields{"externalIPs": []any{"192.0.2.1"}})), tookIP},
	"a service that gets one": {patching(services, service(nil), types.MergePatchType, fields{
		"spec": fields{"externalIPs": []any{"192.0.2.1"}},
	}), tookIP},
	"a service that says it has one": {patching(services, service(fields{"type": "LoadBalancer"}), types.MergePatchType, fields{
		"status": fields{"loadBalancer": fields{"ingress": []any{fields{"ip": "192.0.2.1"}}}},
	}, "status"), tookIP},
	"a service": {creating(services, service(nil)), ""},

	// What docs/guardrails.md calls not closed.
	"secrets read": {func(t *testing.T, as dynamic.Interface, namespace string) error {
		_, err := as.Resource(secrets).Namespace(namespace).List(t.Context(), metav1.ListOptions{})
		return err
	}, ""},
	"a network policy that opens everything": {creating(networkPolicies, func(namespace string) *unstructured.Unstructured {
		return object("networking.k8s.io/v1", "NetworkPolicy", namespace, fields{"spec": fields{
			"podSelector": fields{}, "ingress": []any{fields{}}, "policyTypes": []any{"Ingress"},
		}})
	}), ""},
	"a role that hands on rights": {creating(roles, func(namespace string) *unstructured.Unstructured {
		return object("rbac.authorization.k8s.io/v1", "Role", namespace, fields{"rules": []any{
			fields{"apiGroups": []any{""}, "resources": []any{"secrets"}, "verbs": []any{"get"}},
		}})
	}), ""},
}

func annotated(key, value string) fields {
	return fields{"metadata": fields{"annotations": fields{key: value}}}
}

// proofs are, for each danger that a guardrail closes, a request that takes what it opens.
var proofs = map[string]string{
	"change-service-accounts": "an account that gets a role",
	"create-tokens":           "a token",
	"debug-pods":              "a debugging container in a powerful pod",
	"intercept-traffic":       "a service with an external address",
	"reach-nodes":             "a privileged debugging container in one's own pod",
	"run-pods":                "a job applied",
	"token-secrets":           "a lasting token",
}

// TestEveryClosedDangerIsProven. TestEveryPodMaker proves those of pods once more, for each resource.
func TestEveryClosedDangerIsProven(t *testing.T) {
	t.Parallel()
	closed := map[string]bool{}
	for _, d := range policy.KnownDangers() {
		if d.Answer.Guardrail != "" {
			closed[d.Name] = true
		}
	}
	assert.Equal(t, slices.Sorted(maps.Keys(closed)), slices.Sorted(maps.Keys(proofs)))
	for danger, name := range proofs {
		assert.NotEmpty(t, requests[name].refused, "%s: %s", danger, name)
	}
}

func TestRequests(t *testing.T) {
	free, guarded := newTeam(t, "free-requests"), newTeam(t, "guarded-requests")
	guarded.guard(t, guardrails.Deny, []string{"default", "trainer"}, []string{"/data"})
	guarded.awaitDeny(t)
	for name, r := range requests {
		t.Run(name, func(t *testing.T) {
			assert.NoError(t, r.do(t, free.member(t), free.namespace), "without guardrails")
			err := r.do(t, guarded.member(t), guarded.namespace)
			if r.refused == "" {
				assert.NoError(t, err)
				return
			}
			assert.Contains(t, refusal(err), r.refused)
		})
	}
}
