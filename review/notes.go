package review

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

func (r *reader) note(place, format string, args ...any) {
	r.notes = append(r.notes, Note{Place: place, Message: fmt.Sprintf(format, args...)})
}

// leftOut notes a resource that decides about access and could not be read.
func (r *reader) leftOut(place, urn string, err error) {
	r.gap(place, urn, "left out: "+err.Error())
	r.gaps[len(r.gaps)-1].LeftOut = true
}

// blindSpot notes a resource that may give access in a way this package does not see.
func (r *reader) blindSpot(place string, s *state) {
	r.gap(place, s.URN, s.Type+": "+s.blindSpot())
}

// gap notes what the report cannot see, so that it is about a part of the stack only.
func (r *reader) gap(place, urn, message string) {
	if place != "" {
		place += ", "
	}
	r.gaps = append(r.gaps, Note{Place: place + urn, Message: message})
}

// finish adds the notes to the stack.
func (r *reader) finish(stack *Stack) *Stack {
	stack.Notes = slices.Concat(r.notes, r.gaps)
	stack.Partial = stack.Partial || stack.Failed || len(r.gaps) > 0
	if stack.Partial {
		message := "the stack is seen in part: who has no rights, and which groups lead nowhere, is not judged"
		if stack.Source == Preview {
			message += "; what is gained here may be there already, and what is lost may stay, by what is not seen"
		}
		stack.Notes = append(stack.Notes, Note{Message: message})
	}
	if message := severalClusters(stack); message != "" {
		stack.Notes = append(stack.Notes, Note{Message: message})
	}
	return stack
}

// severalClusters warns about a stack that may write to several clusters: it does not say which Kubernetes
// provider reaches which EKS cluster.
func severalClusters(stack *Stack) string {
	providers, clusters := map[string]bool{}, map[string]bool{}
	for _, objects := range []Objects{stack.Before, stack.After} {
		for _, binding := range objects.Bindings {
			providers[lastPart(binding.Provider, "::")] = true
		}
		for _, entry := range objects.Entries {
			clusters[entry.Cluster] = true
		}
	}
	if len(providers) < 2 && len(clusters) < 2 {
		return ""
	}
	list := func(set map[string]bool) string { return strings.Join(slices.Sorted(maps.Keys(set)), ", ") }
	return fmt.Sprintf("the stack may write to several clusters (Kubernetes providers: %s; EKS clusters: %s); "+
		"a group is taken to mean the same in each of them", list(providers), list(clusters))
}

// roleNotes say which roles are known in part only.
func roleNotes(w *world) []Note {
	var notes []Note
	for _, role := range w.objects.Roles {
		if role.Aggregated {
			notes = append(notes, Note{
				Place:   object(role.Kind, role.Namespace, role.Name),
				Message: "an aggregated role: the cluster adds the rules of other roles, which are not resolved here",
			})
		}
	}
	missing := map[string]bool{}
	for i := range w.objects.Bindings {
		binding := &w.objects.Bindings[i]
		if w.role(binding) == nil && known(binding.RoleRef.Name) {
			missing[object(binding.RoleRef.Kind, "", binding.RoleRef.Name)] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		notes = append(notes, Note{Place: name, Message: "bound, but not defined in the stack: its rules are not known here"})
	}
	return notes
}

// entryNotes say which access entries are known in part only.
func entryNotes(w *world) []Note {
	var notes []Note
	for _, entry := range w.objects.Entries {
		place := "AccessEntry " + lastPart(entry.URN, "::")
		if !entry.forPeople() {
			notes = append(notes, Note{
				Place:   place,
				Message: "of type " + entry.Type + ", for nodes: EKS decides what it may do, and it is not reviewed",
			})
			continue
		}
		for _, name := range entry.Groups {
			if !known(name) {
				notes = append(notes, Note{
					Place: place, Message: "a group of it is " + name + ": what that gives cannot be told",
				})
			}
		}
	}
	return notes
}

// unattributedRoles say which roles change although no binding in the stack names them: who gains or loses by
// that is decided elsewhere.
func unattributedRoles(before, after *world) []Note {
	bound := map[*Role]bool{}
	for _, w := range []*world{before, after} {
		for i := range w.objects.Bindings {
			bound[w.role(&w.objects.Bindings[i])] = true
		}
	}
	changed := map[string]bool{}
	for _, pair := range [][2]*world{{before, after}, {after, before}} {
		for key, role := range pair[0].roles {
			other := pair[1].roles[key]
			if bound[role] || other != nil && (bound[other] || other.rulesKey == role.rulesKey) {
				continue
			}
			changed[object(role.Kind, role.Namespace, role.Name)] = true
		}
	}
	var notes []Note
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		notes = append(notes, Note{
			Place: name, Message: "changes, but no binding here names it: who gains or loses by it is not known",
		})
	}
	return notes
}
