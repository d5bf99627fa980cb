package finding

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/yaml"

	"github.com/scientist-access/scientist-access/policy"
)

// Acceptance says who accepts a finding and why.
type Acceptance struct {
	By  string `json:"by"`
	Why string `json:"why"`
	// Until is the last day on which it is accepted, as 2006-01-02; empty for always.
	Until string `json:"until,omitempty"`
}

// accepted is one finding of a file. It covers a finding of the same kind, object and text that is as severe at the
// most, and is in no other places and about no others than those it names.
type accepted struct {
	Kind       Kind            `json:"kind"`
	Cluster    string          `json:"cluster,omitempty"`
	Object     string          `json:"object"`
	Message    string          `json:"message"`
	Severity   policy.Severity `json:"severity"`
	Namespaces []string        `json:"namespaces,omitempty"`
	Principals []string        `json:"principals,omitempty"`
	Roles      []string        `json:"roles,omitempty"`
	Acceptance
}

// Accepted are the findings that a team accepts.
type Accepted struct{ findings []accepted }

// document is the form of the file.
type document struct {
	Accepted []accepted `json:"accepted"`
}

// ReadAccepted reads what [Accepted.Write] writes. Its error names every entry that does not say who accepts it and why,
// every day that is not one, and every field that is not known.
func ReadAccepted(text []byte) (*Accepted, error) {
	var doc document
	if err := yaml.UnmarshalStrict(text, &doc); err != nil {
		words := strings.Fields(err.Error())
		return nil, errors.New(strings.TrimPrefix(strings.Join(words, " "), "error unmarshaling JSON: while decoding JSON: json: "))
	}
	var problems field.ErrorList
	for i, a := range doc.Accepted {
		problems = append(problems, a.check(field.NewPath("accepted").Index(i))...)
	}
	if len(problems) > 0 {
		return nil, problems.ToAggregate()
	}
	return &Accepted{doc.Accepted}, nil
}

func (a accepted) check(path *field.Path) field.ErrorList {
	var problems field.ErrorList
	for _, required := range []struct{ name, value, say string }{
		{"kind", string(a.Kind), "copy it from the report"},
		{"object", a.Object, "copy it from the report"},
		{"message", a.Message, "copy it from the report"},
		{"by", a.By, "say who accepts it"},
		{"why", a.Why, "say why it is acceptable"},
	} {
		if strings.TrimSpace(required.value) == "" {
			problems = append(problems, field.Required(path.Child(required.name), required.say))
		}
	}
	if !slices.Contains(policy.Severities(), a.Severity) {
		problems = append(problems, field.NotSupported(path.Child("severity"), a.Severity, policy.Severities()))
	}
	if _, err := time.Parse(time.DateOnly, cmp.Or(a.Until, time.DateOnly)); err != nil {
		problems = append(problems, field.Invalid(path.Child("until"), a.Until, "is not a day; write it as 2027-01-31"))
	}
	return problems
}

func (a accepted) same(f Finding) bool {
	return a.Kind == f.Kind && a.Cluster == f.Cluster && a.Object == f.Object && a.Message == f.Message
}

func (a accepted) covers(f Finding) bool {
	return a.same(f) && f.Severity.Compare(a.Severity) <= 0 &&
		!f.exceeds(Finding{Namespaces: a.Namespaces, Principals: a.Principals, Roles: a.Roles})
}

// Remark is about an entry that covers nothing.
type Remark struct {
	Text string
	// Missing: nothing like the entry was found.
	Missing bool
}

// Apply marks the findings that are accepted on a day, and returns the entries that cover nothing: they match no finding
// any more, have grown, or have expired.
func (a *Accepted) Apply(findings []Finding, today time.Time) []Remark {
	var remarks []Remark
	for _, entry := range a.findings {
		if remark := entry.apply(findings, today); remark != nil {
			remark.Text = fmt.Sprintf("%s: %s: %s", entry.Kind, entry.Object, remark.Text)
			remarks = append(remarks, *remark)
		}
	}
	return remarks
}

func (a accepted) apply(findings []Finding, today time.Time) *Remark {
	i := slices.IndexFunc(findings, a.covers)
	switch {
	case i < 0 && !slices.ContainsFunc(findings, a.same):
		return &Remark{"is accepted, but not found any more; remove it from the accepted findings", true}
	case i < 0:
		return &Remark{Text: "is not accepted any more: it has grown since " + a.By + " accepted it"}
	case a.Until != "" && today.Format(time.DateOnly) > a.Until:
		return &Remark{Text: fmt.Sprintf("is not accepted any more: %s accepted it until %s", a.By, a.Until)}
	}
	acceptance := a.Acceptance
	findings[i].Accepted = &acceptance
	return nil
}

// head explains the file to those who open it.
const head = `# Findings of "scientist-access review" that were looked at and are accepted. Say in each who accepts it (by), why,
# and, if you like, until which day (until: 2027-01-31). An entry covers what it names: a finding that grows is not
# accepted any more.
`

// Write writes findings as a file. What was accepted before keeps who accepts it and why; the others have to be filled
// in before the file can be read.
func (a *Accepted) Write(findings []Finding) ([]byte, error) {
	doc := document{Accepted: []accepted{}}
	for _, f := range findings {
		entry := accepted{
			Kind: f.Kind, Cluster: f.Cluster, Object: f.Object, Message: f.Message, Severity: f.Severity,
			Namespaces: f.Namespaces, Principals: f.Principals, Roles: f.Roles,
		}
		for _, was := range a.findings {
			if was.covers(f) {
				entry.Acceptance = was.Acceptance
			}
		}
		doc.Accepted = append(doc.Accepted, entry)
	}
	text, err := yaml.Marshal(doc)
	return append([]byte(head), text...), err
}
