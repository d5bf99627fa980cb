package doctor

import (
	"fmt"
	"strings"
	"time"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/awsauth"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/fix"
	"github.com/scientist-access/scientist-access/internal/iam"
)

// entry: there is one for the principal, of a type that signs people in, and made for this very role.
func entry(f *Facts) Link {
	switch f.Entry.Outcome {
	case Known:
		return existing(f)
	case Absent:
		return without(f)
	}
	if f.signedIn() {
		return inOrder("not read, as " + f.Entry.why() + "; the API server lets the principal in")
	}
	return unknown("not known: " + f.Entry.why())
}

// existing is about an access entry that there is.
//
// EKS keeps the principal's unique id in it, and tells nobody. Source: https://github.com/aws/containers-roadmap/issues/2441
// and https://github.com/terraform-aws-modules/terraform-aws-eks/issues/3329
func existing(f *Facts) Link {
	e := f.Entry.Value
	if !e.ForPeople() {
		return broken("it is of type "+e.TypeName()+", which is for nodes", ClusterAdministrator, again(f))
	}
	if f.IAM.Outcome == Known && f.IAM.Value.Created.After(e.Created) {
		return broken(fmt.Sprintf("%s was made again after its access entry, which still means the one before", e.PrincipalARN),
			ClusterAdministrator, again(f)).with("made at: "+stamp(f.IAM.Value.Created), "access entry made at: "+stamp(e.Created))
	}
	if f.IAM.Outcome == Known || f.signedIn() {
		return inOrder("there is one, made at " + stamp(e.Created))
	}
	return unknown("there is one; whether the principal was made again after it is not known: " + f.IAM.why())
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// again is the command that makes an access entry anew.
func again(f *Facts) string {
	return fix.OnEntry("delete-access-entry", f.Cluster, f.target()) + " && " + create(f) +
		"; where a stack keeps the entry, pulumi up after the first of them"
}

// create is the command that makes an access entry, with what the one before has. What nodes have is not for people.
func create(f *Facts) string {
	var before access.Entry
	if f.Entry.Value.ForPeople() {
		before = f.Entry.Value.Entry
	}
	command := fix.OnEntry("create-access-entry", f.Cluster, f.target()) + " --kubernetes-groups"
	for _, group := range before.Groups {
		command += " " + fix.Quote(group)
	}
	if len(before.Groups) == 0 {
		command += " GROUP"
	}
	if name := before.UserName; name != "" && name != iam.DefaultUserName(before.PrincipalARN) {
		command += " --username " + fix.Quote(name)
	}
	for _, a := range f.Policies.Value {
		command += " && " + associate(f, a)
	}
	return command
}

// associate is the command that gives an EKS access policy.
func associate(f *Facts, a access.PolicyAssociation) string {
	scope := "type=cluster"
	if len(a.Namespaces) > 0 {
		scope = "type=namespace,namespaces=" + strings.Join(a.Namespaces, ",")
	}
	return fix.OnEntry("associate-access-policy", f.Cluster, f.target()) + " --policy-arn " + fix.Quote(a.PolicyARN) + " --access-scope " +
		fix.Quote(scope)
}

// without is about a principal that has no access entry. Where the authentication mode lets aws-auth have effect, whether
// that lets it in shows in its sign-in, or in the ConfigMap itself.
func without(f *Facts) Link {
	if f.signedIn() || f.Line.Outcome == Known {
		return inOrder("there is none; " + awsauth.Place + " lets the principal in")
	}
	told, why := f.Line.Outcome == Absent, f.Line.why()
	if f.self() {
		told, why = f.User.Outcome == Refused, f.User.why()
	}
	if f.Described.Value.ConfigMap && !told {
		return unknown("there is none; whether " + awsauth.Place + " has a line in its place is not known: " + why)
	}
	return broken("there is none for "+f.name(), ClusterAdministrator, "add the principal to the stack and run pulumi up, or "+create(f))
}

// signIn: the API server takes the token of the kubeconfig, and for that of the same principal.
func signIn(f *Facts) Link {
	switch f.User.Outcome {
	case Known:
		if arn := f.User.Value.ARN; arn != "" && f.Caller.Value != "" && !iam.SameCaller(arn, f.Caller.Value) {
			return broken("the kubeconfig signs in as "+arn+", not as "+f.Caller.Value, Scientist, f.updateKubeconfig()+ofProfile)
		}
		return inOrder("as " + f.User.Value.Name)
	case Refused:
		return refused(f)
	case Lacking:
		return unknown("the API server knows the principal, and does not tell as whom: " + f.User.why())
	}
	return broken("the API server cannot be asked: "+f.User.why(), Scientist,
		"kubectl version shows the same; see that the network reaches the cluster's endpoint and that the command of the kubeconfig works")
}

const ofProfile = ", with the AWS profile that you mean"

// refused is about a principal that has an access entry, and whom the API server does not let in.
func refused(f *Facts) Link {
	const what = "the API server does not accept the token (401)"
	first := "wait a minute if the access entry is new; then " + f.updateKubeconfig() + ofProfile
	if f.IAM.Outcome == Known {
		return broken(what, Scientist, first)
	}
	return broken(what, ClusterAdministrator, first+"; if that does not help, the role may have been made again: "+again(f))
}

// groups: what lets the principal in gives it something to be bound by.
func groups(f *Facts) Link {
	subject, known := f.Subject()
	if !known {
		return unknown("not known: " + f.Entry.why())
	}
	policies := f.policies()
	switch {
	case len(subject.Groups) > 0:
		return inOrder(strings.Join(append(subject.Groups, policies...), ", "))
	case len(policies) > 0:
		return inOrder("no group, but EKS access policies: " + strings.Join(policies, ", "))
	case f.proven():
		return inOrder("no group; the rights are there without")
	case f.names(subject):
		return inOrder("no group; bindings name the user " + subject.User())
	case f.Policies.Outcome == Lacking || f.Policies.Outcome == Failed:
		return unknown("no group; whether there are EKS access policies is not known: " + f.Policies.why())
	}
	return broken("the access entry has neither groups nor EKS access policies, so that it gives nothing", ClusterAdministrator,
		"pulumi up where a stack keeps it, or "+fix.OnEntry("update-access-entry", f.Cluster, f.target())+" --kubernetes-groups GROUP")
}

// names reports whether a binding is known that names the user.
func (f *Facts) names(subject access.Entry) bool {
	if f.RBAC.Outcome != Known {
		return false
	}
	return len(f.bound(access.Entry{UserName: subject.User()}).here) > 0
}
