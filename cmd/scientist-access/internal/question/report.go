package question

import (
	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// SchemaVersion is the version of the JSON form of a [Report], which answer.schema.json describes. It grows when a field
// changes its meaning or goes away; new fields leave it as it is.
const SchemaVersion = 1

// Report answers one question, about one principal or about all. Its JSON form is stable; see [SchemaVersion].
type Report struct {
	SchemaVersion int           `json:"schemaVersion"`
	Source        access.Source `json:"source"`
	Cluster       string        `json:"cluster"`
	// Asked is the question in words; Question has its parts.
	Asked    string        `json:"asked"`
	Question access.Right  `json:"question"`
	Notes    []access.Note `json:"notes"`
	// Answers are one if a principal was asked about; else those of everybody who may, may have a part of it, or of whom it is
	// not known.
	Answers []Answer `json:"answers"`
}

// Verdict says whether somebody may do something.
type Verdict string

// The verdicts. No is as far as the source goes: a stack does not tell what somebody else binds.
const (
	Yes     Verdict = "yes"
	No      Verdict = "no"
	Unknown Verdict = "unknown"
)

// Answer is that of principals who have the same access.
type Answer struct {
	Principals []access.Principal `json:"principals"`
	// Now and After are the same where the source knows no change.
	Now   Verdict `json:"now"`
	After Verdict `json:"after"`
	// Ways are those on which the right came and comes.
	Ways []review.Grant `json:"ways"`
	// Doubts say why it is not known.
	Doubts []string `json:"doubts"`
	// Parts are narrower rights, where there is not the whole one.
	Parts []Part `json:"parts"`
	// Dangers are what the right opens beyond what it says, and Closed those that guardrails close.
	Dangers []finding.Finding `json:"dangers"`
	Closed  []finding.Finding `json:"closed"`
}

// Part is a narrower right: in one namespace where the whole cluster is asked about, or on some names where all are.
type Part struct {
	Namespace string   `json:"namespace,omitempty"`
	Names     []string `json:"names,omitempty"`
}

// Changes reports whether the answer is another after the change.
func (a Answer) Changes() bool { return a.Now != a.After }

// Empty reports whether there is nothing to say of the principals.
func (a Answer) Empty() bool {
	return a.Now == No && a.After == No && len(a.Parts) == 0
}
