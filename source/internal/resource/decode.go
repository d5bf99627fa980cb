package resource

import (
	"fmt"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/internal/owner"
)

// decoders say how each kind that decides about access is read, by Pulumi's token for it.
var decoders = map[string]func(*access.Objects, resource){
	"kubernetes:rbac.authorization.k8s.io/v1:Role":               decodeRole,
	"kubernetes:rbac.authorization.k8s.io/v1:ClusterRole":        decodeRole,
	"kubernetes:rbac.authorization.k8s.io/v1:RoleBinding":        decodeBinding,
	"kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": decodeBinding,
	admission + "ValidatingAdmissionPolicy":                      decodeAdmissionPolicy,
	admission + "ValidatingAdmissionPolicyBinding":               decodeAdmissionBinding,
	names.EntryType: decodeAccessEntry,
	"aws:eks/accessPolicyAssociation:AccessPolicyAssociation": decodePolicyAssociation,
}

// resource is one resource of a stack while it is decoded.
type resource struct {
	origin  access.Origin
	kind    string // the last part of its type: Role, AccessEntry
	in, out properties
	live    bool   // in is what is there
	was     *State // see [State.Was]
	problem *error
}

// Decode adds what a resource is to objects. A resource of a kind that does not decide about access adds nothing.
func Decode(s *State, clusters *Clusters, into *access.Objects) error {
	decode, ok := decoders[s.Type]
	if !ok {
		return nil
	}
	r := resource{
		origin: access.Origin{URN: s.URN, Cluster: clusters.of(s)}, kind: LastPart(s.Type, ":"), live: s.Live, was: s.Was, problem: new(error),
	}
	if s.Outputs != nil {
		r.out = *s.Outputs
	}
	if s.Inputs != nil {
		r.in = *s.Inputs
	}
	if s.Live {
		// A refresh cuts inputs to what the program once wrote; outputs have all that was there.
		r.in, r.out = r.out, r.in
	}
	if r.empty() && s.External {
		r.byID(s.ID, into)
		return nil
	}
	var decoded access.Objects
	decode(&decoded, r)
	if *r.problem != nil {
		return *r.problem
	}
	into.Roles = append(into.Roles, decoded.Roles...)
	into.Bindings = append(into.Bindings, decoded.Bindings...)
	into.Entries = append(into.Entries, decoded.Entries...)
	into.Associations = append(into.Associations, decoded.Associations...)
	into.AdmissionPolicies = append(into.AdmissionPolicies, decoded.AdmissionPolicies...)
	into.AdmissionBindings = append(into.AdmissionBindings, decoded.AdmissionBindings...)
	return nil
}

// empty reports whether nothing of the resource is known but its id.
func (r resource) empty() bool {
	return r.in.Metadata == nil && r.out.Metadata == nil && r.in.PrincipalARN == nil && r.out.PrincipalARN == nil
}

// byID adds an object of which a preview tells the id alone: the program reads it, and Pulumi has not done so yet.
func (r resource) byID(id string, into *access.Objects) {
	namespace, name, ok := strings.Cut(id, "/")
	if !ok {
		namespace, name = "", id
	}
	unknown := []string{access.Unknown}
	switch r.kind {
	case "Role", "ClusterRole":
		into.Roles = append(into.Roles, access.Role{
			Origin: r.origin, Kind: r.kind, Namespace: namespace, Name: name,
			Rules: []rbacv1.PolicyRule{{Verbs: unknown, APIGroups: unknown, Resources: unknown}},
		})
	case "RoleBinding", "ClusterRoleBinding":
		into.Bindings = append(into.Bindings, access.Binding{
			Origin: r.origin, Kind: r.kind, Namespace: namespace, Name: name,
			RoleRef:  rbacv1.RoleRef{Kind: access.Unknown, Name: access.Unknown},
			Subjects: []rbacv1.Subject{{Kind: access.Unknown, Name: access.Unknown}},
		})
	case "ValidatingAdmissionPolicy":
		into.AdmissionPolicies = append(into.AdmissionPolicies,
			access.AdmissionPolicy{Origin: r.origin, Name: name, Withheld: access.Unknown})
	case "ValidatingAdmissionPolicyBinding":
		into.AdmissionBindings = append(into.AdmissionBindings,
			access.AdmissionBinding{Origin: r.origin, Name: name, Withheld: access.Unknown})
	case "AccessEntry":
		cluster, arn, _ := strings.Cut(id, ":")
		r.origin.Cluster = cluster
		into.Entries = append(into.Entries, access.Entry{Origin: r.origin, PrincipalARN: arn, Groups: unknown})
	}
}

