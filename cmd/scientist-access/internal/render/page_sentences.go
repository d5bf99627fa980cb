package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// sentence is one of those that a page starts with. Kind says what it is about, for its colour.
type sentence struct{ Kind, Word, Text string }

// reviewSentences say who gains, who loses, what is dangerous, and what is not known.
func reviewSentences(r *review.Report) []sentence {
	var all []sentence
	if r.Failed {
		all = append(all, sentence{"danger", "Failed", "The preview failed: this covers only the part before the failure."})
	}
	if r.Source == access.Preview {
		all = append(all, changeSentence(r, review.Gained), changeSentence(r, review.Lost))
	} else {
		text := count(r.Summary.Principals, "principal") + " in this stack, which is shown as it is: nobody gains or loses anything."
		all = append(all, sentence{"kept", "As it is", text})
	}
	all = append(all, dangerSentence(r))
	if text := unknownText(r); text != "" {
		all = append(all, sentence{"unknown", "Not known", text})
	}
	return all
}

func changeSentence(r *review.Report, change review.Change) sentence {
	words := map[review.Change][3]string{
		review.Gained: {"Gains", "gains", "gain"}, review.Lost: {"Loses", "loses", "lose"},
	}[change]
	var who, where []string
	for _, a := range r.Access {
		if !a.Has(change) {
			continue
		}
		for _, p := range a.Principals {
			who = append(who, shortName(p.Short()))
		}
		for _, scope := range a.Scopes {
			if len(scope.Rights(change)) > 0 {
				where = append(where, places(scope.Namespaces)...)
			}
		}
	}
	s := sentence{Kind: string(change), Word: words[0]}
	verb := words[2]
	if len(who) == 1 {
		verb = words[1]
	}
	switch {
	case len(who) == 0 && r.Partial:
		s.Kind, s.Text = "kept", "Nobody is seen to "+words[2]+" anything, of the part that was read."
	case len(who) == 0:
		s.Kind, s.Text = "kept", "Nobody "+words[1]+" anything."
	case len(where) == 0:
		s.Text = listed(who, 3) + " " + verb + " a way to sign in or a group, and no right that is known here."
	default:
		s.Text = listed(who, 3) + " " + verb + " rights in " + listed(distinct(where), 3) + "."
	}
	return s
}

const wholeClusterName = "the whole cluster"

// places are namespaces; none are the whole cluster.
func places(namespaces []string) []string {
	if len(namespaces) == 0 {
		return []string{wholeClusterName}
	}
	return namespaces
}

func distinct(names []string) []string {
	sorted := slices.Clone(names)
	slices.SortFunc(sorted, func(a, b string) int {
		if (a == wholeClusterName) != (b == wholeClusterName) {
			return map[bool]int{true: -1, false: 1}[a == wholeClusterName]
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(sorted)
}

// listed are names as in a sentence: "Ada, Ben and 3 more".
func listed(names []string, most int) string {
	shown := slices.Clone(names)
	if n := len(names); n > most+1 {
		shown = append(shown[:most], fmt.Sprintf("%d more", n-most))
	}
	for i := range shown {
		shown[i] = clean(shown[i])
	}
	last := len(shown) - 1
	if last == 0 {
		return shown[0]
	}
	return strings.Join(shown[:last], ", ") + " and " + shown[last]
}

// dangerSentence names the worst of what is dangerous, of a change the worst that is new, for whom and where it is.
func dangerSentence(r *review.Report) sentence {
	all := slices.DeleteFunc(slices.Clone(r.Findings), func(f finding.Finding) bool {
		return f.Accepted != nil || f.Kind != review.DangerousRight && f.Kind != review.Everybody
	})
	fresh := slices.DeleteFunc(slices.Clone(all), func(f finding.Finding) bool { return !f.New })
	s := sentence{Kind: "danger", Word: "Dangerous"}
	switch {
	case len(all) == 0:
		return sentence{"kept", "Dangerous", "Nothing dangerous is found" + map[bool]string{true: " in the part that was read"}[r.Partial] + "."}
	case len(fresh) > 0:
		s.Text = fmt.Sprintf("%s new with this change; the worst is %s.", are(len(fresh)), worst(r.NewPart(fresh[0])))
	case r.Source == access.Preview:
		const before = "No danger is new with this change; %s there before, the worst %s."
		s.Text = fmt.Sprintf(before, were(len(all)), worst(all[0]))
	default:
		s.Text = fmt.Sprintf("%s found; the worst is %s.", are(len(all)), worst(all[0]))
	}
	return s
}

func are(dangers int) string {
	return count(dangers, "danger") + map[bool]string{true: " is", false: " are"}[dangers == 1]
}
func were(dangers int) string {
	return count(dangers, "danger") + map[bool]string{true: " was", false: " were"}[dangers == 1]
}

// worst is a finding in a few words.
func worst(f finding.Finding) string {
	text := fmt.Sprintf("%s (%s)", clean(f.Object), f.Severity)
	if len(f.Principals) > 0 {
		text += ", for " + listed(shortNames(f.Principals), 3)
	}
	if f.Kind == review.DangerousRight {
		text += " in " + listed(places(f.Namespaces), 3)
	}
	return text
}

// unknownText says what the report cannot tell.
func unknownText(r *review.Report) string {
	var parts []string
	if r.Partial {
		parts = append(parts, "what is outside the part that was read")
	}
	if n := r.Summary.Hidden; n > 0 {
		parts = append(parts, "what "+count(n, "resource")+" may change in hidden values")
	}
	unclear := 0
	for _, a := range r.Access {
		if a.Unclear {
			unclear += len(a.Principals)
		}
	}
	if unclear > 0 {
		parts = append(parts, "what "+count(unclear, "principal")+" may do by groups that nothing here binds")
	}
	if len(parts) == 0 {
		return ""
	}
	text := listed(parts, len(parts))
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
