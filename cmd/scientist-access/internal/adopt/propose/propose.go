// Package propose reads a cluster on which access exists: it proposes the stack configuration that gives everybody what
// they have, and says what it cannot express.
package propose

import (
	"errors"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/adopt/keeper"
)

// SchemaVersion is the version of the JSON form of a [Plan], which plan.schema.json describes. It grows when a field
// changes its meaning or goes away; new fields leave it as it is.
const SchemaVersion = 1

// Live is what is read of a cluster to plan.
type Live struct {
	Cluster string
	Region  string
	Objects access.Objects
	// Mapped are the principals that the ConfigMap aws-auth lets in, where it has effect, as access entries.
	Mapped []access.Entry
	// Namespaces are all of the cluster; none where they could not be read.
	Namespaces []string
	// Notes say what could not be read.
	Notes []access.Note
	// From are keepers, or their tools, whose objects the stack may take over; one that keeps nothing is an error.
	From []string
}

// Plan proposes a stack's configuration, and says what becomes of all else.
type Plan struct {
	SchemaVersion int    `json:"schemaVersion"`
	Cluster       string `json:"cluster"`
	Config        Config `json:"config"`
	// Changes are what the proposal does: none of it takes or gives rights.
	Changes Changes `json:"changes"`
	// Unexpressed is what the proposal does not hold, each with the reason: principals that are left out, and what gives
	// rights beside the stack and stays as it is.
	Unexpressed []access.Note `json:"unexpressed"`
	// Afterwards is what nobody needs once the proposal is applied.
	Afterwards []access.Note `json:"afterwards"`
	// Stricter is a proposal with fewer rights; nil where no capabilities are within the rights of today.
	Stricter *Stricter     `json:"stricter,omitempty"`
	Notes    []access.Note `json:"notes"`
}

// Stricter is what to write in place of the same keys of the proposal, and what that takes away.
type Stricter struct {
	Config  Config  `json:"config"`
	Changes Changes `json:"changes"`
}

// New plans. It is an error if there is nobody whom a stack could take over.
func New(live Live) (*Plan, error) {
	from := keeper.Choose(live.From)
	live.Objects = from.Disowned(live.Objects)
	if err := from.Unused(); err != nil {
		return nil, err
	}
	s := newSurvey(live)
	d := s.draft()
	if len(d.people) == 0 {
		return nil, nothingToTakeOver(live.Cluster, s.left.sorted())
	}
	plan := &Plan{
		SchemaVersion: SchemaVersion,
		Cluster:       live.Cluster,
		Config:        d.config(),
		Changes:       d.changes(),
		Unexpressed:   append(s.left.sorted(), s.staying(d).sorted()...),
		Afterwards:    s.leftover(d).sorted(),
		Notes:         append(d.standIns().sorted(), live.Notes...),
		Stricter:      d.stricter(),
	}
	return plan, nil
}

func nothingToTakeOver(cluster string, left []access.Note) error {
	text := "cluster " + cluster + " has nobody whom a stack could take over: " +
		"no access entry carries a group whose rights can be expressed"
	for _, note := range left {
		text += "; " + note.Place + ": " + note.Message
	}
	return errors.New(text)
}