// metadata reads an object's namespace and name. The provider may have chosen either: then only the outputs
// tell.
func (r resource) metadata() (namespace, name string) {
	field := func(key string) string {
		if text := property(r.problem, "metadata", r.in.Metadata).at(key).text(); text != "" {
			return text
		}
		return property(r.problem, "metadata", r.out.Metadata).at(key).text()
	}
	namespace, name = field("namespace"), field("name")
	if name == "" {
		name = access.Unknown
	}
	if strings.HasPrefix(r.kind, "Cluster") {
		return "", name
	}
	if namespace == "" {
		// As the provider itself does: canonicalNamespace in
		// https://github.com/pulumi/pulumi-kubernetes/blob/v4.25.0/provider/pkg/provider/provider.go
		namespace = "default"
	}
	return namespace, name
}

// marked is where an object is, and the stack whose mark it has.
func (r resource) marked() access.Origin {
	origin := r.origin
	var unread error // a mark that cannot be read is none
	mark := property(&unread, "metadata", r.in.Metadata).at("annotations").at(owner.Mark).text()
	if mark != "" && access.Known(mark) {
		origin.Owner = "pulumi:" + mark
	}
	return origin
}

// inCluster is where an access entry or an EKS access policy is: it names its cluster itself.
func (r resource) inCluster() access.Origin {
	origin := r.origin
	origin.Cluster = property(r.problem, "clusterName", r.in.ClusterName, r.out.ClusterName).text()
	return origin
}

func decodeRole(o *access.Objects, r resource) {
	role := access.Role{Origin: r.marked(), Kind: r.kind}
	role.Namespace, role.Name = r.metadata()
	role.Aggregated = !property(r.problem, "aggregationRule", r.in.AggregationRule, r.out.AggregationRule).absent()
	role.Incomplete = role.Aggregated
	for _, item := range property(r.problem, "rules", r.in.Rules, r.out.Rules).items() {
		role.Rules = append(role.Rules, decodeRule(item))
	}
	o.Roles = append(o.Roles, role)
}

func decodeRule(item value) rbacv1.PolicyRule {
	if stand, ok := item.withheld(); ok {
		withheld := []string{stand}
		return rbacv1.PolicyRule{Verbs: withheld, APIGroups: withheld, Resources: withheld}
	}
	return rbacv1.PolicyRule{
		Verbs:           item.at("verbs").texts(),
		APIGroups:       item.at("apiGroups").texts(),
		Resources:       item.at("resources").texts(),
		ResourceNames:   item.at("resourceNames").texts(),
		NonResourceURLs: item.at("nonResourceURLs").texts(),
	}
}

func decodeBinding(o *access.Objects, r resource) {
	binding := access.Binding{Origin: r.marked(), Kind: r.kind}
	binding.Namespace, binding.Name = r.metadata()
	ref := property(r.problem, "roleRef", r.in.RoleRef, r.out.RoleRef)
	if ref.absent() {
		ref.wrong("an object")
	}
	binding.RoleRef = rbacv1.RoleRef{
		APIGroup: rbacv1.GroupName, Kind: ref.at("kind").text(), Name: ref.at("name").text(),
	}
	for _, item := range property(r.problem, "subjects", r.in.Subjects, r.out.Subjects).items() {
		binding.Subjects = append(binding.Subjects, rbacv1.Subject{
			Kind: item.at("kind").text(), Name: item.at("name").text(), Namespace: item.at("namespace").text(),
		})
	}
	o.Bindings = append(o.Bindings, binding)
}

func decodeAccessEntry(o *access.Objects, r resource) {
	o.Entries = append(o.Entries, access.Entry{
		Origin:       r.inCluster(),
		PrincipalARN: property(r.problem, "principalArn", r.in.PrincipalARN, r.out.PrincipalARN).text(),
		// The provider computes what is left out: an entry whose program names no groups keeps those it has.
		Groups:   property(r.problem, "kubernetesGroups", r.in.KubernetesGroups, r.out.KubernetesGroups).texts(),
		UserName: property(r.problem, "userName", r.in.UserName, r.out.UserName).text(),
		Type:     property(r.problem, "type", r.in.Type, r.out.Type).text(),
		ARN:      property(r.problem, "accessEntryArn", r.out.AccessEntryARN, r.in.AccessEntryARN).text(),
	})
}

func decodePolicyAssociation(o *access.Objects, r resource) {
	association := access.PolicyAssociation{
		Origin:       r.inCluster(),
		PrincipalARN: property(r.problem, "principalArn", r.in.PrincipalARN, r.out.PrincipalARN).text(),
		PolicyARN:    property(r.problem, "policyArn", r.in.PolicyARN, r.out.PolicyARN).text(),
	}
	scope := property(r.problem, "accessScope", r.in.AccessScope, r.out.AccessScope)
	namespaces := scope.at("namespaces").texts()
	switch kind := scope.at("type").text(); {
	case kind == "cluster":
	case kind == "namespace" && len(namespaces) > 0:
		association.Namespaces = namespaces
	case !access.Known(kind):
		association.Namespaces = []string{kind}
	case *r.problem == nil:
		*r.problem = fmt.Errorf("accessScope.type is %q with %d namespaces, want cluster, or namespace with some",
			kind, len(namespaces))
	}
	o.Associations = append(o.Associations, association)
}
