package doctor

import (
	"slices"
	"strings"
)

// SchemaVersion is that of the JSON form; it grows when a field changes its meaning.
const SchemaVersion = 1

// State is what is said of a link, and of the whole chain.
type State string

// The states.
const (
	InOrder    State = "in order"
	Broken     State = "broken"
	Unknown    State = "unknown"     // it could not be found out
	NotChecked State = "not checked" // a link that it depends on is broken
)

// Mender is who can mend a broken link.
type Mender string

// The menders.
const (
	Scientist            Mender = "the scientist"
	ClusterAdministrator Mender = "the administrator of the cluster"
	IAMAdministrator     Mender = "the administrator of IAM"
)

// Link is what is said of one link.
type Link struct {
	Name    string   `json:"name"`
	State   State    `json:"state"`
	Message string   `json:"message"`
	Lines   []string `json:"lines,omitempty"`
	Mender  Mender   `json:"mender,omitempty"` // of a broken link
	Fix     string   `json:"fix,omitempty"`
}

// Report is the outcome of an examination.
type Report struct {
	SchemaVersion int    `json:"schemaVersion"`
	Cluster       string `json:"cluster"`
	Namespace     string `json:"namespace"`
	Principal     string `json:"principal,omitempty"` // as far as it is known
	State         State  `json:"state"`               // of the whole chain: in order, broken or unknown
	Links         []Link `json:"links"`
}

// New judges the facts link by link.
func New(f *Facts) *Report {
	r := &Report{SchemaVersion: SchemaVersion, Cluster: f.Cluster, Namespace: f.Namespace, Principal: f.name()}
	for _, link := range chain {
		if link.self && !f.self() {
			continue
		}
		found := r.judge(link, f)
		found.Name = link.name
		r.Links = append(r.Links, found)
	}
	r.State = r.whole()
	return r
}

// judge checks a link, unless one that it needs is broken.
func (r *Report) judge(link link, f *Facts) Link {
	var missing []string
	for _, before := range r.Links {
		if slices.Contains(link.needs, before.Name) && (before.State == Broken || before.State == NotChecked) {
			missing = append(missing, before.Name)
		}
	}
	if len(missing) > 0 {
		return Link{State: NotChecked, Message: "it depends on: " + strings.Join(missing, ", ")}
	}
	return link.check(f)
}

// whole is the state of the chain.
func (r *Report) whole() State {
	for _, state := range []State{Broken, Unknown} {
		if len(r.In(state)) > 0 {
			return state
		}
	}
	return InOrder
}

// In are the names of the links in a state.
func (r *Report) In(state State) []string {
	var names []string
	for _, link := range r.Links {
		if link.State == state {
			names = append(names, link.Name)
		}
	}
	return names
}
