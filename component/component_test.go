package component_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/component"
)

const (
	componentType          = "scientistaccess:index:ScientistAccess"
	clusterRoleType        = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"
	clusterRoleBindingType = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding"
	roleType               = "kubernetes:rbac.authorization.k8s.io/v1:Role"
	roleBindingType        = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"
	namespaceType          = "kubernetes:core/v1:Namespace"
	entryType              = "aws:eks/accessEntry:AccessEntry"
)

type (
	object = map[string]any
	array  = []any
)

func ruleObject(group string, resources, verbs array) object {
	return object{"apiGroups": array{group}, "resources": resources, "verbs": verbs}
}

// The expected values are copied from the developer guide.
func TestSimpleCaseIsTheDocumentedAccess(t *testing.T) {
	t.Parallel()
	const api = "rbac.authorization.k8s.io"
	want := map[string]registration{
		componentType + " hyperpod": {Type: componentType, Name: "hyperpod", Inputs: object{},
			Parent: "pulumi:pulumi:Stack project-stack"},
		clusterRoleType + " hyperpod/cluster": {Type: clusterRoleType, Name: "hyperpod/cluster",
			Parent: componentType + " hyperpod",
			Inputs: object{
				"apiVersion": api + "/v1", "kind": "ClusterRole",
				"metadata": metadata("hyperpod-scientist-user-cluster-role", ""),
				"rules": array{
					ruleObject("", array{"pods"}, array{"list"}),
					ruleObject("", array{"nodes"}, array{"list"}),
				},
			}},
		clusterRoleBindingType + " hyperpod/cluster": {Type: clusterRoleBindingType, Name: "hyperpod/cluster",
			Parent:       componentType + " hyperpod",
			Dependencies: []string{clusterRoleType + " hyperpod/cluster", roleBindingType + " hyperpod/kubeflow"},
			Inputs: object{
				"apiVersion": api + "/v1", "kind": "ClusterRoleBinding",
				"metadata": metadata("hyperpod-scientist-user-cluster-role-binding", ""),
				"roleRef":  object{"apiGroup": api, "kind": "ClusterRole", "name": "hyperpod-scientist-user-cluster-role"},
				"subjects": array{object{"apiGroup": api, "kind": "Group", "name": "hyperpod-scientist-user-cluster-level"}},
			}},
		roleType + " hyperpod/kubeflow": {Type: roleType, Name: "hyperpod/kubeflow",
			Parent: componentType + " hyperpod",
			Inputs: object{
				"apiVersion": api + "/v1", "kind": "Role",
				"metadata": metadata("hyperpod-scientist-user-namespace-level-role", "kubeflow"),
				"rules": array{
					ruleObject("", array{"pods"}, array{"create", "get"}),
					ruleObject("", array{"nodes"}, array{"get", "list"}),
					ruleObject("", array{"pods/log"}, array{"get", "list"}),
					ruleObject("", array{"pods/exec"}, array{"get", "create"}),
					ruleObject("kubeflow.org", array{"pytorchjobs", "pytorchjobs/status"},
						array{"get", "list", "create", "delete", "update", "describe"}),
					ruleObject("", array{"configmaps"}, array{"create", "update", "get", "list", "delete"}),
					ruleObject("", array{"secrets"}, array{"create", "get", "list", "delete"}),
				},
			}},
		roleBindingType + " hyperpod/kubeflow": {Type: roleBindingType, Name: "hyperpod/kubeflow",
			Parent:       componentType + " hyperpod",
			Dependencies: []string{roleType + " hyperpod/kubeflow"},
			Inputs: object{
				"apiVersion": api + "/v1", "kind": "RoleBinding",
				"metadata": metadata("hyperpod-scientist-user-namespace-level-role-binding", "kubeflow"),
				"roleRef":  object{"apiGroup": api, "kind": "Role", "name": "hyperpod-scientist-user-namespace-level-role"},
				"subjects": array{object{"apiGroup": api, "kind": "Group", "name": "hyperpod-scientist-user-namespace-level"}},
			}},
		entryType + " " + aliceEntry: {Type: entryType, Name: aliceEntry,
			Parent:       componentType + " hyperpod",
			Aliases:      []string{"hyperpod/alice"},
			Dependencies: []string{clusterRoleBindingType + " hyperpod/cluster"},
			Inputs: object{
				"clusterName":      "ml",
				"principalArn":     aliceARN,
				"kubernetesGroups": array{"hyperpod-scientist-user-cluster-level", "hyperpod-scientist-user-namespace-level"},
				"type":             "STANDARD",
				"userName":         "arn:aws:sts::111122223333:assumed-role/ScientistUserRole/{{SessionName}}",
			}},
	}
	assert.Empty(t, cmp.Diff(want, mustCreate(t, simple())))
}

