// Package declared reads the arguments of package component from its source: their types, and what the comments say.
package declared

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Struct is a struct of the library.
type Struct struct {
	Name, Doc string
	Fields    []Field
}

// Field is one of its fields, with its type as the source has it, and its name in Pulumi: as in the stack configuration and in
// the paths of errors.
type Field struct{ Name, Type, Doc, Key string }

// Roots are the structs whose fields are the component's arguments and its outputs.
const (
	Arguments = "ScientistAccessArgs"
	Outputs   = "ScientistAccess"
)

// Structs are by their names in Go.
type Structs map[string]Struct

// Read returns the structs of component and policy in the checkout, and that of a rule, of which the source is Kubernetes'.
func Read(checkout string) (Structs, error) {
	all := Structs{}
	for _, folder := range []string{"component", "policy"} {
		if err := readFolder(filepath.Join(checkout, folder), all); err != nil {
			return nil, err
		}
	}
	all[rule.Name] = rule // not policy.Rule, which is one of a capability
	for name, s := range all {
		all[name] = s.withDocsOf(all[Arguments])
	}
	return all, nil
}

func readFolder(folder string, into Structs) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return err
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ParseComments)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if general, ok := d.(*ast.GenDecl); ok && general.Tok == token.TYPE {
				addStructs(general, into)
			}
		}
	}
	return nil
}

func addStructs(d *ast.GenDecl, into Structs) {
	for _, spec := range d.Specs {
		named := spec.(*ast.TypeSpec)
		if is, ok := named.Type.(*ast.StructType); ok && named.Name.IsExported() {
			into[named.Name.Name] = Struct{Name: named.Name.Name, Doc: d.Doc.Text(), Fields: fieldsOf(is)}
		}
	}
}

func fieldsOf(s *ast.StructType) []Field {
	var fields []Field
	for _, f := range s.Fields.List {
		doc := f.Doc.Text()
		for _, name := range f.Names {
			fields = append(fields, Field{Name: name.Name, Type: types.ExprString(f.Type), Doc: doc, Key: keyOf(name.Name, f.Tag)})
		}
	}
	return fields
}

// withDocsOf takes the comment of a field without one from the arguments' field of the same name: a team's fields mean the
// same as those of the only team.
func (s Struct) withDocsOf(arguments Struct) Struct {
	for i, f := range s.Fields {
		if f.Doc != "" {
			continue
		}
		for _, same := range arguments.Fields {
			if same.Name == f.Name {
				s.Fields[i].Doc = same.Doc
			}
		}
	}
	return s
}

// keyOf is what the field's tag says, or its name as JSON has it.
func keyOf(name string, tag *ast.BasicLit) string {
	if tag != nil {
		return reflect.StructTag(strings.Trim(tag.Value, "`")).Get("pulumi")
	}
	first, size := utf8.DecodeRuneInString(name)
	key := string(unicode.ToLower(first)) + name[size:]
	if short, ok := strings.CutSuffix(key, "ID"); ok {
		return short + "Id"
	}
	return key
}

// Required reports whether the field must be set, which its comment says in a sentence that begins with this word.
func (f Field) Required() bool {
	for _, start := range []string{"Required.", "Required;", "Required, at least one."} {
		if strings.Contains(oneLine(f.Doc), start) {
			return true
		}
	}
	return false
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// TypeName is what Pulumi calls the struct: without Args, which code generators add again.
func TypeName(name string) string {
	if name == Arguments {
		return name
	}
	return strings.TrimSuffix(name, "Args")
}

// Find is the field of that key.
func (s Struct) Find(key string) (Field, error) {
	for _, f := range s.Fields {
		if f.Key == key {
			return f, nil
		}
	}
	return Field{}, fmt.Errorf("%s has no field for %s", s.Name, key)
}

// OfType is the struct that Pulumi calls so.
func (all Structs) OfType(name string) Struct {
	if s, ok := all[name+"Args"]; ok {
		return s
	}
	return all[name]
}

// arguments are the structs that the arguments consist of.
func (all Structs) arguments() []Struct {
	var found []Struct
	for name, s := range all {
		if strings.HasSuffix(name, "Args") || name == policy || name == rule.Name {
			found = append(found, s)
		}
	}
	return found
}

const policy = "Policy"
