package live

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/scientist-access/scientist-access/access"
)

// The ConfigMap that lets principals in where the cluster's authentication mode lets it have effect.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
const (
	awsAuthNamespace = "kube-system"
	awsAuthName      = "aws-auth"
)

// awsAuthPlace is how the ConfigMap is called in notes.
const awsAuthPlace = "ConfigMap " + awsAuthNamespace + "/" + awsAuthName

// mapping is a line of mapRoles or mapUsers.
type mapping struct {
	RoleARN  string   `json:"rolearn"`
	UserARN  string   `json:"userarn"`
	Username string   `json:"username"`
	Groups   []string `json:"groups"`
}

// AWSAuth reads whom the ConfigMap aws-auth lets in, each as the access entry that would do the same. Its ARNs of roles
// are without path. What cannot be read of it is in the notes.
func (k *Kubernetes) AWSAuth(ctx context.Context) ([]access.Entry, []access.Note, error) {
	found, err := k.client.CoreV1().ConfigMaps(awsAuthNamespace).Get(ctx, awsAuthName, metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err):
		return nil, nil, nil
	case apierrors.IsForbidden(err):
		missing := "not read: the Kubernetes right to get configmaps in " + awsAuthNamespace + " is missing"
		return nil, []access.Note{{Place: awsAuthPlace, Message: missing, LeftOut: true}}, nil
	case err != nil:
		return nil, nil, fmt.Errorf("get %s: %w", awsAuthPlace, err)
	}
	var entries []access.Entry
	var notes []access.Note
	for _, key := range []string{"mapRoles", "mapUsers"} {
		var lines []mapping
		if err := yaml.Unmarshal([]byte(found.Data[key]), &lines); err != nil {
			notes = append(notes, access.Note{
				Place: awsAuthPlace, Message: key + " is not valid YAML, so that it is not read: " + err.Error(), LeftOut: true,
			})
			continue
		}
		for _, line := range lines {
			entries = append(entries, k.mapped(line))
		}
	}
	if found.Data["mapAccounts"] != "" {
		notes = append(notes, access.Note{
			Place:   awsAuthPlace,
			Message: "mapAccounts lets all principals of whole accounts in, without groups; they are not listed",
		})
	}
	return entries, notes, nil
}

// mapped is a line as an access entry. What the user is called to whom the line gives no name is not known.
func (k *Kubernetes) mapped(line mapping) access.Entry {
	entry := access.Entry{
		Origin: access.Origin{Cluster: k.cluster}, PrincipalARN: line.RoleARN, Groups: line.Groups, UserName: line.Username,
	}
	if entry.PrincipalARN == "" {
		entry.PrincipalARN = line.UserARN
	}
	if entry.UserName == "" {
		entry.UserName = access.Unknown
	}
	return entry
}
