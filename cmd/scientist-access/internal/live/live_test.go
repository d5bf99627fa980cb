package live

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"github.com/scientist-access/scientist-access/access"
)

func TestAuthor(t *testing.T) {
	t.Parallel()
	early, late := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2025, 1, 2, 0, 0, 0, 0, time.UTC)
	entry := func(manager string, at time.Time, fields string) metav1.ManagedFieldsEntry {
		return metav1.ManagedFieldsEntry{
			Manager: manager, Time: &metav1.Time{Time: at}, FieldsV1: &metav1.FieldsV1{Raw: []byte(fields)},
		}
	}
	tests := []struct {
		name    string
		entries []metav1.ManagedFieldsEntry
		want    access.Author
	}{
		{"nobody", nil, access.Author{}},
		{"the field's owner, not the last", []metav1.ManagedFieldsEntry{
			entry("a", early, `{"f:rules":{}}`), entry("b", late, `{"f:metadata":{}}`),
		}, access.Author{Manager: "a", Time: early}},
		{"the last of two owners", []metav1.ManagedFieldsEntry{
			entry("b", late, `{"f:rules":{}}`), entry("a", early, `{"f:rules":{}}`),
		}, access.Author{Manager: "b", Time: late}},
		{"the last, where nobody owns the field", []metav1.ManagedFieldsEntry{
			entry("a", early, `{"f:metadata":{}}`), entry("b", late, `{"f:metadata":{}}`),
		}, access.Author{Manager: "b", Time: late}},
		{"fields that cannot be read", []metav1.ManagedFieldsEntry{entry("a", early, `{`)}, access.Author{Manager: "a", Time: early}},
		{"no time", []metav1.ManagedFieldsEntry{{Manager: "a"}}, access.Author{Manager: "a"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, author(test.entries, "f:rules"))
		})
	}
}

func TestSameCluster(t *testing.T) {
	t.Parallel()
	cluster := Cluster{Endpoint: "https://ml.eks.example", CertificateAuthority: []byte("ours")}
	tests := []struct {
		name, host, ca string
		same           bool
	}{
		{"the endpoint", "https://ml.eks.example", "", true},
		{"the endpoint, with a slash", "https://ml.eks.example/", "", true},
		{"a tunnel", "https://localhost:8443", "ours\n", true},
		{"another cluster", "https://other.eks.example", "theirs", false},
		{"another cluster without an authority", "https://other.eks.example", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			config := &rest.Config{Host: test.host, TLSClientConfig: rest.TLSClientConfig{CAData: []byte(test.ca)}}
			err := SameCluster(config, "ml", cluster)
			if test.same {
				assert.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, "choose another --context")
		})
	}
	assert.Error(t, SameCluster(&rest.Config{Host: "https://a"}, "ml", Cluster{Endpoint: "https://b"}),
		"two that name no authority are not the same")
}
