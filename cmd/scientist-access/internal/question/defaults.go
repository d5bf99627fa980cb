package question

import (
	"fmt"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
)

// byDefault: what Kubernetes itself gives, which is in no stack.
func (v view) byDefault() []doubt {
	if v.reading.Source == access.Live {
		return nil
	}
	var all []doubt
	for _, d := range defaults {
		if slices.Contains(v.id.Subjects, access.GroupSubject(d.group)) {
			why := "ClusterRole %s: Kubernetes gives it to Group %s, unless somebody changed that"
			all = append(all, doubt{rules: d.rules, text: fmt.Sprintf(why, d.role, d.group)})
		}
	}
	return all
}

// defaults are the rights that Kubernetes gives to everybody.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles and
// https://github.com/kubernetes/kubernetes/blob/v1.34.0/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go
var defaults = []struct {
	role, group string
	rules       []rbacv1.PolicyRule
}{
	{"system:basic-user", access.Authenticated, []rbacv1.PolicyRule{
		create("authorization.k8s.io", "selfsubjectaccessreviews", "selfsubjectrulesreviews"),
		create("authentication.k8s.io", "selfsubjectreviews"),
	}},
	{"system:discovery", access.Authenticated, get(
		"/livez", "/readyz", "/healthz", "/version", "/version/", "/openapi", "/openapi/*", "/api", "/api/*", "/apis", "/apis/*",
	)},
	{"system:public-info-viewer", access.Authenticated, publicInfo},
	{"system:public-info-viewer", access.Unauthenticated, publicInfo},
	{"system:service-account-issuer-discovery", access.ServiceAccounts, get(
		"/.well-known/openid-configuration", "/.well-known/openid-configuration/", "/openid/v1/jwks", "/openid/v1/jwks/",
	)},
}

var publicInfo = get("/livez", "/readyz", "/healthz", "/version", "/version/")

func create(group string, resources ...string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{Verbs: []string{"create"}, APIGroups: []string{group}, Resources: resources}
}

func get(paths ...string) []rbacv1.PolicyRule {
	return []rbacv1.PolicyRule{{Verbs: []string{"get"}, NonResourceURLs: paths}}
}
