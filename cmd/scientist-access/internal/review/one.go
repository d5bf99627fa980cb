package review

import "github.com/scientist-access/scientist-access/access"

// Of says what one principal may do, what it gains and loses, and what of its rights is dangerous. The principal is one of the
// source's, or a subject that bindings may name.
func Of(reading *access.Reading, p access.Principal) *Report {
	before, after := reading.Models()
	if p.Kind != access.IAM {
		subject := p.Subject()
		before.AddSubject(p.Cluster, subject)
		after.AddSubject(p.Cluster, subject)
	}
	open, closed := findings(reading, before, after, &p)
	report := &Report{
		SchemaVersion: SchemaVersion,
		Source:        reading.Source,
		Partial:       reading.Partial,
		Failed:        reading.Failed,
		Notes:         append([]access.Note{}, reading.Notes...),
		Access:        allAccess(before, after, []access.Principal{p}),
		Findings:      open,
		Closed:        closed,
	}
	if reading.Source == access.Live {
		report.Access[0].Unclear = false // a cluster holds all that is bound on it
	}
	report.summarize()
	report.Summary.Hidden = len(reading.Hidden)
	return report
}
