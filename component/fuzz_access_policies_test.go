package component_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/api/validation"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/internal/fuzzed"
)

var (
	policies = fuzzed.Words{
		Usual: []string{viewPolicy, trainingPolicy, userPolicy, policyPrefix + viewPolicy, policyPrefix + "New"},
		Odd:   []string{"AmazonEKSView", "", "arn:aws:iam::aws:policy/A", "arn:aws-cn:eks::aws:cluster-access-policy/" + viewPolicy},
	}
	patterns = fuzzed.Words{Usual: []string{"kubeflow", "a", "dev-*", "*"}, Odd: []string{"A", "", strings.Repeat("n", 64)}}

	knownPolicy = regexp.MustCompile(`\A(Amazon(EKS(Cluster)?Admin|EKSEdit|EKSView|EKSAdminView|EKSSecretReader|` +
		`SagemakerHyperpod(Training|Inference|Space|SpaceTemplate|UserCluster))Policy|` +
		`arn:aws[a-z-]*:eks::aws:cluster-access-policy/[0-9A-Za-z]+)\z`)
)

func anyAccessPolicies(b *fuzzed.Bytes) []component.AccessPolicyArgs {
	return fuzzed.Several(b, 2, func(b *fuzzed.Bytes) component.AccessPolicyArgs {
		a := component.AccessPolicyArgs{Policy: fuzzed.Word(b, policies)}
		switch {
		case b.OneIn(3):
			a.Scope = component.ClusterScope
		case b.OneIn(20):
			a.Scope = "pods"
		}
		if b.OneIn(4) {
			a.Namespaces = distinct(b, patterns)
		}
		return a
	})
}

// mustRefuseAccessPolicies says what EKS refuses in access policies, or keeps but once.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html
func mustRefuseAccessPolicies(given []component.AccessPolicyArgs) string {
	seen := map[string]bool{}
	for _, a := range given {
		name := a.Policy[strings.LastIndex(a.Policy, "/")+1:]
		switch {
		case !knownPolicy.MatchString(a.Policy), seen[name]:
			return "an access policy"
		case a.Scope != "" && a.Scope != "cluster" && a.Scope != "namespaces", a.Scope == "cluster" && a.Namespaces != nil:
			return "the scope of an access policy"
		}
		seen[name] = true
		for i, namespace := range a.Namespaces {
			wrong := validation.ValidateNamespaceName(strings.ReplaceAll(namespace, "*", "x"), false)
			if len(wrong) > 0 || slices.Index(a.Namespaces, namespace) < i {
				return "a namespace of an access policy"
			}
		}
	}
	return ""
}

// requireAssociations finds no association that EKS would refuse or that would take the place of another, and no entry that
// gives nothing: one with neither groups nor policies.
func requireAssociations(t *testing.T, all map[string]registration) {
	t.Helper()
	seen, gives := map[string]bool{}, map[string]bool{}
	for name, association := range ofType(all, associationType) {
		require.Len(t, association.Dependencies, 1)
		entry := all[association.Dependencies[0]]
		require.Equal(t, entryType, entry.Type)
		require.Equal(t, entry.Inputs["principalArn"], association.Inputs["principalArn"])
		arn := association.Inputs["policyArn"].(string)
		one := entry.Name + arn
		require.Regexp(t, knownPolicy, arn)
		require.False(t, seen[one], name)
		seen[one], gives[entry.Name] = true, true
		scope := association.Inputs["accessScope"].(map[string]any)
		require.Equal(t, scope["namespaces"] != nil, scope["type"] == "namespace", "%v", scope)
	}
	for name, entry := range ofType(all, entryType) {
		require.True(t, gives[name] || len(entry.Inputs["kubernetesGroups"].([]any)) > 0, name)
	}
}
