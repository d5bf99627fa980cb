package verify

import (
	"maps"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/awsauth"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/difference"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
)

// Live is what is read of a cluster to compare.
type Live struct {
	Objects access.Objects
	// Mapped are the lines of the ConfigMap aws-auth, where it has effect, as access entries.
	Mapped []access.Entry
	// Unread say whom else the ConfigMap may let in.
	Unread []access.Note
	// AdmissionUnread says why admission policies could not be read; empty if they were.
	AdmissionUnread string
}

// Compare says in what a cluster differs from a stack. The answers are those of [Ask].
func Compare(d *Declared, live Live, answers *Answers) *Report {
	c := &comparison{
		Declared: d, live: access.New(live.Objects),
		mapped: awsauth.Effective(live.Objects.Entries, live.Mapped), unread: len(live.Unread) > 0,
		report: &Report{
			SchemaVersion: SchemaVersion, Cluster: d.Cluster, Asked: answers.Asked,
			Unchecked: slices.Clone(d.Unchecked), Notes: slices.Concat(d.Notes, live.Unread),
		},
	}
	c.compareRights(answers)
	c.compareRoles()
	c.compareBindings()
	c.findForeignBindings()
	c.lookOutside()
	c.compareEntries()
	c.findForeignEntries()
	c.findForeignLines()
	c.comparePolicies()
	c.compareAdmission(live.AdmissionUnread)
	return c.settle()
}

// comparison is one run of [Compare].
type comparison struct {
	*Declared
	live           *access.Model
	mapped         []access.Entry // the lines of aws-auth that let somebody in
	unread         bool           // aws-auth may let in others, too
	found, outside finding.List
	report         *Report
}

func (c *comparison) compareRights(answers *Answers) {
	for _, refused := range answers.refused {
		byPlace := map[string][]rbacv1.PolicyRule{}
		for _, right := range refused.rights {
			byPlace[right.Namespace] = append(byPlace[right.Namespace], right.Rule())
		}
		var lines []string
		for _, namespace := range slices.Sorted(maps.Keys(byPlace)) {
			lines = append(lines, access.RuleLinesIn(namespace, "-", byPlace[namespace])...)
		}
		for _, name := range refused.names {
			c.differs(finding.Finding{
				Kind: RightMissing, Object: name, Message: "may not do what the stack declares", Lines: lines, Fix: restore,
			})
		}
	}
}

func (c *comparison) compareRoles() {
	for _, role := range c.objects.Roles {
		ref := role.Ref()
		live := c.live.FindRole(c.Cluster, ref)
		switch {
		case live == nil:
			c.missing(ref)
			continue
		case slices.ContainsFunc(role.Rules, func(rule rbacv1.PolicyRule) bool { return !access.KnownRule(rule) }):
			c.unchecked(ref.String(), "rules not checked: the export does not tell all values")
			continue
		case role.Aggregated:
			c.note(ref.String(), "rules not compared: the cluster takes them from other roles")
			continue
		}
		lines := difference.Rules(role.Rules, live.Rules)
		if live.Aggregated {
			lines = append(lines, "+ the rules of other roles, by an aggregation rule")
		}
		if len(lines) > 0 {
			c.differs(finding.Finding{
				Kind: RoleChanged, Object: ref.String(), Message: "its rules are not those of the stack", Lines: lines,
				By: &live.By, Fix: renewal(ref),
			})
		}
	}
}

func (c *comparison) missing(ref access.Ref) {
	c.differs(finding.Finding{
		Kind: ObjectMissing, Object: ref.String(), Message: "is in the stack, but not in the cluster", Fix: restore,
	})
}

func (c *comparison) compareBindings() {
	for _, binding := range c.objects.Bindings {
		ref := binding.Ref()
		live := c.live.FindBinding(c.Cluster, ref)
		if live == nil {
			c.missing(ref)
			continue
		}
		if lines := difference.Bindings(binding, *live); len(lines) > 0 {
			c.differs(finding.Finding{
				Kind: BindingChanged, Object: ref.String(), Message: "it is not as the stack declares it", Lines: lines,
				By: &live.By, Fix: renewal(ref),
			})
		}
		if c.model.FindRole(c.Cluster, binding.Role()) == nil {
			c.definedElsewhere(ref, binding.Role())
		}
	}
}

// definedElsewhere is about a role that the stack binds and does not define: what it should say is not known.
func (c *comparison) definedElsewhere(binding, role access.Ref) {
	if c.live.FindRole(c.Cluster, role) != nil {
		c.note(role.String(), "rules not compared: "+binding.String()+" of the stack names it, but the stack does not define it")
		return
	}
	c.differs(finding.Finding{
		Kind: ObjectMissing, Object: role.String(), Message: "does not exist, but " + binding.String() + " of the stack names it",
		Fix: "create it, or let the stack define it",
	})
}
