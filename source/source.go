// Package source reads the JSON that Pulumi prints about a stack into the model of package access. It knows nothing of
// what is asked of the model.
package source

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/source/internal/document"
	"github.com/scientist-access/scientist-access/source/internal/export"
	"github.com/scientist-access/scientist-access/source/internal/preview"
)

// wanted ends messages about files of other kinds.
const wanted = "want the JSON of pulumi preview --json or pulumi stack export"

// Read reads the JSON of "pulumi preview --json" or of "pulumi stack export", and tells the two apart. It holds one
// resource at a time, so that a large file needs little memory.
//
// A file that is cut off, is of another kind, or has a schema version that Read does not know is an error that says
// where. A resource that cannot be understood is left out with a note.
func Read(r io.Reader) (*access.Reading, error) {
	var previewed preview.Reader
	var exported export.Reader
	fields := previewed.Fields()
	maps.Copy(fields, exported.Fields())
	keys, err := document.Walk(r, fields)
	if errors.Is(err, document.ErrEmpty) {
		return nil, fmt.Errorf("%w; %s", err, wanted)
	}
	if err != nil {
		return nil, err
	}
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(keys, name) })
	}
	switch {
	case has("deployment"):
		return exported.Reading()
	case has("steps", "diagnostics", "changeSummary"):
		return previewed.Reading(), nil
	case has("sequence", "timestamp"):
		return nil, errors.New("the file is a stream of engine events; " + wanted +
			", with PULUMI_ENABLE_STREAMING_JSON_PREVIEW unset")
	case has("checkpoint"):
		return nil, errors.New("the file is a checkpoint of a state backend; " + wanted)
	case len(keys) == 0:
		return nil, errors.New("the JSON object is empty; " + wanted)
	}
	return nil, fmt.Errorf("the JSON is of another kind (its first fields are %s); %s", firstFew(keys), wanted)
}

func firstFew(keys []string) string {
	var quoted []string
	for _, key := range keys[:min(len(keys), 4)] {
		quoted = append(quoted, fmt.Sprintf("%.40q", key))
	}
	return strings.Join(quoted, ", ")
}
