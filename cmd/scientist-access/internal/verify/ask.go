package verify

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
)

// Authorizer says what somebody may do.
type Authorizer interface {
	Allowed(ctx context.Context, user string, groups []string, right access.Right) (bool, error)
}

// Answers say which of the declared rights an authorizer refuses.
type Answers struct {
	Asked   int
	refused []asker // those who lack rights, with these alone
}

// asker is somebody for whom the authorizer is asked. Those that are the same to it share one.
type asker struct {
	names  []string // the subject, or the principals' ARNs
	user   string
	groups []string
	rights []access.Right
}

// stranger is a user name that nobody has: what such a user may do comes from the groups alone.
const stranger = "scientist-access:verify"

// session stands for the name of a session in user names.
const session = "scientist-access-verify"

// atOnce is how many questions are under way at a time.
const atOnce = 16

// Ask asks for every subject of the stack's bindings, and for its principals, whether the declared rights are there. It
// tells progress how many questions of how many are answered.
func Ask(ctx context.Context, d *Declared, a Authorizer, progress func(done, total int)) (*Answers, error) {
	askers := d.askers()
	answers := &Answers{}
	refused := make([][]bool, len(askers))
	for i, asker := range askers {
		answers.Asked += len(asker.rights)
		refused[i] = make([]bool, len(asker.rights))
	}
	var done atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i, asker := range askers {
		for j, right := range asker.rights {
			group.Go(func() error {
				allowed, err := a.Allowed(ctx, asker.user, asker.groups, right)
				refused[i][j] = !allowed
				progress(int(done.Add(1)), answers.Asked)
				return err
			})
		}
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	for i, asker := range askers {
		all := asker.rights
		asker.rights = nil
		for j, right := range all {
			if refused[i][j] {
				asker.rights = append(asker.rights, right)
			}
		}
		answers.refused = append(answers.refused, asker)
	}
	return answers, nil
}

func (d *Declared) askers() []asker {
	var askers []asker
	d.model.Subjects(func(cluster string, subject rbacv1.Subject) {
		user, groups := asSubject(subject)
		askers = append(askers, asker{
			names: []string{access.SubjectName(subject)}, user: user, groups: groups,
			rights: singles(d.model.Rights(access.SubjectIdentity(cluster, subject))),
		})
	})
	slices.SortFunc(askers, func(a, b asker) int { return cmp.Compare(a.names[0], b.names[0]) })
	return append(askers, d.principals()...)
}

// singles are all rights, one by one.
func singles(rights access.Rights) []access.Right {
	set := map[access.Right]bool{}
	for scope, s := range rights {
		for _, right := range access.SingleRights(scope, s.Rules) {
			set[right] = true
		}
	}
	return slices.SortedFunc(maps.Keys(set), access.Right.Compare)
}

// asSubject is the user to ask about for a binding's subject.
func asSubject(subject rbacv1.Subject) (user string, groups []string) {
	switch subject.Kind {
	case rbacv1.GroupKind:
		return stranger, sortedSet(access.Authenticated, subject.Name)
	case rbacv1.ServiceAccountKind:
		return access.ServiceAccountUser(subject), []string{
			access.Authenticated, access.ServiceAccounts, access.ServiceAccounts + ":" + subject.Namespace,
		}
	}
	return subject.Name, []string{access.Authenticated}
}

// principals join the rights of an entry's groups and user name. Principals of the same groups, whose names no
// binding of the stack has, may do the same.
func (d *Declared) principals() []asker {
	askers := map[string]*asker{}
	for i := range d.objects.Entries {
		entry := &d.objects.Entries[i]
		if !entry.ForPeople() {
			continue
		}
		id := d.signedIn(entry)
		rights := singles(d.model.Rights(id))
		if len(rights) == 0 {
			continue
		}
		key := fmt.Sprintf("%q", id.Subjects)
		if askers[key] == nil {
			groups := sortedSet(append([]string{access.Authenticated}, entry.Groups...)...)
			askers[key] = &asker{user: entry.Session(session), groups: groups, rights: rights}
		}
		askers[key].names = append(askers[key].names, entry.PrincipalARN)
	}
	var all []asker
	for _, key := range slices.Sorted(maps.Keys(askers)) {
		slices.Sort(askers[key].names)
		all = append(all, *askers[key])
	}
	return all
}

// signedIn is what a principal is in a session of no special name. Bindings may name the sessions of others.
func (d *Declared) signedIn(entry *access.Entry) *access.Identity {
	id := &access.Identity{Cluster: d.Cluster, Subjects: []rbacv1.Subject{access.GroupSubject(access.Authenticated)}}
	for _, group := range sortedSet(entry.Groups...) {
		id.Subjects = append(id.Subjects, access.GroupSubject(group))
	}
	if user := access.UserSubject(entry.User()); !strings.Contains(user.Name, "{{") && d.model.Naming(d.Cluster, user) != nil {
		id.Subjects = append(id.Subjects, user)
	}
	return id
}

// sortedSet sorts names and keeps one of each.
func sortedSet(names ...string) []string {
	sorted := slices.Sorted(slices.Values(names))
	return slices.Compact(sorted)
}
