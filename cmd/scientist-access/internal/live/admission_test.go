package live

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/guardrails"
)

// TestReadAdmission: policies and bindings are read with their author.
func TestReadAdmission(t *testing.T) {
	t.Parallel()
	spec, bound := guardrails.Guardrails{Groups: []string{"g"}}.Policy(), guardrails.Binding("p", "a", guardrails.Deny)
	client := fake.NewClientset(
		&admissionv1.ValidatingAdmissionPolicy{ObjectMeta: meta("", "p", "f:spec"), Spec: spec},
		&admissionv1.ValidatingAdmissionPolicyBinding{ObjectMeta: meta("", "p-a", "f:spec"), Spec: bound},
	)
	var found access.Objects
	unread, err := (&Kubernetes{cluster: "ml", client: client}).ReadAdmission(t.Context(), &found)
	require.NoError(t, err)
	assert.Empty(t, unread)
	origin := access.Origin{Cluster: "ml", By: access.Author{Manager: "helm", Time: noon}}
	assert.Equal(t, access.Objects{
		AdmissionPolicies: []access.AdmissionPolicy{{Origin: origin, Name: "p", Spec: spec}},
		AdmissionBindings: []access.AdmissionBinding{{Origin: origin, Name: "p-a", Spec: bound}},
	}, found)
}

// TestReadAdmissionWithout: where policies may not be read, or there are none yet, nothing is added and the reason is told.
func TestReadAdmissionWithout(t *testing.T) {
	t.Parallel()
	for _, resource := range []string{"validatingadmissionpolicies", "validatingadmissionpolicybindings"} {
		of := schema.GroupResource{Group: "admissionregistration.k8s.io", Resource: resource}
		for name, c := range map[string]struct {
			answer       error
			unread, says string
		}{
			"forbidden": {apierrors.NewForbidden(of, "", errors.New("no")),
				"the Kubernetes right to list " + resource + " is missing (--help lists all)", ""},
			"an older Kubernetes": {apierrors.NewNotFound(of, ""),
				"the cluster's Kubernetes has no admission policies, which came with 1.30", ""},
			"broken": {errors.New("connection refused"), "", "list " + resource + ": connection refused"},
		} {
			t.Run(resource+" "+name, func(t *testing.T) {
				t.Parallel()
				client := fake.NewClientset(&admissionv1.ValidatingAdmissionPolicy{})
				client.PrependReactor("list", resource, func(clienttesting.Action) (bool, runtime.Object, error) { return true, nil, c.answer })
				var found access.Objects
				unread, err := (&Kubernetes{client: client}).ReadAdmission(t.Context(), &found)
				assert.Equal(t, c.unread, unread)
				assert.Empty(t, found)
				if c.says == "" {
					require.NoError(t, err)
				} else {
					require.ErrorContains(t, err, c.says)
				}
			})
		}
	}
}
