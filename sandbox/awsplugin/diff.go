package main

import (
	"context"
	"maps"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// change says how a changed property is dealt with.
type change struct {
	property string
	// replaces is set for what EKS cannot change.
	replaces bool
	// computed is set for what EKS chooses if it is left out: then whatever is there stays.
	computed bool
	same     func(old, new property.Value) bool
}

// changes are the inputs of an access entry, as the real provider treats them. Access entries are replaced by
// creating first: a caller whose replacement keeps the principal sets deleteBeforeReplace.
var changes = []change{
	{property: "clusterName", replaces: true, same: sameText},
	{property: "principalArn", replaces: true, same: sameText},
	{property: "type", replaces: true, same: sameText},
	{property: "kubernetesGroups", computed: true, same: sameGroups},
	{property: "userName", computed: true, same: sameText},
	{property: "tags", same: sameTags},
	{property: "tagsAll", same: sameTags},
}

func sameText(old, new property.Value) bool { return stringOf(old) == stringOf(new) }

func sameGroups(old, new property.Value) bool { return sameSet(stringsOf(old), stringsOf(new)) }

func sameTags(old, new property.Value) bool { return maps.Equal(mapOf(old), mapOf(new)) }

// Diff compares the entry's state with the inputs that the program asks for now.
func (*accessEntry) Diff(_ context.Context, request p.DiffRequest) (p.DiffResponse, error) {
	return differences(changes, request), nil
}

// differences compares a resource's state with its inputs.
func differences(changes []change, request p.DiffRequest) p.DiffResponse {
	response := p.DiffResponse{DetailedDiff: map[string]p.PropertyDiff{}}
	for _, c := range changes {
		old, new := request.State.Get(c.property), request.Inputs.Get(c.property)
		if !c.changed(old, new) {
			continue
		}
		response.HasChanges = true
		response.DetailedDiff[c.property] = p.PropertyDiff{Kind: c.kind(old, new)}
	}
	return response
}

func (c change) changed(old, new property.Value) bool {
	if new.HasComputed() {
		return true
	}
	if c.computed && leftOut(new) {
		return false
	}
	return !c.same(old, new)
}

// leftOut says whether an optional property has no value of the program's: an empty text counts as none, but an
// empty list is a wish for no elements.
func leftOut(v property.Value) bool {
	return v.IsNull() || v.IsString() && v.AsString() == ""
}

func (c change) kind(old, new property.Value) p.DiffKind {
	kind := p.Update
	switch {
	case old.IsNull():
		kind = p.Add
	case new.IsNull():
		kind = p.Delete
	}
	if c.replaces {
		kind += "&replace"
	}
	return kind
}
