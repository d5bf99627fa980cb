package live

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
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

// AWSAuth reads the lines of the ConfigMap aws-auth, each as the access entry that would do the same; [awsauth.Effective]
// knows which of them let somebody in. The notes say whom else it may let in.
func (k *Kubernetes) AWSAuth(ctx context.Context) ([]access.Entry, []access.Note, error) {
	found, err := k.client.CoreV1().ConfigMaps(awsauth.Namespace).Get(ctx, awsauth.Name, metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err):
		return nil, nil, nil
	case apierrors.IsForbidden(err):
		return nil, []access.Note{unread("not read: the Kubernetes right to get configmaps in " + awsauth.Namespace + " is missing")}, nil
	case err != nil:
		return nil, nil, fmt.Errorf("get %s: %w", awsauth.Place, err)
	}
	roles, unreadRoles := k.mapped(found, "mapRoles")
	users, unreadUsers := k.mapped(found, "mapUsers")
	return slices.Concat(roles, users), slices.Concat(unreadRoles, unreadUsers, accounts(found)), nil
}

// mapped are the lines below a key.
func (k *Kubernetes) mapped(found *corev1.ConfigMap, key string) ([]access.Entry, []access.Note) {
	var lines []mapping
	if err := yaml.Unmarshal([]byte(found.Data[key]), &lines); err != nil {
		return nil, []access.Note{invalid(key, err)}
	}
	origin := access.Origin{Cluster: k.cluster, By: author(found.ManagedFields, "f:data", "f:"+key)}
	var entries []access.Entry
	var notes []access.Note
	for _, line := range lines {
		entry := line.entry(origin)
		if entry.PrincipalARN == "" {
			notes = append(notes, unread("a line of "+key+" has no ARN, so that it is not read"))
			continue
		}
		entries = append(entries, entry)
	}
	return entries, notes
}

// entry is a line as an access entry. What the user is called to whom the line gives no name is not known.
func (m mapping) entry(origin access.Origin) access.Entry {
	return access.Entry{
		Origin: origin, PrincipalARN: cmp.Or(m.RoleARN, m.UserARN), Groups: m.Groups, UserName: cmp.Or(m.Username, access.Unknown),
	}
}

// accounts says that whole accounts are let in.
func accounts(found *corev1.ConfigMap) []access.Note {
	var accounts []any
	if err := yaml.Unmarshal([]byte(found.Data["mapAccounts"]), &accounts); err != nil {
		return []access.Note{invalid("mapAccounts", err)}
	}
	if len(accounts) == 0 {
		return nil
	}
	return []access.Note{{
		Place:   awsauth.Place,
		Message: "mapAccounts lets all principals of whole accounts in, without groups; they are not listed",
	}}
}

func invalid(key string, err error) access.Note {
	return unread(key + " is not valid YAML, so that it is not read: " + err.Error())
}

func unread(message string) access.Note {
	return access.Note{Place: awsauth.Place, Message: message, LeftOut: true}
}
