package component_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/guardrails"
)

const (
	associationType = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"

	trainingPolicy = "AmazonSagemakerHyperpodTrainingPolicy"
	userPolicy     = "AmazonSagemakerHyperpodUserClusterPolicy"
	templatePolicy = "AmazonSagemakerHyperpodSpaceTemplatePolicy"
	viewPolicy     = "AmazonEKSViewPolicy"
	policyPrefix   = "arn:aws:eks::aws:cluster-access-policy/"
)

type accessPolicies = []component.AccessPolicyArgs

func associationsOf(t *testing.T, args *component.ScientistAccessArgs) map[string]registration {
	t.Helper()
	return ofType(mustCreate(t, args), associationType)
}

func scope(namespaces ...any) object {
	if len(namespaces) == 0 {
		return object{"type": "cluster"}
	}
	return object{"type": "namespace", "namespaces": array(namespaces)}
}

// TestAssociations: what is asked of the engine for an access policy, whether it is given by name or by ARN.
func TestAssociations(t *testing.T) {
	t.Parallel()
	for _, given := range []string{viewPolicy, policyPrefix + viewPolicy} {
		args := simple()
		args.AccessPolicies = accessPolicies{{Policy: given}}
		assert.Equal(t, map[string]registration{aliceEntry + "/" + viewPolicy: {
			Type: associationType, Name: aliceEntry + "/" + viewPolicy,
			Parent: component.Type + " hyperpod", Dependencies: []string{entryType + " " + aliceEntry},
			Aliases: []string{"hyperpod/alice/" + viewPolicy}, DeleteBeforeReplace: true,
			Inputs: wire(t, object{
				"clusterName": "ml", "principalArn": aliceARN, "policyArn": policyPrefix + viewPolicy, "accessScope": scope("kubeflow"),
			}),
		}}, associationsOf(t, args))
	}
}

// TestScopesOfAssociations: EKS associates a policy once with a principal, so all that ask for it get one scope.
func TestScopesOfAssociations(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		vision, speech, bob accessPolicies
		want                map[string]object // of bob, who is in both teams
	}{
		"the team's namespaces": {
			vision: accessPolicies{{Policy: viewPolicy}},
			want:   map[string]object{viewPolicy: scope("aws-hyperpod-vision")},
		},
		"both teams": {
			vision: accessPolicies{{Policy: viewPolicy}}, speech: accessPolicies{{Policy: policyPrefix + viewPolicy}},
			want: map[string]object{viewPolicy: scope("aws-hyperpod-speech", "aws-hyperpod-vision")},
		},
		"a principal's are in the namespaces of all its teams": {
			bob:  accessPolicies{{Policy: viewPolicy, Scope: component.NamespacesScope}},
			want: map[string]object{viewPolicy: scope("aws-hyperpod-speech", "aws-hyperpod-vision")},
		},
		"the cluster wins, given first": {
			vision: accessPolicies{{Policy: viewPolicy}}, bob: accessPolicies{{Policy: viewPolicy, Scope: component.ClusterScope}},
			want: map[string]object{viewPolicy: scope()},
		},
		"the cluster wins, given last": {
			bob: accessPolicies{{Policy: viewPolicy}}, vision: accessPolicies{{Policy: viewPolicy, Scope: component.ClusterScope}},
			want: map[string]object{viewPolicy: scope()},
		},
		"other namespaces": {
			vision: accessPolicies{{Policy: templatePolicy, Namespaces: []string{"jupyter-k8s-shared", "dev-*"}}},
			bob:    accessPolicies{{Policy: templatePolicy, Namespaces: []string{"dev-*"}}},
			want:   map[string]object{templatePolicy: scope("dev-*", "jupyter-k8s-shared")},
		},
		"several policies": {
			vision: accessPolicies{{Policy: viewPolicy}, {Policy: userPolicy, Scope: component.ClusterScope}},
			want:   map[string]object{viewPolicy: scope("aws-hyperpod-vision"), userPolicy: scope()},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := teamArgs()
			for team, policies := range map[string]accessPolicies{"vision": c.vision, "speech": c.speech} {
				of := args.Teams[team]
				of.AccessPolicies = policies
				args.Teams[team] = of
			}
			bob := args.Principals["bob"]
			bob.AccessPolicies = c.bob
			args.Principals["bob"] = bob
			got := map[string]object{}
			for _, association := range associationsOf(t, args) {
				if association.Inputs["principalArn"] == bobARN {
					got[association.Inputs["policyArn"].(string)[len(policyPrefix):]] = association.Inputs["accessScope"].(object)
				}
			}
			assert.Equal(t, c.want, got)
		})
	}
}

