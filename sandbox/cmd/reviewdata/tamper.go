package main

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	awseks "github.com/aws/aws-sdk-go-v2/service/eks"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// forced lets updates take back fields that somebody else has changed.
// Source: https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/
func forced(then event) event {
	return func(ctx context.Context, r *recorder, st *stack.Stack) error {
		st.Setenv("PULUMI_K8S_ENABLE_PATCH_FORCE=true")
		return then(ctx, r, st)
	}
}

// tamper does to what [refreshable] declares what nobody should do outside Pulumi.
func tamper(ctx context.Context, r *recorder, st *stack.Stack) error {
	return errors.Join(
		editRole(ctx, r, st.Name, "edited", "list"),
		editRole(ctx, r, st.Name, "widened", "get", "create"),
		deleteBinding(ctx, r, st.Name),
		tamperEntries(ctx, r, st.Name),
	)
}

// tamperRole is the part of [tamper] that is about one role.
func tamperRole(ctx context.Context, r *recorder, st *stack.Stack) error {
	return editRole(ctx, r, st.Name, "edited", "list")
}

func editRole(ctx context.Context, r *recorder, stack, name string, verbs ...string) error {
	client, err := kubernetes.NewForConfig(r.box.Admin)
	if err != nil {
		return err
	}
	role, err := client.RbacV1().Roles(stack).Get(ctx, stack+"-"+name, metav1.GetOptions{})
	if err != nil {
		return err
	}
	role.Rules[0].Verbs = verbs
	_, err = client.RbacV1().Roles(stack).Update(ctx, role, metav1.UpdateOptions{})
	return err
}

func deleteBinding(ctx context.Context, r *recorder, stack string) error {
	client, err := kubernetes.NewForConfig(r.box.Admin)
	if err != nil {
		return err
	}
	return client.RbacV1().RoleBindings(stack).Delete(ctx, stack+"-deleted", metav1.DeleteOptions{})
}

// tamperEntries gives Ben's entry a group and deletes Ada's.
func tamperEntries(ctx context.Context, r *recorder, stack string) error {
	settings, err := r.box.AWSConfig(ctx, sandbox.Administrator)
	if err != nil {
		return err
	}
	client := awseks.NewFromConfig(settings)
	if _, err := client.UpdateAccessEntry(ctx, &awseks.UpdateAccessEntryInput{
		ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(roleARN(stack + "-Ben")),
		KubernetesGroups: []string{"readers", "writers"},
	}); err != nil {
		return err
	}
	_, err = client.DeleteAccessEntry(ctx, &awseks.DeleteAccessEntryInput{
		ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(roleARN(stack + "-Ada")),
	})
	return err
}
