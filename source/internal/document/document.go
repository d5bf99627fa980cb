// Package document walks through a JSON document without holding it, and says where it is when something is wrong.
package document

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ErrEmpty is the error of a document without a single byte.
var ErrEmpty = errors.New("the input is empty")

// Document is a JSON document that is being read.
type Document struct {
	dec  *json.Decoder
	path []string
	keys []string // at the top level, to tell what the document is
}

// Walk reads a document that is an object. It calls the reader of each top-level field that has one, and skips the
// others. It returns the names of all of them.
func Walk(r io.Reader, fields map[string]func(*Document) error) ([]string, error) {
	counted := &counter{Reader: r}
	d := &Document{dec: json.NewDecoder(counted)}
	switch err := d.walk(fields); {
	case err == nil:
		return d.keys, nil
	case errors.Is(err, io.EOF) && d.dec.InputOffset() == 0:
		return nil, ErrEmpty
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fmt.Errorf("%sbyte %d: the file ends in the middle of its JSON", d.place(), counted.bytes)
	default:
		return nil, fmt.Errorf("%safter byte %d: %w", d.place(), d.dec.InputOffset(), err)
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

func (d *Document) place() string {
	if len(d.path) == 0 {
		return ""
	}
	return strings.Join(d.path, ".") + ", "
}

func (d *Document) walk(fields map[string]func(*Document) error) error {
	err := d.Object(func(key string) error {
		d.keys = append(d.keys, key)
		if read, ok := fields[key]; ok {
			return read(d)
		}
		return d.Skip()
	})
	if err != nil {
		return err
	}
	if _, err := d.dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more text follows the JSON document; want one preview or one export a file")
	}
	return nil
}

// Decode reads one value.
func (d *Document) Decode(into any) error { return d.dec.Decode(into) }

// printable is a field's name on one line, cut to a length that fits into a message.
func printable(key string) string {
	quoted := strconv.QuoteToGraphic(fmt.Sprintf("%.80s", key))
	return strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
}

// Object calls field for each field of a JSON object; field must read the value. A null has no fields.
func (d *Document) Object(field func(key string) error) error {
	open, err := d.dec.Token()
	if err != nil {
		return err
	}
	if open == nil && len(d.path) > 0 {
		return nil
	}
	if open != json.Delim('{') {
		return fmt.Errorf("want an object, got %s", tokenKind(open))
	}
	for d.dec.More() {
		token, err := d.dec.Token()
		if err != nil {
			return err
		}
		key, _ := token.(string) // the decoder lets nothing else stand here
		d.path = append(d.path, printable(key))
		if err := field(key); err != nil {
			return err
		}
		d.path = d.path[:len(d.path)-1]
	}
	_, err = d.dec.Token()
	return err
}

// List calls item for each item of a JSON list; item must read the value. A null has no items.
func (d *Document) List(item func(place string) error) error {
	open, err := d.dec.Token()
	if err != nil {
		return err
	}
	if open == nil {
		return nil
	}
	if open != json.Delim('[') {
		return fmt.Errorf("want a list, got %s", tokenKind(open))
	}
	last := len(d.path) - 1
	name := d.path[last]
	for i := 0; d.dec.More(); i++ {
		d.path[last] = fmt.Sprintf("%s[%d]", name, i)
		if err := item(strings.Join(d.path, ".")); err != nil {
			return err
		}
	}
	d.path[last] = name
	_, err = d.dec.Token()
	return err
}

// Skip reads a value token by token and forgets it.
func (d *Document) Skip() error {
	for depth := 0; ; {
		token, err := d.dec.Token()
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
	return Kind(token)
}

// Kind names the kind of a JSON value in words.
func Kind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "a string"
	case bool:
		return "a boolean"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	default:
		return "a number"
	}
}