// TestATeamOfAccessPoliciesAlone gets no roles: least of all those of the documented policy, which it did not ask for.
func TestATeamOfAccessPoliciesAlone(t *testing.T) {
	t.Parallel()
	args := simple()
	args.AccessPolicies = accessPolicies{{Policy: viewPolicy}}
	all := mustCreate(t, args)
	assert.Len(t, all, 3, "the component, the entry and the association")
	assert.Equal(t, array{}, ofType(all, entryType)[aliceEntry].Inputs["kubernetesGroups"], "sent, so that it takes those of before")
	args.Capabilities = []string{"documented"}
	assert.NotEmpty(t, ofType(mustCreate(t, args), roleType))
	// A principal's own policies change nothing for its team.
	args = simple()
	args.Principals["alice"] = component.PrincipalArgs{Arn: pulumi.String(aliceARN), AccessPolicies: accessPolicies{{Policy: viewPolicy}}}
	assert.NotEmpty(t, ofType(mustCreate(t, args), roleType))
}

// TestAssociationsOfOutputs: they follow the key, as the entry does, and get their policy's partition from the ARN.
func TestAssociationsOfOutputs(t *testing.T) {
	t.Parallel()
	args := simple()
	args.AccessPolicies = accessPolicies{{Policy: viewPolicy}}
	const china = "arn:aws-cn:iam::111122223333:role/Alice"
	args.Principals = principalArgs{"al": {
		Arn: pulumi.ToSecret(pulumi.String(china)).(pulumi.StringOutput), FormerKeys: []string{"alice"},
	}}
	associations := associationsOf(t, args)
	got := associations["hyperpod/al/"+viewPolicy]
	assert.Equal(t, []string{"hyperpod/alice/" + viewPolicy}, got.Aliases)
	assert.Equal(t, "arn:aws-cn:eks::aws:cluster-access-policy/"+viewPolicy, got.Inputs["policyArn"], "it is not secret")
	assert.NotEqual(t, china, got.Inputs["principalArn"], "it is secret")

	args.AccessPolicies[0].Policy = policyPrefix + viewPolicy
	_, err := create(t, args)
	assert.ErrorContains(t, err, `is in partition aws of AWS, but the principals are in aws-cn; give its name alone`)
}

func TestRefusedAccessPolicies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		given accessPolicies
		says  []string
	}{
		"an unknown name": {
			accessPolicies{{Policy: "AmazonSageMakerHyperPodTrainingPolicy"}},
			[]string{
				`accessPolicies[0].policy: Invalid value: "AmazonSageMakerHyperPodTrainingPolicy": is not a valid name of an EKS ` +
					`access policy for people (did you mean "AmazonSagemakerHyperpodTrainingPolicy"?): choose from AmazonEKSAdminPolicy, `,
				`; or give the ARN of another`,
			},
		},
		"no name": {accessPolicies{{}}, []string{"accessPolicies[0].policy: Required value: give the name or the ARN"}},
		"the ARN of something else": {
			accessPolicies{{Policy: "arn:aws:iam::aws:policy/AdministratorAccess"}},
			[]string{"accessPolicies[0].policy", "is not the ARN of an EKS access policy; an example: " + policyPrefix + viewPolicy},
		},
		"the ARN of another partition": {
			accessPolicies{{Policy: "arn:aws-cn:eks::aws:cluster-access-policy/" + viewPolicy}},
			[]string{"accessPolicies[0].policy", "is in partition aws-cn of AWS, but the principals are in aws; give its name alone"},
		},
		"another scope": {
			accessPolicies{{Policy: viewPolicy, Scope: "namespace"}},
			[]string{`accessPolicies[0].scope: Unsupported value: "namespace": supported values: "cluster", "namespaces"`},
		},
		"namespaces of the whole cluster": {
			accessPolicies{{Policy: viewPolicy, Scope: "cluster", Namespaces: []string{"a"}}},
			[]string{"accessPolicies[0].namespaces: Forbidden: the policy holds in the whole cluster; remove them, or the scope"},
		},
		"no namespaces": {
			accessPolicies{{Policy: viewPolicy, Namespaces: []string{}}},
			[]string{"accessPolicies[0].namespaces: Required value: name at least one namespace, or set scope to cluster"},
		},
		"bad namespaces": {
			accessPolicies{{Policy: viewPolicy, Namespaces: []string{"dev-*", "Dev", "dev-*"}}},
			[]string{`accessPolicies[0].namespaces[1]: Invalid value: "Dev"`, `accessPolicies[0].namespaces[2]: Duplicate value: "dev-*"`},
		},
		"a policy twice": {
			accessPolicies{{Policy: viewPolicy}, {Policy: policyPrefix + viewPolicy, Scope: "cluster"}},
			[]string{"accessPolicies[1].policy", "stands here already, but EKS associates a policy once with a principal"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := simple()
			args.AccessPolicies = c.given
			alice := args.Principals["alice"]
			alice.AccessPolicies = c.given
			args.Principals["alice"] = alice
			err := args.Validate()
			require.Error(t, err)
			for _, says := range c.says {
				assert.ErrorContains(t, err, says)
			}
			assert.ErrorContains(t, err, "principals.alice."+c.says[0])
		})
	}
}