func TestOutputs(t *testing.T) {
	t.Parallel()
	type result struct {
		Groups, ClusterRoles, Roles []string
		PrincipalGroups             map[string][]string
		PrincipalNamespaces         map[string][]string
		AccessEntryArns             map[string]string
	}
	var got result
	_, err := run(t, func(ctx *pulumi.Context) error {
		args := simple()
		args.Namespaces = []string{"kubeflow", "aws-hyperpod-vision"}
		c, err := component.NewScientistAccess(ctx, "hyperpod", args)
		if err != nil {
			return err
		}
		all := pulumi.All(c.Groups, c.ClusterRoles, c.Roles, c.PrincipalGroups, c.AccessEntryArns, c.PrincipalNamespaces)
		// Exported, so that the run waits for it.
		ctx.Export("all", all.ApplyT(func(v []any) string {
			got = result{
				Groups: v[0].([]string), ClusterRoles: v[1].([]string), Roles: v[2].([]string),
				PrincipalGroups: v[3].(map[string][]string), AccessEntryArns: v[4].(map[string]string),
				PrincipalNamespaces: v[5].(map[string][]string),
			}
			return "seen"
		}))
		return nil
	})
	require.NoError(t, err)
	groups := []string{"hyperpod-scientist-user-cluster-level", "hyperpod-scientist-user-namespace-level"}
	assert.Equal(t, result{
		Groups:       groups,
		ClusterRoles: []string{"hyperpod-scientist-user-cluster-role"},
		Roles: []string{
			"aws-hyperpod-vision/hyperpod-scientist-user-namespace-level-role",
			"kubeflow/hyperpod-scientist-user-namespace-level-role",
		},
		PrincipalGroups:     map[string][]string{"alice": groups},
		PrincipalNamespaces: map[string][]string{"alice": {"aws-hyperpod-vision", "kubeflow"}},
		AccessEntryArns:     map[string]string{"alice": "entry of " + aliceEntry},
	}, got)
}

