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
	names    []string // the subject, or the principals' ARNs
	user     string
	groups   []string
	subjects []rbacv1.Subject // that it matches
	rights   []access.Right
}

// stranger is a user name that nobody has: what such a user may do comes from the groups alone.
const stranger = "scientist-access:verify"

// session stands for the name of a session in user names.
const session = "scientist-access-verify"

// atOnce is how many questions are under way at a time.
const atOnce = 16

// Ask asks for every subject of the stack's bindings whether the declared rights are there, then for its principals what
// their subjects were refused: whoever matches a subject has its rights, as nothing in RBAC takes a right away. It tells
// progress how many questions of how many are answered.
func Ask(ctx context.Context, d *Declared, a Authorizer, progress func(done, total int)) (*Answers, error) {
	q := questioner{authorizer: a, progress: progress}
	subjects, err := q.ask(ctx, d.subjects())
	if err != nil {
		return nil, err
	}
	principals, err := q.ask(ctx, d.principals(subjects))
	if err != nil {
		return nil, err
	}
	return &Answers{Asked: q.total, refused: slices.Concat(subjects, principals)}, nil
}

type questioner struct {
	authorizer Authorizer
	progress   func(done, total int)
	total      int
	done       atomic.Int64
}

// ask returns those who lack rights, with these alone.
func (q *questioner) ask(ctx context.Context, askers []asker) ([]asker, error) {
	refused := make([][]bool, len(askers))
	for i, asker := range askers {
		q.total += len(asker.rights)
		refused[i] = make([]bool, len(asker.rights))
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i, asker := range askers {
		for j, right := range asker.rights {
			group.Go(func() error {
				allowed, err := q.authorizer.Allowed(ctx, asker.user, asker.groups, right)
				refused[i][j] = !allowed
				q.progress(int(q.done.Add(1)), q.total)
				return err
			})
		}
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var lacking []asker
	for i, asker := range askers {
		var rights []access.Right
		for j, right := range asker.rights {
			if refused[i][j] {
				rights = append(rights, right)
			}
		}
		if asker.rights = rights; len(rights) > 0 {
			lacking = append(lacking, asker)
		}
	}
	return lacking, nil
}

// subjects are those of the stack's bindings, with the rights that the stack declares for whoever matches them.
func (d *Declared) subjects() []asker {
	var askers []asker
	d.model.Subjects(func(cluster string, subject rbacv1.Subject) {
		user, groups := asSubject(subject)
		id := access.SubjectIdentity(cluster, subject)
		askers = append(askers, asker{
			names: []string{access.SubjectName(subject)}, user: user, groups: groups, subjects: []rbacv1.Subject{subject},
			rights: singles(d.model.Rights(id)),
		})
	})
	slices.SortFunc(askers, func(a, b asker) int { return cmp.Compare(a.names[0], b.names[0]) })
	return askers
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
	switch subject = access.Account(subject); subject.Kind {
	case rbacv1.GroupKind:
		return stranger, sortedSet(access.Authenticated, subject.Name)
	case rbacv1.ServiceAccountKind:
		return access.ServiceAccountUser(subject), []string{
			access.Authenticated, access.ServiceAccounts, access.ServiceAccounts + ":" + subject.Namespace,
		}
	}
	return subject.Name, []string{access.Authenticated}
}

// principals are those of the stack, with the rights that one of their subjects was refused. Principals of the same
// subjects share what they may do.
func (d *Declared) principals(refused []asker) []asker {
	lacking := map[rbacv1.Subject][]access.Right{}
	for _, asker := range refused {
		lacking[asker.subjects[0]] = asker.rights
	}
	askers := map[string]*asker{}
	for i := range d.objects.Entries {
		entry := &d.objects.Entries[i]
		if !entry.ForPeople() {
			continue
		}
		subjects := d.signedIn(entry)
		key := fmt.Sprintf("%q", subjects)
		if askers[key] == nil {
			groups := sortedSet(append([]string{access.Authenticated}, entry.Groups...)...)
			set := map[access.Right]bool{}
			for _, subject := range subjects {
				for _, right := range lacking[subject] {
					set[right] = true
				}
			}
			askers[key] = &asker{
				user: entry.Session(session), groups: groups, rights: slices.SortedFunc(maps.Keys(set), access.Right.Compare),
			}
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

// signedIn are the subjects that a principal matches in a session of no special name. Bindings may name the sessions of
// others.
func (d *Declared) signedIn(entry *access.Entry) []rbacv1.Subject {
	subjects := []rbacv1.Subject{access.GroupSubject(access.Authenticated)}
	for _, group := range sortedSet(entry.Groups...) {
		subjects = append(subjects, access.GroupSubject(group))
	}
	if user := access.UserSubject(entry.User()); !strings.Contains(user.Name, "{{") && d.model.Naming(d.Cluster, user) != nil {
		subjects = append(subjects, user)
	}
	return subjects
}

// sortedSet sorts names and keeps one of each.
func sortedSet(names ...string) []string {
	sorted := slices.Sorted(slices.Values(names))
	return slices.Compact(sorted)
}
