package question

import (
	"fmt"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/internal/iam"
	"github.com/scientist-access/scientist-access/internal/nearest"
)

// How subjects that are no IAM principals are written.
const (
	groupPrefix = "group:"
	userPrefix  = "user:"
)

// Find is the principal that a text means: the ARN of an IAM principal, of a session of a role, or an end of an ARN that no
// other has; group:NAME, user:NAME, or the user name of a service account.
func (a *Asker) Find(text string) (access.Principal, error) {
	s, ok := subjectOf(text)
	if !ok {
		return a.iam(text)
	}
	isAccount := s.Kind == rbacv1.ServiceAccountKind
	if isAccount && (s.Namespace == "" || s.Name == "") {
		return access.Principal{}, fmt.Errorf("%q is not the user name of a service account: want %sNAMESPACE:NAME", text,
			access.ServiceAccountPrefix)
	}
	// A slip must not be taken for somebody without rights. Service accounts have some by their groups, named or not.
	if known := a.Subjects(); !isAccount && !slices.Contains(known, text) {
		return access.Principal{}, fmt.Errorf("nothing names %s%s", access.SubjectName(s), suggestion(text, known))
	}
	return a.subject(s), nil
}

// subjectOf is the subject that a text names; false for what may be an IAM principal.
func subjectOf(text string) (rbacv1.Subject, bool) {
	if rest, ok := strings.CutPrefix(text, access.ServiceAccountPrefix); ok {
		namespace, name, _ := strings.Cut(rest, ":")
		return rbacv1.Subject{Kind: rbacv1.ServiceAccountKind, Namespace: namespace, Name: name}, true
	}
	if name, ok := strings.CutPrefix(text, groupPrefix); ok {
		return access.GroupSubject(name), true
	}
	name, ok := strings.CutPrefix(text, userPrefix)
	return access.UserSubject(name), ok
}

// subject is a subject of bindings as a principal of its own.
func (a *Asker) subject(s rbacv1.Subject) access.Principal {
	a.before.AddSubject(a.cluster, s)
	return a.after.AddSubject(a.cluster, s)
}

// Subjects are the groups, users and service accounts that bindings name or access entries carry, as [Asker.Find] takes them.
func (a *Asker) Subjects() []string {
	set := map[string]bool{groupPrefix + access.Authenticated: true}
	for _, m := range []*access.Model{a.before, a.after} {
		m.Subjects(func(cluster string, s rbacv1.Subject) {
			if cluster == a.cluster && access.Known(s.Name) {
				set[written(s)] = true
			}
		})
		for p, id := range m.Principals() {
			for _, group := range id.Groups {
				if p.Cluster == a.cluster && access.Known(group) {
					set[groupPrefix+group] = true
				}
			}
		}
	}
	return sorted(set)
}

func written(s rbacv1.Subject) string {
	switch s.Kind {
	case rbacv1.ServiceAccountKind:
		return access.ServiceAccountUser(s)
	case rbacv1.UserKind:
		return userPrefix + s.Name
	}
	return groupPrefix + s.Name
}

// ARNs are those of the cluster's IAM principals.
func (a *Asker) ARNs() []string {
	set := map[string]bool{}
	for _, p := range a.principals() {
		if p.Kind == access.IAM {
			set[p.Name] = true
		}
	}
	return sorted(set)
}

func (a *Asker) iam(text string) (access.Principal, error) {
	all := a.ARNs()
	matching := slices.DeleteFunc(slices.Clone(all), func(arn string) bool { return !means(text, arn) })
	if slices.Contains(all, text) {
		matching = []string{text}
	}
	switch len(matching) {
	case 1:
		return access.Principal{Kind: access.IAM, Name: matching[0], Cluster: a.cluster}, nil
	case 0:
		return access.Principal{}, fmt.Errorf("no access entry is for %q%s; a group is written group:NAME, a user user:NAME, "+
			"a service account %sNAMESPACE:NAME", text, suggestion(text, ends(text, all)), access.ServiceAccountPrefix)
	}
	return access.Principal{}, fmt.Errorf("%q may mean %s: write more of the ARN", text, strings.Join(matching, ", "))
}

// means reports whether a text is an end of an ARN, from a slash or colon on, or the ARN of a session of a role.
func means(text, arn string) bool {
	if _, _, isSession := iam.Session(text); isSession {
		return iam.IsSession(text, arn)
	}
	before := strings.TrimSuffix(arn, text) // all of it, if the text is no end
	return before == "" || strings.HasSuffix(before, "/") || strings.HasSuffix(before, ":")
}

// ends are the parts of ARNs that compare with a text: whole ones, or what stands after the last slashes.
func ends(text string, arns []string) []string {
	parts := strings.Count(text, "/") + 1
	if strings.HasPrefix(text, "arn:") {
		return arns
	}
	var ends []string
	for _, arn := range arns {
		all := strings.Split(arn[strings.LastIndex(arn, ":")+1:], "/")
		ends = append(ends, strings.Join(all[max(0, len(all)-parts):], "/"))
	}
	return ends
}

// most is how many suggestions there are at most.
const most = 3

// suggestion lists what contains the text, or else the nearest, as far as it resembles the text.
func suggestion(text string, all []string) string {
	found := slices.DeleteFunc(slices.Clone(all), func(s string) bool { return text == "" || !strings.Contains(s, text) })
	if len(found) == 0 {
		found = near(text, all)
	}
	if len(found) == 0 {
		return ""
	}
	return " (did you mean " + strings.Join(found[:min(most, len(found))], ", or ") + "?)"
}

// near are those of whose letters at most half are others than the text's, the kind of a subject left out.
func near(text string, all []string) []string {
	var found []string
	letters := len(strings.TrimPrefix(strings.TrimPrefix(text, groupPrefix), userPrefix))
	for left := slices.Clone(all); len(left) > 0; {
		best, edits := nearest.Word(text, left)
		if edits*2 > letters {
			break
		}
		found = append(found, best)
		left = slices.DeleteFunc(left, func(s string) bool { return s == best })
	}
	return found
}
