package verify

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/review"
)

// subjects are those that the stack gives rights to.
type subjects struct {
	bound    map[rbacv1.Subject]bool // by name: groups, users, service accounts
	sessions []*regexp.Regexp        // user names of which each session has another
}

// everybody are the groups that the API server itself puts people into.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
var everybody = []string{"system:authenticated", "system:unauthenticated"}

// subjects collects the groups and user names of the entries, and the subjects of the bindings. What begins with
// system: is the cluster's own: others bind it too.
func (d *Declared) subjects() subjects {
	s := subjects{bound: map[rbacv1.Subject]bool{}}
	for _, entry := range d.Entries {
		for _, group := range entry.Groups {
			s.add(rbacv1.Subject{Kind: rbacv1.GroupKind, Name: group})
		}
		name := userName(entry)
		s.add(rbacv1.Subject{Kind: rbacv1.UserKind, Name: name})
		if strings.Contains(name, "{{") {
			s.sessions = append(s.sessions, sessionPattern(name))
		}
	}
	for _, binding := range d.Bindings {
		for _, subject := range binding.Subjects {
			s.add(normal(subject, binding.Namespace))
		}
	}
	return s
}

func (s subjects) add(subject rbacv1.Subject) {
	if !strings.HasPrefix(subject.Name, "system:") {
		s.bound[subject] = true
	}
}

func (s subjects) has(subject rbacv1.Subject) bool {
	if s.bound[subject] {
		return true
	}
	return subject.Kind == rbacv1.UserKind && slices.ContainsFunc(s.sessions, func(session *regexp.Regexp) bool {
		return session.MatchString(subject.Name)
	})
}

var placeholder = regexp.MustCompile(`\\{\\{\w+\\}\\}`)

// sessionPattern matches the names that a template such as …/{{SessionName}} stands for.
func sessionPattern(template string) *regexp.Regexp {
	return regexp.MustCompile("^" + placeholder.ReplaceAllLiteralString(regexp.QuoteMeta(template), ".+") + "$")
}

// userName is the name an entry gives in the cluster; EKS's default if the stack leaves it to EKS.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
func userName(entry review.AccessEntry) string {
	if entry.UserName != "" {
		return entry.UserName
	}
	head, name, ok := strings.Cut(entry.PrincipalARN, ":role/")
	if !ok {
		return entry.PrincipalARN
	}
	name = name[strings.LastIndex(name, "/")+1:]
	return strings.Replace(head, ":iam:", ":sts:", 1) + ":assumed-role/" + name + "/{{SessionName}}"
}

// normal is a subject as bindings are compared by it: without the API group, and with the namespace that the
// authorizer assumes for a service account.
func normal(subject rbacv1.Subject, namespace string) rbacv1.Subject {
	if subject.Kind != rbacv1.ServiceAccountKind {
		return rbacv1.Subject{Kind: subject.Kind, Name: subject.Name}
	}
	return rbacv1.Subject{Kind: subject.Kind, Name: subject.Name, Namespace: cmp.Or(subject.Namespace, namespace)}
}

func subjectName(subject rbacv1.Subject) string {
	return objectKey{subject.Kind, subject.Namespace, subject.Name}.String()
}
