package propose

import (
	"reflect"
	"slices"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/policy"
)

// stricter proposes, for the teams where that means fewer rights, the capabilities within what they may do; nil if
// there are no such teams.
func (d *draft) stricter() *Stricter {
	reduced := *d
	reduced.teams = nil
	config := Config{Teams: map[string]Team{}}
	for _, t := range d.teams {
		chosen := t.within()
		if len(chosen) == 0 {
			reduced.teams = append(reduced.teams, t)
			continue
		}
		less := *t
		less.grants = t.granted(names.ForTeam(d.prefix, t.name), combine(chosen))
		reduced.teams = append(reduced.teams, &less)
		config.Teams[t.name] = Team{Namespaces: t.namespaces, Capabilities: chosen}
	}
	if len(config.Teams) == 0 {
		return nil
	}
	if only, isOnly := config.Teams[""]; isOnly {
		config = only.only()
	}
	changes := reduced.changes()
	changes.Access = slices.DeleteFunc(changes.Access, func(a review.Access) bool { return !changesRights(a) })
	return &Stricter{Config: config, Changes: changes}
}

// within are the fewest capabilities, other than the documented policy, that give all that is within the team's rights;
// none if these are not fewer rights.
func (t *team) within() []string {
	if t.charts != nil {
		return nil
	}
	all := capabilitiesWithin(func(p policy.Policy) bool {
		within, _ := t.policy.Covers(p.For(t.namespaces...))
		return within && !reflect.DeepEqual(p, policy.Documented())
	})
	rights := func(p policy.Policy) policy.Policy { return p.For(t.namespaces...).Union() }
	chosen := fewest(all, func(p policy.Policy) bool { return reflect.DeepEqual(rights(p), rights(combine(all))) })
	if t.same(combine(chosen)) {
		return nil
	}
	return chosen
}
