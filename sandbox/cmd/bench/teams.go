package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"github.com/scientist-access/scientist-access/policy"
	"github.com/scientist-access/scientist-access/sandbox"
	awseks "github.com/scientist-access/scientist-access/sandbox/eks"
)

const (
	teams      = 20
	namespaces = 200
	principals = 500
)

// teamsStack is the access of a large platform: each team has its share of the namespaces, and each principal works for
// up to three teams. Hardly any two principals work for the same teams.
type teamsStack struct {
	clusterRoles    []*rbacv1.ClusterRole
	clusterBindings []*rbacv1.ClusterRoleBinding
	roles           []*rbacv1.Role
	bindings        []*rbacv1.RoleBinding
	entries         []*eks.CreateAccessEntryInput
}

func newTeamsStack() *teamsStack {
	s, documented := &teamsStack{}, policy.Documented()
	for i := range teams {
		meta := metav1.ObjectMeta{Name: team(i)}
		s.clusterRoles = append(s.clusterRoles, &rbacv1.ClusterRole{
			TypeMeta: rbacType("ClusterRole"), ObjectMeta: meta, Rules: documented.Cluster,
		})
		s.clusterBindings = append(s.clusterBindings, &rbacv1.ClusterRoleBinding{
			TypeMeta: rbacType("ClusterRoleBinding"), ObjectMeta: meta,
			RoleRef: roleRef("ClusterRole", meta.Name), Subjects: members(i),
		})
	}
	for i := range namespaces {
		meta := metav1.ObjectMeta{Namespace: namespace(i), Name: "scientists"}
		s.roles = append(s.roles, &rbacv1.Role{TypeMeta: rbacType("Role"), ObjectMeta: meta, Rules: documented.Namespace})
		s.bindings = append(s.bindings, &rbacv1.RoleBinding{
			TypeMeta: rbacType("RoleBinding"), ObjectMeta: meta,
			RoleRef: roleRef("Role", meta.Name), Subjects: members(i % teams),
		})
	}
	for i := range principals {
		groups := []string{team(i % teams), team((i/teams + i*7 + 1) % teams), team((i/teams*3 + i*13 + 5) % teams)}
		slices.Sort(groups)
		s.entries = append(s.entries, &eks.CreateAccessEntryInput{
			ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(fmt.Sprintf("%sScientist%03d", roles, i)),
			KubernetesGroups: slices.Compact(groups),
		})
	}
	return s
}

func team(i int) string { return fmt.Sprintf("team-%02d", i) }

func namespace(i int) string { return fmt.Sprintf("team-namespace-%03d", i) }

func rbacType(kind string) metav1.TypeMeta {
	return metav1.TypeMeta{APIVersion: rbacv1.SchemeGroupVersion.String(), Kind: kind}
}

func roleRef(kind, name string) rbacv1.RoleRef {
	return rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: kind, Name: name}
}

func members(i int) []rbacv1.Subject {
	return []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.GroupKind, Name: team(i)}}
}

// create creates everything without Pulumi, which would take minutes.
func (s *teamsStack) create(ctx context.Context, box *sandbox.Sandbox) error {
	if err := s.createObjects(ctx, box); err != nil {
		return err
	}
	return s.createEntries(ctx, box)
}

func (s *teamsStack) createObjects(ctx context.Context, box *sandbox.Sandbox) error {
	client, err := kubernetes.NewForConfig(box.Admin)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	options := metav1.CreateOptions{}
	for i := range teams {
		group.Go(func() error {
			if _, err := client.RbacV1().ClusterRoles().Create(ctx, s.clusterRoles[i], options); err != nil {
				return err
			}
			_, err := client.RbacV1().ClusterRoleBindings().Create(ctx, s.clusterBindings[i], options)
			return err
		})
	}
	for i := range namespaces {
		group.Go(func() error {
			name := namespace(i)
			object := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}
			if _, err := client.CoreV1().Namespaces().Create(ctx, object, options); err != nil {
				return err
			}
			if _, err := client.RbacV1().Roles(name).Create(ctx, s.roles[i], options); err != nil {
				return err
			}
			_, err := client.RbacV1().RoleBindings(name).Create(ctx, s.bindings[i], options)
			return err
		})
	}
	return group.Wait()
}

func (s *teamsStack) createEntries(ctx context.Context, box *sandbox.Sandbox) error {
	key, err := box.EKS.AddPrincipal(roles+"BenchAdmin", awseks.Administrator())
	if err != nil {
		return err
	}
	client := eks.New(eks.Options{
		Region: sandbox.Region, BaseEndpoint: &box.EKSEndpoint,
		Credentials: credentials.NewStaticCredentialsProvider(key.AccessKeyID, key.SecretAccessKey, key.SessionToken),
	})
	for _, entry := range s.entries {
		if _, err := box.EKS.AddPrincipal(*entry.PrincipalArn); err != nil {
			return err
		}
		if _, err := client.CreateAccessEntry(ctx, entry); err != nil {
			return err
		}
	}
	return nil
}

// resource is one of a stack's in the form of Pulumi's state.
// Source: https://github.com/pulumi/pulumi/blob/v3.250.0/sdk/go/common/apitype/core.go (ResourceV3)
type resource struct {
	URN      string `json:"urn"`
	Type     string `json:"type"`
	Custom   bool   `json:"custom"`
	ID       string `json:"id"`
	Provider string `json:"provider"`
	Inputs   any    `json:"inputs"`
	Outputs  any    `json:"outputs"`
}

// export is what "pulumi stack export" would write, had Pulumi created the stack.
func (s *teamsStack) export() ([]byte, error) {
	var all []resource
	for i := range teams {
		all = append(all, object("ClusterRole", team(i), s.clusterRoles[i]), object("ClusterRoleBinding", team(i), s.clusterBindings[i]))
	}
	for i := range namespaces {
		id := namespace(i) + "/scientists"
		all = append(all, object("Role", id, s.roles[i]), object("RoleBinding", id, s.bindings[i]))
	}
	for _, entry := range s.entries {
		properties := map[string]any{
			"clusterName": entry.ClusterName, "principalArn": entry.PrincipalArn, "kubernetesGroups": entry.KubernetesGroups,
		}
		id := *entry.ClusterName + ":" + *entry.PrincipalArn
		all = append(all, newResource("aws", "aws:eks/accessEntry:AccessEntry", id, properties))
	}
	return json.Marshal(map[string]any{"version": 3, "deployment": map[string]any{"resources": all}})
}

func object(kind, id string, properties any) resource {
	return newResource("kubernetes", "kubernetes:"+rbacv1.SchemeGroupVersion.String()+":"+kind, id, properties)
}

func newResource(provider, token, id string, properties any) resource {
	const stack = "urn:pulumi:teams::scientist-access::"
	return resource{
		URN: stack + token + "::" + id, Type: token, Custom: true, ID: id,
		Provider: stack + "pulumi:providers:" + provider + "::default::1",
		Inputs:   properties, Outputs: properties,
	}
}
