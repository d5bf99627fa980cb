package review

import (
	"maps"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
)

// roleNotes say which roles are known only in part.
func roleNotes(m *access.Model) []access.Note {
	var notes []access.Note
	for _, role := range m.Roles {
		if role.Incomplete {
			notes = append(notes, access.Note{
				Place:   role.Ref().String(),
				Message: "an aggregated role: the cluster adds the rules of other roles, which are not resolved here",
			})
		}
	}
	missing := map[string]bool{}
	for i := range m.Bindings {
		binding := &m.Bindings[i]
		if m.Role(binding) == nil && access.Known(binding.RoleRef.Name) {
			missing[binding.RoleRef.Kind+" "+binding.RoleRef.Name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		notes = append(notes, access.Note{Place: name, Message: "bound, but not defined in the stack: its rules are not known here"})
	}
	return notes
}

// entryNotes say which access entries are known only in part.
func entryNotes(m *access.Model) []access.Note {
	var notes []access.Note
	for _, entry := range m.Entries {
		place := "AccessEntry " + entry.URN[strings.LastIndex(entry.URN, ":")+1:]
		if !entry.ForPeople() {
			notes = append(notes, access.Note{
				Place:   place,
				Message: "of type " + entry.Type + ", for nodes: EKS decides what it may do, and it is not reviewed",
			})
			continue
		}
		for _, name := range entry.Groups {
			if !access.Known(name) {
				notes = append(notes, access.Note{
					Place: place, Message: "one of its groups is " + name + ": what that gives is not known",
				})
			}
		}
	}
	return notes
}

// adopted says which objects become a stack's that existed without it.
func adopted(before, after *access.Model) []access.Note {
	var notes []access.Note
	add := func(ref access.Ref, owner string) {
		notes = append(notes, access.Note{Place: ref.String(), Message: "has been there, and gets the mark of stack " +
			strings.TrimPrefix(owner, "pulumi:") + ", as after an import: from then on pulumi destroy deletes it"})
	}
	for _, role := range after.Roles {
		if was := before.FindRole(role.Cluster, role.Ref()); was != nil && was.Owner == "" && role.Owner != "" {
			add(role.Ref(), role.Owner)
		}
	}
	for _, binding := range after.Bindings {
		if was := before.FindBinding(binding.Cluster, binding.Ref()); was != nil && was.Owner == "" && binding.Owner != "" {
			add(binding.Ref(), binding.Owner)
		}
	}
	was := owners(before)
	for _, p := range after.AdmissionPolicies {
		if owner, ok := was[objectOf{p.Cluster, p.Ref()}]; ok && owner == "" && p.Owner != "" {
			add(p.Ref(), p.Owner)
		}
	}
	for _, b := range after.AdmissionBindings {
		if owner, ok := was[objectOf{b.Cluster, b.Ref()}]; ok && owner == "" && b.Owner != "" {
			add(b.Ref(), b.Owner)
		}
	}
	return notes
}

type objectOf struct {
	cluster string
	access.Ref
}

// owners are those of the admission policies and their bindings.
func owners(m *access.Model) map[objectOf]string {
	all := map[objectOf]string{}
	for _, p := range m.AdmissionPolicies {
		all[objectOf{p.Cluster, p.Ref()}] = p.Owner
	}
	for _, b := range m.AdmissionBindings {
		all[objectOf{b.Cluster, b.Ref()}] = b.Owner
	}
	return all
}

// unattributedRoles say which roles change although no binding in the stack names them: who gains or loses by
// that is decided elsewhere.
func unattributedRoles(before, after *access.Model) []access.Note {
	changed := map[string]bool{}
	for _, pair := range [][2]*access.Model{{before, after}, {after, before}} {
		for i := range pair[0].Roles {
			role := &pair[0].Roles[i]
			other := pair[1].FindRole(role.Cluster, role.Ref())
			if !pair[0].IsBound(role.Cluster, role.Ref()) && !pair[1].IsBound(role.Cluster, role.Ref()) && pair[0].RulesKey(role) != pair[1].RulesKey(other) {
				changed[role.Ref().String()] = true
			}
		}
	}
	var notes []access.Note
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		notes = append(notes, access.Note{
			Place: name, Message: "changes, but no binding here names it: who gains or loses by it is not known",
		})
	}
	return notes
}
