package live

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"

	"github.com/scientist-access/scientist-access/access"
)

const nodeRole = `- rolearn: arn:aws:iam::111122223333:role/Nodes
  username: system:node:{{EC2PrivateDNSName}}
  groups: [system:bootstrappers, system:nodes]
`

// TestAWSAuth: what is read of the ConfigMap, and what is said of the rest.
func TestAWSAuth(t *testing.T) {
	t.Parallel()
	entry := func(arn, user string, groups ...string) access.Entry {
		return access.Entry{Origin: access.Origin{Cluster: "ml"}, PrincipalARN: arn, UserName: user, Groups: groups}
	}
	nodes := entry("arn:aws:iam::111122223333:role/Nodes", "system:node:{{EC2PrivateDNSName}}", "system:bootstrappers", "system:nodes")
	tests := []struct {
		name    string
		data    map[string]string
		entries []access.Entry
		notes   []string
	}{
		{"empty", nil, nil, nil},
		{"roles", map[string]string{"mapRoles": nodeRole}, []access.Entry{nodes}, nil},
		{"users", map[string]string{"mapUsers": `[{"userarn":"arn:aws:iam::111122223333:user/bob","username":"bob","groups":["g"]}]`},
			[]access.Entry{entry("arn:aws:iam::111122223333:user/bob", "bob", "g")}, nil},
		{"no user name", map[string]string{"mapRoles": "- rolearn: " + alice}, []access.Entry{entry(alice, "(not known yet)")}, nil},
		{"broken roles do not hide users", map[string]string{"mapRoles": "{", "mapUsers": "- userarn: " + bob + "\n  username: b"},
			[]access.Entry{entry(bob, "b")}, []string{"mapRoles is not valid YAML, so that it is not read: "}},
		{"another shape", map[string]string{"mapRoles": "rolearn: " + alice}, nil, []string{"mapRoles is not valid YAML"}},
		{"no ARN", map[string]string{"mapRoles": "- username: x\n- rolearn: " + alice + "\n  username: al\n"},
			[]access.Entry{entry(alice, "al")}, []string{"a line of mapRoles has no ARN, so that it is not read"}},
		{"no accounts", map[string]string{"mapAccounts": "[]\n"}, nil, nil},
		{"broken accounts", map[string]string{"mapAccounts": "{"}, nil, []string{"mapAccounts is not valid YAML, so that it is not read: "}},
		{"accounts", map[string]string{"mapAccounts": "- \"444455556666\""}, nil, []string{"mapAccounts lets all principals of whole accounts in"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			client := fake.NewClientset(&corev1.ConfigMap{
				ObjectMeta: metav1.ObjectMeta{Namespace: "kube-system", Name: "aws-auth"}, Data: test.data,
			})
			entries, notes, err := (&Kubernetes{cluster: "ml", client: client}).AWSAuth(t.Context())
			require.NoError(t, err)
			assert.Equal(t, test.entries, entries)
			require.Len(t, notes, len(test.notes))
			for i, want := range test.notes {
				assert.Equal(t, "ConfigMap kube-system/aws-auth", notes[i].Place)
				assert.Contains(t, notes[i].Message, want)
			}
		})
	}
}

// TestAWSAuthNamesItsAuthors: who wrote the roles need not have written the users.
func TestAWSAuthNamesItsAuthors(t *testing.T) {
	t.Parallel()
	at := metav1.NewTime(noon)
	wrote := func(manager, key string) metav1.ManagedFieldsEntry {
		return metav1.ManagedFieldsEntry{
			Manager: manager, Time: &at, FieldsV1: &metav1.FieldsV1{Raw: []byte(`{"f:data":{".":{},"f:` + key + `":{}}}`)},
		}
	}
	client := fake.NewClientset(&corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Namespace: "kube-system", Name: "aws-auth", ManagedFields: []metav1.ManagedFieldsEntry{
			wrote("eksctl", "mapRoles"), wrote("mallory", "mapUsers"),
		}},
		Data: map[string]string{"mapRoles": "- rolearn: " + alice, "mapUsers": "- userarn: " + bob},
	})
	entries, notes, err := (&Kubernetes{cluster: "ml", client: client}).AWSAuth(t.Context())
	require.NoError(t, err)
	assert.Empty(t, notes)
	require.Len(t, entries, 2)
	assert.Equal(t, access.Author{Manager: "eksctl", Time: noon}, entries[0].By)
	assert.Equal(t, access.Author{Manager: "mallory", Time: noon}, entries[1].By)
}

// TestAWSAuthIsOptional: it may be absent, or forbidden, which is said. Other failures are errors.
func TestAWSAuthIsOptional(t *testing.T) {
	t.Parallel()
	entries, notes, err := (&Kubernetes{client: fake.NewClientset()}).AWSAuth(t.Context())
	require.NoError(t, err)
	assert.Empty(t, entries)
	assert.Empty(t, notes)
	failing := func(failure error) *Kubernetes {
		client := fake.NewClientset()
		client.PrependReactor("get", "configmaps", func(clienttesting.Action) (bool, runtime.Object, error) { return true, nil, failure })
		return &Kubernetes{client: client}
	}
	_, notes, err = failing(apierrors.NewForbidden(schema.GroupResource{}, "", errors.New("no"))).AWSAuth(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []access.Note{{
		Place: "ConfigMap kube-system/aws-auth", Message: "not read: the Kubernetes right to get configmaps in kube-system is missing", LeftOut: true,
	}}, notes)
	_, _, err = failing(errors.New("connection refused")).AWSAuth(t.Context())
	assert.EqualError(t, err, "get ConfigMap kube-system/aws-auth: connection refused")
}
