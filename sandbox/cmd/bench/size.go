package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/policy"
	"github.com/scientist-access/scientist-access/sandbox"
)

// size is how many namespaces and principals one team has.
type size struct{ namespaces, principals int }

func (s size) String() string { return fmt.Sprintf("%d × %d", s.namespaces, s.principals) }

// resources are a Role and a binding for the cluster and for each namespace, and an entry for each principal.
func (s size) resources() int { return 2 + 2*s.namespaces + s.principals }

// parseSizes reads sizes as "1x1,10x30".
func parseSizes(text string) ([]size, error) {
	var sizes []size
	for one := range strings.SplitSeq(text, ",") {
		var s size
		_, _ = fmt.Sscanf(one, "%dx%d", &s.namespaces, &s.principals)
		if fmt.Sprintf("%dx%d", s.namespaces, s.principals) != one || min(s.namespaces, s.principals) < 1 {
			return nil, fmt.Errorf("-sizes %q: %q is not a size, such as 10x30", text, one)
		}
		sizes = append(sizes, s)
	}
	return sizes, nil
}

func (s size) namespaceNames() []string {
	var names []string
	for i := range s.namespaces {
		names = append(names, fmt.Sprintf("growth-%04d", i))
	}
	return names
}

func (s size) arns() []string {
	var arns []string
	for i := range s.principals {
		arns = append(arns, fmt.Sprintf("%sGrowth%04d", roles, i))
	}
	return arns
}

// objects are those that the program makes for the documented policy, as a list for kubectl.
func (s size) objects() map[string]any {
	documented, group := policy.Documented(), []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.GroupKind, Name: "growth"}}
	meta := metav1.ObjectMeta{Name: "growth"}
	items := []any{
		&rbacv1.ClusterRole{TypeMeta: rbacType("ClusterRole"), ObjectMeta: meta, Rules: documented.Cluster},
		&rbacv1.ClusterRoleBinding{
			TypeMeta: rbacType("ClusterRoleBinding"), ObjectMeta: meta, RoleRef: roleRef("ClusterRole", meta.Name), Subjects: group,
		},
	}
	for _, namespace := range s.namespaceNames() {
		meta.Namespace = namespace
		items = append(items,
			&rbacv1.Role{TypeMeta: rbacType("Role"), ObjectMeta: meta, Rules: documented.Namespace},
			&rbacv1.RoleBinding{
				TypeMeta: rbacType("RoleBinding"), ObjectMeta: meta, RoleRef: roleRef("Role", meta.Name), Subjects: group,
			})
	}
	return map[string]any{"apiVersion": "v1", "kind": "List", "items": items}
}

func (s size) entries() []*eks.CreateAccessEntryInput {
	var entries []*eks.CreateAccessEntryInput
	for _, arn := range s.arns() {
		entries = append(entries, &eks.CreateAccessEntryInput{
			ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(arn), KubernetesGroups: []string{"growth"},
		})
	}
	return entries
}

// prepare makes the namespaces and the principals of the largest size, and returns the files of each size's objects and
// entries.
func prepare(ctx context.Context, box *sandbox.Sandbox, sizes []size) (map[size]files, error) {
	largest := size{}
	for _, s := range sizes {
		largest = size{max(largest.namespaces, s.namespaces), max(largest.principals, s.principals)}
	}
	for _, name := range largest.namespaceNames() {
		if err := createNamespace(ctx, box, name); err != nil {
			return nil, err
		}
	}
	for _, arn := range largest.arns() {
		if _, err := box.EKS.AddPrincipal(arn); err != nil {
			return nil, err
		}
	}
	of := map[size]files{}
	for i, s := range sizes {
		of[s] = files{
			objects: filepath.Join(box.TempDir(), fmt.Sprintf("objects-%d.json", i)),
			entries: filepath.Join(box.TempDir(), fmt.Sprintf("entries-%d.json", i)),
		}
		if err := errors.Join(writeJSON(of[s].objects, s.objects()), writeJSON(of[s].entries, s.entries())); err != nil {
			return nil, err
		}
	}
	return of, nil
}

type files struct{ objects, entries string }

func writeJSON(path string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}
