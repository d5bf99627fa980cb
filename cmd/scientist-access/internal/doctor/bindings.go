package doctor

import (
	"fmt"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/fix"
)

// reach is how far the bindings of a principal go.
type reach struct {
	here      []*access.Binding // in the namespace or in the whole cluster
	elsewhere []string          // the namespaces of the others
	unbound   []string          // groups that nothing binds
	dangling  []*access.Binding // of those here, whose role does not exist
}

// bound follows what a principal is in the cluster to the bindings that name it.
func (f *Facts) bound(subject access.Entry) reach {
	subject.Origin, subject.Type = access.Origin{Cluster: f.Cluster}, access.Standard
	objects := f.RBAC.Value
	objects.Entries = []access.Entry{subject}
	model := access.New(objects)
	id := model.Identity(access.Principal{Kind: access.IAM, Name: subject.PrincipalARN, Cluster: f.Cluster})
	var r reach
	for _, s := range id.Subjects {
		if s == access.GroupSubject(access.Authenticated) {
			continue // everybody is in it
		}
		bindings := model.Naming(f.Cluster, s)
		if len(bindings) == 0 && s.Kind == rbacv1.GroupKind && s.Name != access.Masters {
			r.unbound = append(r.unbound, s.Name)
		}
		for _, b := range bindings {
			r.add(f, model, b)
		}
	}
	slices.Sort(r.elsewhere)
	r.elsewhere = slices.Compact(r.elsewhere)
	return r
}

func (r *reach) add(f *Facts, model *access.Model, b *access.Binding) {
	switch {
	case b.Namespace != access.WholeCluster && b.Namespace != f.Namespace:
		r.elsewhere = append(r.elsewhere, b.Namespace)
	case model.Role(b) == nil:
		r.here, r.dangling = append(r.here, b), append(r.dangling, b)
	default:
		r.here = append(r.here, b)
	}
}

// inNamespace reports whether a binding is of the namespace itself.
func (r *reach) inNamespace() bool {
	return slices.ContainsFunc(r.here, func(b *access.Binding) bool { return b.Namespace != access.WholeCluster })
}

// bindings: the groups lead to roles that exist, in the namespace that is meant.
func bindings(f *Facts) Link {
	subject, known := f.Subject()
	switch {
	case f.granted():
		return inOrder("the rights are there")
	case !known:
		return unknown("not known, because the groups are not")
	case f.RBAC.Outcome != Known && f.proven():
		return inOrder("not read, as " + f.RBAC.why() + "; rights are there")
	case f.RBAC.Outcome != Known:
		return unknown("not known: " + f.RBAC.why())
	case len(subject.Groups) == 0 && len(f.policies()) > 0:
		return inOrder("none are needed by EKS access policies")
	}
	found := f.bound(subject)
	if len(found.here) == 0 && slices.Contains(subject.Groups, access.Masters) {
		return inOrder(access.Masters + " needs none")
	}
	return f.judgeBindings(found)
}

func (f *Facts) judgeBindings(r reach) Link {
	var names []string
	for _, b := range r.here {
		names = append(names, b.Ref().String())
	}
	switch {
	case len(r.unbound) > 0:
		return broken("nothing binds the group "+strings.Join(r.unbound, ", "), ClusterAdministrator, f.bind(r.unbound[0]))
	case len(r.dangling) > 0:
		b := r.dangling[0]
		return broken(fmt.Sprintf("%s refers to %s, which does not exist", b.Ref(), b.Role()), ClusterAdministrator,
			"pulumi up --refresh where a stack keeps it; otherwise create the role")
	case len(r.elsewhere) > 0 && !r.inNamespace():
		return broken("no binding is in namespace "+f.Namespace+"; there are some in "+strings.Join(r.elsewhere, ", "), f.runner(),
			"use --namespace "+fix.Quote(r.elsewhere[0])+", or let the administrator of the cluster add the namespace to the stack")
	}
	if len(names) == 0 {
		return unknown("no group, and nothing binds the user")
	}
	return inOrder(strings.Join(names, ", "))
}

func (f *Facts) bind(group string) string {
	return "pulumi up --refresh where a stack binds it; otherwise name a group that is bound in the access entry, or " +
		fmt.Sprintf("kubectl create rolebinding NAME --namespace %s --role ROLE --group %s", fix.Quote(f.Namespace), fix.Quote(group))
}

// namespace: there is one of that name.
func namespace(f *Facts) Link {
	if f.Exists.Outcome != Known {
		return unknown("whether " + f.Namespace + " exists is not known: " + f.Exists.why())
	}
	if f.Exists.Value {
		return inOrder(f.Namespace)
	}
	return broken(f.Namespace+" does not exist", ClusterAdministrator, "choose another --namespace, or kubectl create namespace "+fix.Quote(f.Namespace))
}
