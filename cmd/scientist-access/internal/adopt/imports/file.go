package imports

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// importFile is what "pulumi preview --import-file" writes and "pulumi import --file" reads. What is not named here stays
// as it is.
// Source: https://www.pulumi.com/docs/iac/guides/migration/import/ (bulk import operations)
type importFile struct {
	fields    map[string]any
	resources []pending
}

// pending is a resource that a stack is about to create, as the file has it.
type pending map[string]any

func readImportFile(r io.Reader) (*importFile, error) {
	f := &importFile{}
	decoder := json.NewDecoder(r)
	decoder.UseNumber()
	if err := decoder.Decode(&f.fields); err != nil {
		return nil, fmt.Errorf("want the JSON that pulumi preview --import-file writes: %w", err)
	}
	list, ok := f.fields["resources"].([]any)
	if !ok {
		return nil, errors.New("no resources: want the JSON that pulumi preview --import-file writes")
	}
	for i, item := range list {
		resource, ok := item.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("resources[%d]: want an object", i)
		}
		f.resources = append(f.resources, resource)
	}
	return f, nil
}

func (f *importFile) write(w io.Writer) error {
	f.fields["resources"] = f.resources
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "    ")
	return encoder.Encode(f.fields)
}

func (p pending) text(key string) string {
	value, _ := p[key].(string)
	return value
}

// logicalName is the name in the program. The other one is unique in the file.
func (p pending) logicalName() string {
	if name := p.text("logicalName"); name != "" {
		return name
	}
	return p.text("name")
}

func (p pending) isComponent() bool { return p["component"] == true }

// urn is a resource's name in Pulumi: urn:pulumi:STACK::PROJECT::PARENTTYPE$TYPE::NAME.
// Source: https://www.pulumi.com/docs/iac/concepts/resources/names/#urns
type urn struct{ stack, project, typ, name string }

func parseURN(s string) (urn, bool) {
	parts := strings.SplitN(s, "::", 4)
	if len(parts) != 4 {
		return urn{}, false
	}
	typ := parts[2][strings.LastIndex(parts[2], "$")+1:]
	return urn{strings.TrimPrefix(parts[0], "urn:pulumi:"), parts[1], typ, parts[3]}, true
}

// owner is how the mark of the stack's objects ends: see package owner.
func (u urn) owner() string { return "/" + u.project + "/" + u.stack }
