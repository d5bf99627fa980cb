package render_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// TestPageTellsForWhomADangerIsNew: of a danger that others have, beside one that is not new.
func TestPageTellsForWhomADangerIsNew(t *testing.T) {
	t.Parallel()
	origin := access.Origin{Cluster: "ml"}
	entry := func(name string, groups ...string) access.Entry {
		return access.Entry{Origin: origin, PrincipalARN: "arn:aws:iam::111122223333:role/" + name, Groups: groups}
	}
	state := func(adas ...string) access.Objects {
		o := access.Objects{Entries: []access.Entry{entry("Ada", adas...), entry("Ben", "readers")}}
		for name, rule := range map[string]rbacv1.PolicyRule{
			"readers": {Verbs: []string{"get", "list"}, APIGroups: []string{""}, Resources: []string{"secrets"}},
			"workers": {Verbs: []string{"create"}, APIGroups: []string{""}, Resources: []string{"pods/exec"}},
		} {
			o.Roles = append(o.Roles, access.Role{Origin: origin, Kind: "Role", Namespace: "a", Name: name, Rules: []rbacv1.PolicyRule{rule}})
			o.Bindings = append(o.Bindings, access.Binding{
				Origin: origin, Kind: "RoleBinding", Namespace: "a", Name: name, RoleRef: rbacv1.RoleRef{Kind: "Role", Name: name},
				Subjects: []rbacv1.Subject{{Kind: "Group", Name: name}},
			})
		}
		return o
	}
	reading := &access.Reading{Source: access.Preview, Before: state("workers"), After: state("workers", "readers")}
	root, err := html.Parse(strings.NewReader(pageOf(t, review.New(reading))))
	require.NoError(t, err)
	assert.Contains(t, text(find(root, "dl")[0]), "1 danger is new with this change; the worst is read-secrets (medium), for role/Ada in a.")
}
