// Command bare registers the resources that the program registers with the default policy, with the same settings of the
// provider, and with nothing but the SDKs: no component, no dependencies, no hooks. It is a yardstick for speed.
package main

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	rbacv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/rbac/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

const (
	apiGroup       = "rbac.authorization.k8s.io"
	clusterRole    = "bare-cluster-role"
	clusterGroup   = "bare-cluster-level"
	role           = "bare-namespace-level-role"
	namespaceGroup = "bare-namespace-level"
)

func main() { pulumi.Run(run) }

func run(ctx *pulumi.Context) error {
	settings := config.New(ctx, "")
	var namespaces, principals []string
	settings.RequireObject("namespaces", &namespaces)
	settings.RequireObject("principals", &principals)
	cluster := settings.Require("clusterName")
	provider, err := newProvider(ctx, cluster)
	if err != nil {
		return err
	}
	if err := clusterLevel(ctx, pulumi.Provider(provider)); err != nil {
		return err
	}
	for _, namespace := range namespaces {
		if err := namespaceLevel(ctx, namespace, pulumi.Provider(provider)); err != nil {
			return err
		}
	}
	for _, principal := range principals {
		_, err := eks.NewAccessEntry(ctx, principal, &eks.AccessEntryArgs{
			ClusterName:      pulumi.String(cluster),
			PrincipalArn:     pulumi.String(principal),
			KubernetesGroups: pulumi.ToStringArray([]string{clusterGroup, namespaceGroup}),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

const kubeconfig = `apiVersion: v1
kind: Config
current-context: %[1]s
contexts: [{name: %[1]s, context: {cluster: %[1]s, user: %[1]s}}]
clusters: [{name: %[1]s, cluster: {server: %[2]q, certificate-authority-data: %[3]q}}]
users:
- name: %[1]s
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: aws
      args: [--region, us-west-2, eks, get-token, --cluster-name, %[1]s, --output, json]
      interactiveMode: Never
`

func newProvider(ctx *pulumi.Context, name string) (*kubernetes.Provider, error) {
	cluster, err := eks.LookupCluster(ctx, &eks.LookupClusterArgs{Name: name})
	if err != nil {
		return nil, err
	}
	return kubernetes.NewProvider(ctx, name, &kubernetes.ProviderArgs{
		Kubeconfig: pulumi.Sprintf(kubeconfig, name, cluster.Endpoint, cluster.CertificateAuthorities[0].Data),
		// As the program has it.
		ClusterIdentifier: pulumi.String(cluster.Arn),
	})
}

func clusterLevel(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
	_, err := rbacv1.NewClusterRole(ctx, "cluster", &rbacv1.ClusterRoleArgs{
		Metadata: &metav1.ObjectMetaArgs{Name: pulumi.String(clusterRole)},
		Rules:    rbacv1.PolicyRuleArray{rule("", "pods", "list"), rule("", "nodes", "list")},
	}, provider)
	if err != nil {
		return err
	}
	_, err = rbacv1.NewClusterRoleBinding(ctx, "cluster", &rbacv1.ClusterRoleBindingArgs{
		Metadata: &metav1.ObjectMetaArgs{Name: pulumi.String(clusterRole + "-binding")},
		RoleRef:  roleRef("ClusterRole", clusterRole),
		Subjects: subjects(clusterGroup),
	}, provider)
	return err
}

func namespaceLevel(ctx *pulumi.Context, namespace string, provider pulumi.ResourceOption) error {
	_, err := rbacv1.NewRole(ctx, namespace, &rbacv1.RoleArgs{
		Metadata: &metav1.ObjectMetaArgs{Name: pulumi.String(role), Namespace: pulumi.String(namespace)},
		Rules: rbacv1.PolicyRuleArray{
			rule("", "pods", "create", "get"),
			rule("", "nodes", "get", "list"),
			rule("", "pods/log", "get", "list"),
			rule("", "pods/exec", "get", "create"),
			rule("kubeflow.org", "pytorchjobs", "get", "list", "create", "delete", "update", "describe"),
			rule("", "configmaps", "create", "update", "get", "list", "delete"),
			rule("", "secrets", "create", "get", "list", "delete"),
		},
	}, provider)
	if err != nil {
		return err
	}
	_, err = rbacv1.NewRoleBinding(ctx, namespace, &rbacv1.RoleBindingArgs{
		Metadata: &metav1.ObjectMetaArgs{Name: pulumi.String(role + "-binding"), Namespace: pulumi.String(namespace)},
		RoleRef:  roleRef("Role", role),
		Subjects: subjects(namespaceGroup),
	}, provider)
	return err
}

func rule(group, resource string, verbs ...string) *rbacv1.PolicyRuleArgs {
	return &rbacv1.PolicyRuleArgs{
		ApiGroups: pulumi.ToStringArray([]string{group}),
		Resources: pulumi.ToStringArray([]string{resource}),
		Verbs:     pulumi.ToStringArray(verbs),
	}
}

func roleRef(kind, name string) *rbacv1.RoleRefArgs {
	return &rbacv1.RoleRefArgs{ApiGroup: pulumi.String(apiGroup), Kind: pulumi.String(kind), Name: pulumi.String(name)}
}

func subjects(group string) rbacv1.SubjectArray {
	return rbacv1.SubjectArray{&rbacv1.SubjectArgs{
		ApiGroup: pulumi.String(apiGroup), Kind: pulumi.String("Group"), Name: pulumi.String(group),
	}}
}