func TestRefusedAroundAccessPolicies(t *testing.T) {
	t.Parallel()
	args := teamArgs()
	args.AccessPolicies = accessPolicies{{Policy: viewPolicy}}
	assert.ErrorContains(t, args.Validate(), "accessPolicies: Forbidden: with teams, each team has its own accessPolicies; move it there")

	args = simple()
	args.AccessPolicies, args.Guardrails = accessPolicies{{Policy: viewPolicy}}, &component.GuardrailsArgs{Action: guardrails.Deny}
	assert.ErrorContains(t, args.Validate(), "guardrails: Forbidden: guardrails know a team by its groups")
	args.Capabilities = []string{"exec"}
	assert.NoError(t, args.Validate())

	args = simple()
	args.AccessPolicies = accessPolicies{{Policy: viewPolicy}}
	args.HelmCharts = &component.HelmChartsArgs{Cluster: &component.ClusterChartArgs{}}
	assert.ErrorContains(t, args.Validate(), "accessPolicies[0].namespaces: Required value")
	args.AccessPolicies[0].Scope = component.ClusterScope
	assert.NoError(t, args.Validate())
}

func TestWarningsOfAccessPolicies(t *testing.T) {
	t.Parallel()
	const instead = `; fix: use a namespace without controllers, such as "aws-hyperpod-<team>", or name capabilities instead`
	const runs = "critical: " + trainingPolicy + " opens pods as any service account, also by way of jobs and Ray clusters"
	for name, c := range map[string]struct {
		given component.AccessPolicyArgs
		want  []string
	}{
		"in a namespace of its own":  {component.AccessPolicyArgs{Policy: trainingPolicy}, nil},
		"reading":                    {component.AccessPolicyArgs{Policy: viewPolicy, Scope: "cluster"}, nil},
		"where AWS associates it":    {component.AccessPolicyArgs{Policy: userPolicy, Scope: "cluster"}, nil},
		"where the templates may be": {component.AccessPolicyArgs{Policy: templatePolicy, Namespaces: []string{"jupyter-k8s-system"}}, nil},
		"among controllers": {
			component.AccessPolicyArgs{Policy: trainingPolicy, Namespaces: []string{"aws-hyperpod-a", "kubeflow"}},
			[]string{`accessPolicies[0] in namespace "kubeflow": ` + runs + instead},
		},
		"perhaps among controllers": {
			component.AccessPolicyArgs{Policy: trainingPolicy, Namespaces: []string{"kube*"}},
			[]string{`accessPolicies[0] in namespace "kube*": ` + runs + instead},
		},
		"in the whole cluster": {
			component.AccessPolicyArgs{Policy: trainingPolicy, Scope: "cluster"},
			[]string{"accessPolicies[0] in the whole cluster: " + runs + "; fix: associate it with namespaces, or name capabilities instead"},
		},
		"not in the whole cluster": {
			component.AccessPolicyArgs{Policy: userPolicy},
			[]string{"accessPolicies[0]: " + userPolicy + " is about things of no namespace: AWS associates it with the whole cluster; " +
				"fix: set scope to cluster"},
		},
		"not where the templates are": {
			component.AccessPolicyArgs{Policy: templatePolicy},
			[]string{"accessPolicies[0]: " + templatePolicy + " is about the templates in the namespace jupyter-k8s-shared, AWS says, not " +
				"in the team's; fix: set namespaces to [jupyter-k8s-shared], or to where they are on your cluster"},
		},
		"one that is not known": {
			component.AccessPolicyArgs{Policy: policyPrefix + "AmazonEKSNewPolicy"},
			[]string{"accessPolicies[0]: what AmazonEKSNewPolicy grants is not known here, nor whether EKS has it: aws eks " +
				"list-access-policies lists all"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := simple()
			args.Namespaces, args.AccessPolicies = []string{"aws-hyperpod-vision"}, accessPolicies{c.given}
			require.NoError(t, args.Validate())
			assert.Equal(t, c.want, args.Warnings())
		})
	}
}

func TestAccessPolicyNamespaces(t *testing.T) {
	t.Parallel()
	args := teamArgs()
	assert.Empty(t, args.AccessPolicyNamespaces())
	vision := args.Teams["vision"]
	vision.AccessPolicies = accessPolicies{{Policy: viewPolicy}, {Policy: userPolicy, Scope: "cluster"}}
	args.Teams["vision"] = vision
	bob := args.Principals["bob"]
	bob.AccessPolicies = accessPolicies{{Policy: templatePolicy, Namespaces: []string{"jupyter-k8s-shared"}}}
	args.Principals["bob"] = bob
	assert.Equal(t, []string{"aws-hyperpod-vision", "jupyter-k8s-shared"}, args.AccessPolicyNamespaces())
}
