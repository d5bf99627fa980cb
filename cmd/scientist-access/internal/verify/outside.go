package verify

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/charts"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/difference"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/policy"
)

// findForeignBindings looks for other bindings that name a subject of the stack, and notes those for everybody.
func (c *comparison) findForeignBindings() {
	subjects := c.ownSubjects()
	for i := range c.live.Bindings {
		binding := &c.live.Bindings[i]
		if c.model.FindBinding(c.Cluster, binding.Ref()) != nil {
			continue
		}
		var named []string
		for _, subject := range binding.Names() {
			if subjects[subject] {
				named = append(named, "+ "+access.SubjectName(subject))
			}
			if !binding.Default && forEverybody(subject) {
				c.note(binding.Ref().String(), "gives "+binding.Role().String()+
					" to everybody, the stack's principals too: it names "+access.SubjectName(subject))
			}
		}
		if len(named) > 0 {
			c.foreign(binding, named)
		}
	}
}

func forEverybody(subject rbacv1.Subject) bool {
	return subject == access.GroupSubject(access.Authenticated) || subject == access.GroupSubject(access.Unauthenticated)
}

// ownSubjects are those that the stack alone should bind: what its bindings name, and the user names of its principals.
// What begins with system: is the cluster's own: others bind it too.
func (c *comparison) ownSubjects() map[rbacv1.Subject]bool {
	own := map[rbacv1.Subject]bool{}
	c.model.Subjects(func(_ string, subject rbacv1.Subject) { own[subject] = true })
	// The live model knows which users on the cluster may be sessions of a principal.
	with := access.New(access.Objects{Bindings: c.live.Bindings, Entries: c.objects.Entries})
	for _, id := range with.Principals() {
		for _, subject := range id.Subjects {
			if subject.Kind == rbacv1.UserKind {
				own[subject] = true
			}
		}
	}
	for subject := range own {
		if strings.HasPrefix(subject.Name, "system:") {
			delete(own, subject)
		}
	}
	return own
}

func (c *comparison) foreign(binding *access.Binding, named []string) {
	lines := append(named, "+ binds "+binding.Role().String())
	lines = append(lines, access.RuleLinesIn(binding.Namespace, "+", c.live.Gives(binding))...)
	c.differs(finding.Finding{
		Kind: ForeignBinding, Object: binding.Ref().String(), Message: "gives rights that the stack does not", Lines: lines,
		By: &binding.By, Fix: deletion(binding.Ref()) + "; if the rights are wanted, let the stack create them",
	})
}

// lookOutside looks for what binds the groups that the stack's entries carry and the stack never binds.
func (c *comparison) lookOutside() {
	var groups []string
	for _, entry := range c.objects.Entries {
		if entry.ForPeople() {
			groups = append(groups, entry.Groups...)
		}
	}
	for _, group := range sortedSet(groups...) {
		subject := access.GroupSubject(group)
		if c.model.Naming(c.Cluster, subject) != nil {
			continue
		}
		bindings := c.live.Naming(c.Cluster, subject)
		for _, binding := range bindings {
			c.outside.Add(c.boundOutside(group, binding))
		}
		if len(bindings) == 0 {
			c.differs(c.unbound(group))
		}
	}
}

func (c *comparison) unbound(group string) finding.Finding {
	f := finding.Finding{
		Kind: UnboundGroup, Object: "Group " + group,
		Message: "access entries of the stack carry the group, but neither the stack nor anything on the cluster binds it: it " +
			"gives nothing",
		Fix: "bind the group, or take it out of the access entries",
	}
	if chart := charts.ByGroup(group); chart != "" {
		f.Fix = "install AWS's chart " + chart + ", which binds it, or take the group out of the access entries"
	}
	for _, entry := range c.objects.Entries {
		if slices.Contains(entry.Groups, group) {
			f.Principals = append(f.Principals, entry.PrincipalARN)
		}
	}
	return f
}

// boundOutside says what binds a group outside the stack. Where AWS's chart does, its rules are known.
func (c *comparison) boundOutside(group string, binding *access.Binding) finding.Finding {
	f := finding.Finding{
		Severity: policy.Low, Kind: BoundOutside, Object: "Group " + group,
		Message: "is bound outside the stack, by " + binding.Ref().String() + " to " + binding.Role().String(),
		Lines:   access.RuleLinesIn(binding.Namespace, "=", c.live.Gives(binding)), By: &binding.By,
	}
	role := c.live.Role(binding)
	chart, rules, ok := charts.Recognise(binding.Namespace, binding.Name, binding.RoleRef.Name, group)
	if !ok || role == nil {
		return f
	}
	lines := difference.Rules(rules, role.Rules)
	if len(lines) == 0 {
		f.Message += ", as AWS's chart " + chart + " makes it"
		return f
	}
	f.Severity = policy.Medium
	f.Message += ", by the names of AWS's chart " + chart + ", but with other rules than version 3.9 of it has"
	f.Lines = append(f.Lines, lines...)
	return f
}
