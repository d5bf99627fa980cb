package access_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
)

// TestAnOddUserName: one that no pattern can be made of is nobody's.
func TestAnOddUserName(t *testing.T) {
	t.Parallel()
	const name = "\xff{{SessionName}}"
	m := access.New(access.Objects{
		Bindings: []access.Binding{binding("a", "ClusterRole", "cluster-admin", access.UserSubject(name))},
		Entries:  []access.Entry{{Origin: inML, PrincipalARN: alice, UserName: name}},
	})
	assert.Empty(t, m.Rights(m.Identity(access.Principal{Kind: access.IAM, Name: alice, Cluster: "ml"})))
}

// TestSubjectsThatNobodyMatches: the authorizer knows three kinds of subjects, and finds no service account without a
// namespace. A kind that is not known yet may be one of the three.
func TestSubjectsThatNobodyMatches(t *testing.T) {
	t.Parallel()
	unknown := rbacv1.Subject{Kind: access.Unknown, Name: access.Unknown}
	m := access.New(access.Objects{Bindings: []access.Binding{binding("", "ClusterRole", "cluster-admin",
		rbacv1.Subject{Kind: "Robot", Name: "x"}, rbacv1.Subject{Kind: "ServiceAccount", Name: "x"}, unknown)}})
	var subjects []rbacv1.Subject
	m.Subjects(func(_ string, subject rbacv1.Subject) { subjects = append(subjects, subject) })
	assert.Equal(t, []rbacv1.Subject{unknown}, subjects)
}

// TestSingleRightsNameObjects: no object has the empty name, and a right without a name is one on all objects.
func TestSingleRightsNameObjects(t *testing.T) {
	t.Parallel()
	named := getPods
	named.ResourceNames = []string{"", "x"}
	assert.Equal(t, []access.Right{{Namespace: "a", Verb: "get", Resource: "pods", Name: "x"}},
		access.SingleRights("a", []rbacv1.PolicyRule{named}))
}
