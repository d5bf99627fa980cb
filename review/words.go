package review

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	rbacv1 "k8s.io/api/rbac/v1"
)

// The words that the terminal's form and Markdown share.

// clean makes a name from a file safe to print: whatever a terminal or a browser might obey rather than show
// is written out.
func clean(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) }) < 0 {
		return s
	}
	quoted := strconv.QuoteToGraphic(s)
	return strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
}

// ruleParts are what a rule is about, the way kubectl writes it, and its verbs.
func ruleParts(rule rbacv1.PolicyRule) (what, verbs string) {
	names := slices.Clone(rule.NonResourceURLs)
	for _, group := range rule.APIGroups {
		for _, resource := range rule.Resources {
			names = append(names, qualified(resource, group))
		}
	}
	what = strings.Join(names, ", ")
	if len(rule.ResourceNames) > 0 {
		what += " named " + strings.Join(rule.ResourceNames, ", ")
	}
	if verbs = strings.Join(rule.Verbs, ", "); verbs == what && !known(verbs) {
		what = "rules" // withheld as a whole
	}
	return clean(what), clean(verbs)
}

// qualified adds the API group, before the subresource: pytorchjobs.kubeflow.org/status.
func qualified(resource, group string) string {
	if group == "" || !known(group) && !known(resource) {
		return resource
	}
	base, subresource, ok := strings.Cut(resource, "/")
	if !ok {
		return base + "." + group
	}
	return base + "." + group + "/" + subresource
}

// row is one line about a right: what it is, and its verbs if it has any. Rows below a capability's show the
// part of it that is meant.
type row struct {
	name, verbs string
	below       bool
}

// rows say rights that change in one way, line by line.
func rows(change Change, rights []Right) []row {
	var all []row
	for _, right := range rights {
		switch {
		case strings.HasPrefix(right.Role, accessPolicyPrefix):
			all = append(all, row{name: clean(right.Role), verbs: "what AWS publishes for it"})
		case right.Role != "":
			all = append(all, row{name: clean(right.Role), verbs: "rules not in this stack"})
		case right.Capability != "":
			name := "capability " + right.Capability
			if right.Part {
				name += map[Change]string{Gained: ", completed by:", Lost: ", now without:"}[change]
			}
			all = append(all, row{name: name})
		}
		if right.Capability != "" && !right.Part {
			continue
		}
		for _, rule := range right.Rules {
			what, verbs := ruleParts(rule)
			all = append(all, row{name: what, verbs: verbs, below: right.Capability != ""})
		}
	}
	return all
}

func (p Principal) String() string {
	name := clean(p.Name)
	switch {
	case p.Kind == ServiceAccount:
		return string(p.Kind) + " " + clean(p.Namespace) + "/" + name
	case p.Kind != IAM:
		return clean(string(p.Kind)) + " " + name
	case p.Cluster == "":
		return name
	}
	return name + " on cluster " + clean(p.Cluster)
}

// short names a principal where it is clear which cluster is meant.
func (p Principal) short() string {
	p.Cluster = ""
	return p.String()
}

// headline says in one line what the report found.
func (r *Report) headline() string {
	what := "Access in this stack: " + count(r.Summary.Principals, "principal")
	if r.Source == Preview {
		what = fmt.Sprintf("Access after this change: %s, %d gain and %d lose rights",
			count(r.Summary.Principals, "principal"), r.Summary.Gaining, r.Summary.Losing)
	}
	return what + "; findings: " + r.findingCounts()
}

func (r *Report) findingCounts() string {
	var counts []string
	for _, severity := range slices.Backward(severities) {
		if n := r.Summary.Findings[severity]; n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, severity))
		}
	}
	if len(counts) == 0 {
		return "none"
	}
	return strings.Join(counts, ", ")
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func noteText(note Note) string {
	if note.Place == "" {
		return clean(note.Message)
	}
	return clean(note.Place) + ": " + clean(note.Message)
}

// name is the group's, with the team that it belongs to.
func (m Membership) name() string {
	if m.Team == "" {
		return clean(m.Group)
	}
	return clean(m.Group) + " of team " + clean(m.Team)
}

// nothing says that no right was found, as far as that can be said.
func (a Access) nothing(partial bool) string {
	withheld := slices.ContainsFunc(a.Groups, func(m Membership) bool { return !known(m.Group) })
	switch {
	case withheld:
		return "rights not known: a group is withheld"
	case partial:
		return "no rights in the part of the stack that was read"
	}
	return "no rights"
}

// some lists the first names and counts the rest.
func some(names []string, most int) string {
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
