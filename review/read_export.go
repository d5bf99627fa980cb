package review

import (
	"errors"
	"fmt"
)

// The schema versions of a deployment that this package knows. Version 4 is version 3 with a list of features.
// Source: https://github.com/pulumi/pulumi/blob/v3.250.0/sdk/go/common/apitype/core.go
const oldestVersion, newestVersion = 3, 4

// exportResources is what has been read of an export.
type exportResources struct {
	version int
	objects Objects
}

func (r *reader) deployment() error {
	return r.object(func(key string) error {
		switch key {
		case "resources":
			return r.list(r.exportedResource)
		case "pending_operations":
			return r.list(r.pendingOperation)
		}
		return r.skip()
	})
}

func (r *reader) exportedResource(place string) error {
	var s state
	if err := r.dec.Decode(&s); err != nil {
		return err
	}
	if s.URN == "" || s.Type == "" {
		return errors.New("the resource has no urn or no type: this is no export of Pulumi")
	}
	if s.blindSpot() != "" {
		r.blindSpot(place, &s)
	}
	if !s.supported() || s.PendingReplacement { // the latter is deleted already, its successor not yet created
		return nil
	}
	if s.Delete {
		r.note(s.URN, "it is to be deleted by the next update; until then it gives access")
	}
	if err := r.exports.objects.add(&s); err != nil {
		r.leftOut(place, s.URN, err)
	}
	return nil
}

func (r *reader) pendingOperation(place string) error {
	var pending struct {
		Type     string `json:"type"`
		Resource state  `json:"resource"`
	}
	if err := r.dec.Decode(&pending); err != nil {
		return err
	}
	if pending.Resource.supported() {
		r.leftOut(place, pending.Resource.URN, fmt.Errorf("an update was interrupted while %s it: "+
			"whether it gives access is not known; run pulumi refresh", pending.Type))
	}
	return nil
}

func (r *reader) exported() (*Stack, error) {
	switch version := r.exports.version; {
	case version == 0:
		return nil, errors.New("version is missing: a stack export says which schema it has")
	case version < oldestVersion:
		return nil, fmt.Errorf("version is %d, older than %d: run pulumi stack export with a current Pulumi",
			version, oldestVersion)
	case version > newestVersion:
		return nil, fmt.Errorf("version is %d, newer than %d, the newest that is known: update scientist-access",
			version, newestVersion)
	}
	return r.finish(&Stack{Source: Export, Before: r.exports.objects, After: r.exports.objects}), nil
}
