package review

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Source says which of Pulumi's formats a stack was read from.
type Source string

// The formats that [Read] understands.
const (
	// Preview is the digest that "pulumi preview --json" prints.
	Preview Source = "preview"
	// Export is the deployment that "pulumi stack export" prints.
	Export Source = "export"
)

// Stack is what a preview or an export says about access.
type Stack struct {
	Source Source
	// Before is what the stack's last update left, After what the previewed one will leave. An export knows
	// one state only: both are the same.
	Before, After Objects
	// Notes say what could not be read, and what that means.
	Notes []Note
	// Partial says that access may exist which the file does not show. What a report does not find then
	// proves nothing.
	Partial bool
	// Failed says that the preview itself failed: the report covers the part before the failure.
	Failed bool
}

// Note is something that a reader of the report must know about its input.
type Note struct {
	Place   string `json:"place,omitempty"` // a path in the file, or a resource
	Message string `json:"message"`
	// LeftOut says that the place decides about access and could not be read.
	LeftOut bool `json:"-"`
}

// wanted ends messages about files of other kinds.
const wanted = "want the JSON of pulumi preview --json or pulumi stack export"

// Read reads the JSON of "pulumi preview --json" or of "pulumi stack export", and tells the two apart. It
// holds one resource at a time, so that a large file needs little memory.
//
// A file that is cut off, is of another kind, or has a schema version that Read does not know is an error
// that says where. A resource that cannot be understood is left out with a note.
//
// Sources: https://github.com/pulumi/pulumi/blob/v3.250.0/pkg/display/json.go (PreviewDigest) and
// https://github.com/pulumi/pulumi/blob/v3.250.0/sdk/go/common/apitype/core.go (UntypedDeployment).
func Read(r io.Reader) (*Stack, error) {
	counted := &counter{Reader: r}
	file := &reader{dec: json.NewDecoder(counted)}
	switch err := file.document(); {
	case err == nil:
		return file.stack()
	case errors.Is(err, io.EOF) && file.dec.InputOffset() == 0:
		return nil, errors.New("the input is empty; " + wanted)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fmt.Errorf("%sbyte %d: the file ends in the middle of its JSON", file.place(), counted.bytes)
	default:
		return nil, fmt.Errorf("%safter byte %d: %w", file.place(), file.dec.InputOffset(), err)
	}
}

// counter counts what is read through it.
type counter struct {
	io.Reader
	bytes int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.bytes += int64(n)
	return n, err
}

// reader walks through one file.
type reader struct {
	dec  *json.Decoder
	path []string
	keys []string // at the top level, to tell what the file is

	steps   previewSteps
	exports exportResources
	notes   []Note
	gaps    []Note // notes after which the report can no longer say what is not there
}

func (r *reader) place() string {
	if len(r.path) == 0 {
		return ""
	}
	return strings.Join(r.path, ".") + ", "
}

func (r *reader) document() error {
	err := r.object(func(key string) error {
		r.keys = append(r.keys, key)
		switch key {
		case "steps":
			return r.list(r.step)
		case "diagnostics":
			return r.list(r.diagnostic)
		case "changeSummary":
			return r.dec.Decode(&r.steps.summary)
		case "version":
			return r.dec.Decode(&r.exports.version)
		case "deployment":
			return r.deployment()
		}
		return r.skip()
	})
	if err != nil {
		return err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more text follows the JSON document; want one preview or one export a file")
	}
	return nil
}

// stack decides what the file was.
func (r *reader) stack() (*Stack, error) {
	has := func(keys ...string) bool {
		return slices.ContainsFunc(keys, func(key string) bool { return slices.Contains(r.keys, key) })
	}
	switch {
	case has("deployment"):
		return r.exported()
	case has("steps", "diagnostics", "changeSummary"):
		return r.previewed()
	case has("sequence", "timestamp"):
		return nil, errors.New("the file is a stream of engine events; " + wanted +
			", with PULUMI_ENABLE_STREAMING_JSON_PREVIEW unset")
	case has("checkpoint"):
		return nil, errors.New("the file is a checkpoint of a state backend; " + wanted)
	case len(r.keys) == 0:
		return nil, errors.New("the JSON object is empty; " + wanted)
	}
	return nil, fmt.Errorf("the JSON is of another kind (its first fields are %s); %s",
		strings.Join(firstFew(r.keys), ", "), wanted)
}

func firstFew(keys []string) []string {
	few := keys[:min(len(keys), 4)]
	quoted := make([]string, len(few))
	for i, key := range few {
		quoted[i] = fmt.Sprintf("%.40q", key)
	}
	return quoted
}

// object calls field for each field of a JSON object; field must read the value. A null has no fields.
func (r *reader) object(field func(key string) error) error {
	open, err := r.dec.Token()
	if err != nil {
		return err
	}
	if open == nil && len(r.path) > 0 {
		return nil
	}
	if open != json.Delim('{') {
		return fmt.Errorf("want an object, got %s", tokenKind(open))
	}
	for r.dec.More() {
		token, err := r.dec.Token()
		if err != nil {
			return err
		}
		key, _ := token.(string) // the decoder lets nothing else stand here
		r.path = append(r.path, clean(fmt.Sprintf("%.80s", key)))
		if err := field(key); err != nil {
			return err
		}
		r.path = r.path[:len(r.path)-1]
	}
	_, err = r.dec.Token()
	return err
}

// list calls item for each item of a JSON list; item must read the value. A null has no items.
func (r *reader) list(item func(place string) error) error {
	open, err := r.dec.Token()
	if err != nil {
		return err
	}
	if open == nil {
		return nil
	}
	if open != json.Delim('[') {
		return fmt.Errorf("want a list, got %s", tokenKind(open))
	}
	last := len(r.path) - 1
	name := r.path[last]
	for i := 0; r.dec.More(); i++ {
		r.path[last] = fmt.Sprintf("%s[%d]", name, i)
		if err := item(strings.Join(r.path, ".")); err != nil {
			return err
		}
	}
	r.path[last] = name
	_, err = r.dec.Token()
	return err
}

// skip reads a value token by token and forgets it.
func (r *reader) skip() error {
	for depth := 0; ; {
		token, err := r.dec.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

func tokenKind(token json.Token) string {
	switch token {
	case json.Delim('{'):
		return "an object"
	case json.Delim('['):
		return "a list"
	}
	return jsonKind(token)
}
