package component_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/guardrails"
)

const (
	admissionPolicyType  = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy"
	admissionBindingType = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding"
)

// guarded are two namespaces with guardrails.
func guarded() *component.ScientistAccessArgs {
	args := simple()
	args.Namespaces = []string{"vision", "audio"}
	args.Capabilities = []string{"hyperpod-pytorch-jobs", "training-operator-logs"}
	args.Guardrails = &component.GuardrailsArgs{
		ServiceAccounts: []string{"trainer", "default"}, HostPaths: []string{"/data"}, Action: guardrails.Audit,
	}
	return args
}

func TestGuardrailsHoldForTheTeamWhereItHasRights(t *testing.T) {
	t.Parallel()
	registrations := mustCreate(t, guarded())
	policies := ofType(registrations, admissionPolicyType)
	require.Len(t, policies, 1)
	policy := policies["hyperpod/guardrails"].Inputs
	assert.Equal(t, "admissionregistration.k8s.io/v1", policy["apiVersion"])
	assert.Equal(t, "ValidatingAdmissionPolicy", policy["kind"])
	assert.Equal(t, metadata("hyperpod-scientist-user-guardrails", ""), policy["metadata"])
	spec := policy["spec"].(object)
	assert.Equal(t, "Fail", spec["failurePolicy"])
	assert.Equal(t, array{object{
		"name": "team",
		"expression": `request.userInfo.?groups.orValue([]).exists(g, g in ` +
			`["hyperpod-scientist-user-cluster-level", "hyperpod-scientist-user-namespace-level"])`,
	}}, spec["matchConditions"])
	assert.Equal(t, object{"name": "serviceAccounts", "expression": `["default", "trainer"]`}, spec["variables"].(array)[0])
	assert.Equal(t, object{"name": "hostPaths", "expression": `["/data"]`}, spec["variables"].(array)[1])

	bindings := ofType(registrations, admissionBindingType)
	require.Len(t, bindings, 3) // one for the namespace of the logs
	assert.Equal(t, object{
		"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding",
		"metadata": metadata("hyperpod-scientist-user-guardrails-vision", ""),
		"spec": object{
			"policyName": "hyperpod-scientist-user-guardrails", "validationActions": array{"Audit"},
			"matchResources": object{
				"namespaceSelector": object{"matchLabels": object{"kubernetes.io/metadata.name": "vision"}},
				"objectSelector":    object{}, "matchPolicy": "Equivalent",
			},
		},
	}, bindings["hyperpod/guardrails/vision"].Inputs)
}

// TestGuardrailsComeBeforeRights, and go after them, as deletion goes the other way.
func TestGuardrailsComeBeforeRights(t *testing.T) {
	t.Parallel()
	registrations := mustCreate(t, guarded())
	for _, namespace := range []string{"vision", "audio"} {
		guard := admissionBindingType + " hyperpod/guardrails/" + namespace
		require.Contains(t, registrations, guard)
		assert.Contains(t, registrations[guard].Dependencies, admissionPolicyType+" hyperpod/guardrails")
		assert.Contains(t, registrations[roleBindingType+" hyperpod/"+namespace].Dependencies, guard)
	}
	entry := registrations[entryType+" "+aliceEntry]
	last := clusterRoleBindingType + " hyperpod/cluster"
	require.Equal(t, []string{last}, entry.Dependencies)
	for _, name := range []string{"vision", "audio", "elsewhere/aws-hyperpod"} {
		assert.Contains(t, registrations[last].Dependencies, roleBindingType+" hyperpod/"+name)
	}
}

// TestGuardrailsOfInstalledCharts come before the access entry, as there is nothing else of ours.
func TestGuardrailsOfInstalledCharts(t *testing.T) {
	t.Parallel()
	args := allCharts()
	args.Guardrails = &component.GuardrailsArgs{Action: guardrails.Deny}
	registrations := mustCreate(t, args)
	last := admissionBindingType + " hyperpod/guardrails/kubeflow"
	assert.Equal(t, []string{last}, registrations[entryType+" "+aliceEntry].Dependencies)
	assert.Equal(t, []string{
		admissionPolicyType + " hyperpod/guardrails", admissionBindingType + " hyperpod/guardrails/hyperpod-ns-vision",
	}, registrations[last].Dependencies)
	assert.Contains(t, registrations[admissionPolicyType+" hyperpod/guardrails"].Inputs["spec"].(object)["matchConditions"].(array)[0].(object)["expression"],
		`["hyperpod-ns-vision-namespace-level-group", "hyperpod-scientist-user-cluster-role-cluster-level", `+
			`"hyperpod-scientist-user-namespace-level-role-kubeflow-level"]`)
}

