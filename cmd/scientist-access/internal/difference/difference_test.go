package difference_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/difference"
)

func pods(verbs ...string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"pods"}, Verbs: verbs}
}

func TestRules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		declared, live []rbacv1.PolicyRule
		want           []string
	}{
		"the same":              {[]rbacv1.PolicyRule{pods("get", "list")}, []rbacv1.PolicyRule{pods("list"), pods("get")}, nil},
		"more":                  {[]rbacv1.PolicyRule{pods("get")}, []rbacv1.PolicyRule{pods("get", "delete")}, []string{"+ delete pods"}},
		"less":                  {[]rbacv1.PolicyRule{pods("get", "list")}, []rbacv1.PolicyRule{pods("get")}, []string{"- list pods"}},
		"none":                  {[]rbacv1.PolicyRule{pods("get")}, nil, []string{"- get pods"}},
		"a wildcard for a verb": {[]rbacv1.PolicyRule{pods("get")}, []rbacv1.PolicyRule{pods("*")}, []string{"+ * pods"}},
	} {
		assert.Equal(t, c.want, difference.Rules(c.declared, c.live), name)
	}
}

func TestBindings(t *testing.T) {
	t.Parallel()
	binding := func(kind, role string, groups ...string) access.Binding {
		b := access.Binding{Kind: "RoleBinding", Namespace: "a", Name: "b", RoleRef: rbacv1.RoleRef{Kind: kind, Name: role}}
		for _, group := range groups {
			b.Subjects = append(b.Subjects, access.GroupSubject(group))
		}
		return b
	}
	for name, c := range map[string]struct {
		live access.Binding
		want []string
	}{
		"the same":        {binding("Role", "r", "h", "g"), nil},
		"another subject": {binding("Role", "r", "g", "i"), []string{"+ Group i", "- Group h"}},
		"another role":    {binding("Role", "s", "g", "h"), []string{"+ binds Role a/s", "- binds Role a/r"}},
		"a ClusterRole":   {binding("ClusterRole", "r", "g", "h"), []string{"+ binds ClusterRole r", "- binds Role a/r"}},
	} {
		assert.Equal(t, c.want, difference.Bindings(binding("Role", "r", "g", "h"), c.live), name)
	}
}

func TestEntries(t *testing.T) {
	t.Parallel()
	const bob = "arn:aws:iam::111122223333:user/bob"
	declared := access.Entry{PrincipalARN: bob, Groups: []string{"g"}}
	for name, c := range map[string]struct {
		live access.Entry
		want []string
	}{
		"the same":          {access.Entry{PrincipalARN: bob, Groups: []string{"g"}, UserName: bob, Type: "STANDARD"}, nil},
		"other groups":      {access.Entry{PrincipalARN: bob, Groups: []string{"h"}, UserName: bob}, []string{"+ group h", "- group g"}},
		"another user name": {access.Entry{PrincipalARN: bob, Groups: []string{"g"}, UserName: "bob"}, []string{"+ user name bob", "- user name " + bob}},
		"another type": {
			access.Entry{PrincipalARN: bob, Groups: []string{"g"}, UserName: bob, Type: "EC2_LINUX"},
			[]string{"+ type EC2_LINUX", "- type STANDARD"},
		},
	} {
		assert.Equal(t, c.want, difference.Entries(declared, c.live), name)
	}
	nodes := access.Entry{PrincipalARN: bob, Type: "EC2_LINUX"}
	live := access.Entry{PrincipalARN: bob, Type: "EC2_LINUX", Groups: []string{"system:nodes"}, UserName: "system:node:x"}
	assert.Empty(t, difference.Entries(nodes, live), "EKS adds to entries for nodes")
}
