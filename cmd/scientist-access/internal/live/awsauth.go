package live

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/awsauth"
)

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
	found, err := k.client.CoreV1().ConfigMaps(awsauth.Namespace).Get(ctx, awsauth.Name, metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err):
		return nil, nil, nil
	case apierrors.IsForbidden(err):
		missing := "not read: the Kubernetes right to get configmaps in " + awsauth.Namespace + " is missing"
		return nil, []access.Note{{Place: awsauth.Place, Message: missing, LeftOut: true}}, nil
	case err != nil:
		return nil, nil, fmt.Errorf("get %s: %w", awsauth.Place, err)
	}
	var entries []access.Entry
	var notes []access.Note
	for _, key := range []string{"mapRoles", "mapUsers"} {
		var lines []mapping
		if err := yaml.Unmarshal([]byte(found.Data[key]), &lines); err != nil {
			notes = append(notes, access.Note{
				Place: awsauth.Place, Message: key + " is not valid YAML, so that it is not read: " + err.Error(), LeftOut: true,
			})
			continue
		}
		for _, line := range lines {
			entries = append(entries, k.mapped(line))
		}
	}
	if found.Data["mapAccounts"] != "" {
		notes = append(notes, access.Note{
			Place:   awsauth.Place,
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