// TestOutputsOfTeams: a principal has the groups and namespaces of its own teams, those of charts included.
func TestOutputsOfTeams(t *testing.T) {
	t.Parallel()
	args := teamArgs()
	args.Teams["vision"] = component.TeamArgs{HelmCharts: &component.HelmChartsArgs{
		Team: &component.TeamChartArgs{TargetID: "vision"},
	}}
	speech := args.Teams["speech"]
	speech.Namespaces = []string{"kubeflow", "aws-hyperpod-speech"}
	args.Teams["speech"] = speech
	var groups, namespaces map[string][]string
	_, err := run(t, func(ctx *pulumi.Context) error {
		c, err := component.NewScientistAccess(ctx, "hyperpod", args)
		if err != nil {
			return err
		}
		ctx.Export("seen", pulumi.All(c.PrincipalGroups, c.PrincipalNamespaces).ApplyT(func(v []any) string {
			groups, namespaces = v[0].(map[string][]string), v[1].(map[string][]string)
			return "seen"
		}))
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, map[string][]string{
		"alice": {"hyperpod-ns-vision-namespace-level-group"},
		"bob":   {"hyperpod-ns-vision-namespace-level-group", "hyperpod-scientist-user-speech-namespace-level"},
	}, groups)
	assert.Equal(t, map[string][]string{
		"alice": {"hyperpod-ns-vision"},
		"bob":   {"aws-hyperpod-speech", "hyperpod-ns-vision", "kubeflow"},
	}, namespaces)
}

func TestEveryNamespaceIsBoundToTheSameGroup(t *testing.T) {
	t.Parallel()
	args := simple()
	args.Namespaces = []string{"kubeflow", "aws-hyperpod-vision"}
	registrations := mustCreate(t, args)

	assert.Len(t, ofType(registrations, roleType), 2)
	bindings := ofType(registrations, roleBindingType)
	require.Len(t, bindings, 2)
	for _, binding := range bindings {
		subject := binding.Inputs["subjects"].(array)[0].(object)
		assert.Equal(t, "hyperpod-scientist-user-namespace-level", subject["name"])
	}
	assert.Equal(t, "aws-hyperpod-vision",
		bindings["hyperpod/aws-hyperpod-vision"].Inputs["metadata"].(object)["namespace"])
}

func TestOrderChangesNothing(t *testing.T) {
	t.Parallel()
	args, reordered := simple(), simple()
	args.Namespaces = []string{"kubeflow", "aws-hyperpod-a", "aws-hyperpod-b"}
	reordered.Namespaces = []string{"aws-hyperpod-b", "kubeflow", "aws-hyperpod-a"}
	assert.Empty(t, cmp.Diff(mustCreate(t, args), mustCreate(t, reordered)))
	assert.Equal(t, []string{"aws-hyperpod-b", "kubeflow", "aws-hyperpod-a"}, reordered.Namespaces,
		"the caller's arguments stay as they are")
}

func TestEverythingFollowsFromThePrefix(t *testing.T) {
	t.Parallel()
	args := simple()
	args.NamePrefix = "research"
	registrations := mustCreate(t, args)

	names := map[string]any{}
	for key, reg := range registrations {
		if metadata, ok := reg.Inputs["metadata"].(object); ok {
			names[key] = metadata["name"]
		}
	}
	assert.Equal(t, map[string]any{
		clusterRoleType + " hyperpod/cluster":        "research-cluster-role",
		clusterRoleBindingType + " hyperpod/cluster": "research-cluster-role-binding",
		roleType + " hyperpod/kubeflow":              "research-namespace-level-role",
		roleBindingType + " hyperpod/kubeflow":       "research-namespace-level-role-binding",
	}, names)
	assert.Equal(t, array{"research-cluster-level", "research-namespace-level"},
		ofType(registrations, entryType)[aliceEntry].Inputs["kubernetesGroups"])
}

func TestLabelsTagsAndUserName(t *testing.T) {
	t.Parallel()
	args := simple()
	args.Labels = map[string]string{"example.com/owner": "ml-platform"}
	args.Tags = pulumi.StringMap{"owner": pulumi.String("ml-platform")}
	args.Principals["alice"] = component.PrincipalArgs{
		Arn: pulumi.String(aliceARN), UserName: pulumi.String("scientist:{{SessionName}}"),
	}
	registrations := mustCreate(t, args)

	labelled := 0
	for _, reg := range registrations {
		if metadata, ok := reg.Inputs["metadata"].(object); ok {
			assert.Equal(t, object{"example.com/owner": "ml-platform"}, metadata["labels"], reg.Name)
			labelled++
		}
	}
	assert.Equal(t, 4, labelled)
	entry := ofType(registrations, entryType)[aliceEntry]
	assert.Equal(t, object{"owner": "ml-platform"}, entry.Inputs["tags"])
	assert.Equal(t, "scientist:{{SessionName}}", entry.Inputs["userName"])
}

func TestNamespacesAreCreatedOnRequestAndNeverDeleted(t *testing.T) {
	t.Parallel()
	assert.Empty(t, ofType(mustCreate(t, simple()), namespaceType))

	args := simple()
	args.CreateNamespaces = true
	registrations := mustCreate(t, args)
	namespaces := ofType(registrations, namespaceType)
	require.Len(t, namespaces, 1)
	namespace := namespaces["hyperpod/kubeflow"]
	assert.True(t, namespace.RetainOnDelete)
	assert.Equal(t, componentType+" hyperpod", namespace.Parent)
	assert.Equal(t, wire(t, object{"apiVersion": "v1", "kind": "Namespace", "metadata": metadata("kubeflow", "")}),
		namespace.Inputs)
	assert.Equal(t, []string{namespaceType + " hyperpod/kubeflow"},
		ofType(registrations, roleType)["hyperpod/kubeflow"].Dependencies)
}

func TestPreviewWithUnknownValues(t *testing.T) {
	t.Parallel()
	registrations, err := run(t, func(ctx *pulumi.Context) error {
		args := simple()
		arn := unknownARN(t, ctx)
		args.ClusterName = arn
		args.Principals["carol"] = component.PrincipalArgs{Arn: arn, UserName: arn}
		args.Tags = pulumi.StringMap{"role": arn}
		_, err := component.NewScientistAccess(ctx, "hyperpod", args)
		return err
	}, preview)
	require.NoError(t, err)

	entries := ofType(registrations, entryType)
	require.Len(t, entries, 2)
	carol := entries["hyperpod/carol"].Inputs
	assert.Equal(t, unknown, carol["principalArn"])
	assert.Equal(t, unknown, carol["clusterName"])
	assert.Equal(t, unknown, carol["userName"])
	assert.Equal(t, array{"hyperpod-scientist-user-cluster-level", "hyperpod-scientist-user-namespace-level"},
		carol["kubernetesGroups"], "what is known stays known")
	assert.Equal(t, aliceARN, entries[aliceEntry].Inputs["principalArn"])
	assert.Len(t, ofType(registrations, roleType), 1)
}