func TestTeamsHaveGuardrailsOfTheirOwn(t *testing.T) {
	t.Parallel()
	args := simple()
	args.Teams = map[string]component.TeamArgs{
		"vision": {Namespaces: []string{"vision"}, Guardrails: &component.GuardrailsArgs{Action: guardrails.Deny}},
		"audio":  {Namespaces: []string{"audio"}},
	}
	args.Principals["alice"] = component.PrincipalArgs{Arn: pulumi.String(aliceARN), Teams: []string{"vision", "audio"}}
	registrations := mustCreate(t, args)
	assert.Len(t, ofType(registrations, admissionPolicyType), 1)
	policy := ofType(registrations, admissionPolicyType)["hyperpod/vision/guardrails"]
	assert.Equal(t, metadata("hyperpod-scientist-user-vision-guardrails", ""), policy.Inputs["metadata"])
	assert.Len(t, ofType(registrations, admissionBindingType), 1)
}

// TestGuardrailsAreAmongTheObjects, so that nothing that exists is taken over.
func TestGuardrailsAreAmongTheObjects(t *testing.T) {
	t.Parallel()
	var names []string
	for _, o := range guarded().Objects() {
		if o.Kind == "ValidatingAdmissionPolicy" || o.Kind == "ValidatingAdmissionPolicyBinding" {
			names = append(names, o.Kind+" "+o.Name)
		}
	}
	slices.Sort(names)
	assert.Equal(t, []string{
		"ValidatingAdmissionPolicy hyperpod-scientist-user-guardrails",
		"ValidatingAdmissionPolicyBinding hyperpod-scientist-user-guardrails-audio",
		"ValidatingAdmissionPolicyBinding hyperpod-scientist-user-guardrails-aws-hyperpod",
		"ValidatingAdmissionPolicyBinding hyperpod-scientist-user-guardrails-vision",
	}, names)
}

// versioned is an engine whose EKS has a cluster of some version.
type versioned struct {
	recorder
	version string
}

func (v *versioned) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) {
	return resource.PropertyMap{"name": resource.NewProperty("ml"), "version": resource.NewProperty(v.version)}, nil
}

func TestGuardrailsNeedAVersionOfKubernetes(t *testing.T) {
	t.Parallel()
	const old = `guardrails need Kubernetes 1.30 or later, and EKS cluster "ml" has `
	for version, says := range map[string]string{
		"1.29": old + "1.29: update the cluster, or remove guardrails", "1.9": old + "1.9", "1.30": "", "1.34": "", "2.1": "", "": "",
	} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			engine := &versioned{recorder{registrations: map[string]registration{}}, version}
			err := pulumi.RunErr(func(ctx *pulumi.Context) error {
				_, err := component.NewScientistAccess(ctx, "hyperpod", guarded())
				return err
			}, pulumi.WithMocks("project", "stack", engine), preview)
			if says == "" {
				assert.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, says)
			assert.NotContains(t, engine.registrations, admissionPolicyType+" hyperpod/guardrails")
		})
	}
}

func TestPodSecurityIsALabelOfNamespacesAlone(t *testing.T) {
	t.Parallel()
	args := simple()
	args.Labels = map[string]string{"team": "ml"}
	args.CreateNamespaces = true
	args.PodSecurity = &component.PodSecurityArgs{Enforce: "baseline", Warn: "restricted", Version: "v1.33"}
	registrations := mustCreate(t, args)
	labelsOf := func(key string) any { return registrations[key].Inputs["metadata"].(object)["labels"] }
	assert.Equal(t, object{
		"team": "ml", "pod-security.kubernetes.io/enforce": "baseline", "pod-security.kubernetes.io/enforce-version": "v1.33",
		"pod-security.kubernetes.io/warn": "restricted", "pod-security.kubernetes.io/warn-version": "v1.33",
	}, labelsOf("kubernetes:core/v1:Namespace hyperpod/kubeflow"))
	assert.Equal(t, object{"team": "ml"}, labelsOf(roleType+" hyperpod/kubeflow"))
}
