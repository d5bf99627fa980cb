package review

import (
	"encoding/json"
	"io"
)

// WriteJSON prints the report as JSON, for programs. Its fields are those of [Report].
func (r *Report) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}

// fillLists makes every list of the report a list in JSON too, where it would be null.
func (r *Report) fillLists() {
	r.Notes, r.Access, r.Findings = orEmpty(r.Notes), orEmpty(r.Access), orEmpty(r.Findings)
	for i := range r.Access {
		access := &r.Access[i]
		access.Groups, access.Scopes = orEmpty(access.Groups), orEmpty(access.Scopes)
		for j := range access.Scopes {
			s := &access.Scopes[j]
			s.Namespaces, s.Grants = orEmpty(s.Namespaces), orEmpty(s.Grants)
			s.Gains, s.Loses, s.Keeps = orEmpty(s.Gains), orEmpty(s.Loses), orEmpty(s.Keeps)
		}
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Namespaces, f.Principals = orEmpty(f.Namespaces), orEmpty(f.Principals)
	}
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
