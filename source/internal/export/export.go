// Package export reads what "pulumi stack export" prints.
//
// Source: https://github.com/pulumi/pulumi/blob/v3.250.0/sdk/go/common/apitype/core.go (UntypedDeployment)
package export

import (
	"errors"
	"fmt"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/source/internal/document"
	"github.com/scientist-access/scientist-access/source/internal/resource"
)

// The schema versions of a deployment that are known. Version 4 is version 3 with a list of features.
const oldestVersion, newestVersion = 3, 4

// Reader takes an export in while a document is walked through.
type Reader struct {
	version int
	states  []*resource.State
	notes   resource.Notes
}

// Fields are the readers of the fields of an export.
func (r *Reader) Fields() map[string]func(*document.Document) error {
	return map[string]func(*document.Document) error{
		"version":    func(d *document.Document) error { return d.Decode(&r.version) },
		"deployment": r.deployment,
	}
}

func (r *Reader) deployment(d *document.Document) error {
	return d.Object(func(key string) error {
		switch key {
		case "resources":
			return d.List(func(place string) error { return r.resource(d, place) })
		case "pending_operations":
			return d.List(func(place string) error { return r.pending(d, place) })
		}
		return d.Skip()
	})
}

func (r *Reader) resource(d *document.Document, place string) error {
	var s resource.State
	if err := d.Decode(&s); err != nil {
		return err
	}
	if s.URN == "" || s.Type == "" {
		return errors.New("the resource has no urn or no type: this is not an export of Pulumi")
	}
	if spot := s.BlindSpot(); spot != "" {
		r.notes.Gap(place, s.URN, s.Type+": "+spot)
	}
	if s.PendingReplacement || !s.Supported() && !s.IsProvider() { // the former is deleted, its successor not yet created
		return nil
	}
	if s.Delete && s.Supported() {
		r.notes.Add(s.URN, "it is to be deleted by the next update; until then it is in effect")
	}
	s.Place = place
	r.states = append(r.states, &s)
	return nil
}

func (r *Reader) pending(d *document.Document, place string) error {
	var pending struct {
		Type     string         `json:"type"`
		Resource resource.State `json:"resource"`
	}
	if err := d.Decode(&pending); err != nil {
		return err
	}
	if pending.Resource.Supported() {
		r.notes.LeftOut(place, pending.Resource.URN, fmt.Errorf("an update was interrupted while %s it: "+
			"whether it is in effect is not known; run pulumi up, then pulumi refresh --clear-pending-creates", pending.Type))
	}
	return nil
}

// Reading is what the export tells, once the document has been read.
func (r *Reader) Reading() (*access.Reading, error) {
	switch {
	case r.version == 0:
		return nil, errors.New("version is missing: a stack export says which schema it has")
	case r.version < oldestVersion:
		return nil, fmt.Errorf("version is %d, older than %d: run pulumi stack export with a current Pulumi",
			r.version, oldestVersion)
	case r.version > newestVersion:
		return nil, fmt.Errorf("version is %d, newer than %d, the newest that is known: update scientist-access",
			r.version, newestVersion)
	}
	clusters := resource.NewClusters(r.states, nil)
	var objects access.Objects
	for _, s := range r.states {
		if err := resource.Decode(s, clusters, &objects); err != nil {
			r.notes.LeftOut(s.Place, s.URN, err)
		}
	}
	return r.notes.Finish(&access.Reading{Source: access.Export, Before: objects, After: objects}, clusters), nil
}
