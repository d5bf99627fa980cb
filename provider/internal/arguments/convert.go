package arguments

import (
	"fmt"
	"reflect"

	"github.com/scientist-access/scientist-access/component"
)

// Component are the same arguments as package component takes them.
func (args *ScientistAccessArgs) Component() *component.ScientistAccessArgs {
	to := &component.ScientistAccessArgs{}
	convert(reflect.ValueOf(args).Elem(), reflect.ValueOf(to).Elem())
	return to
}

// convert copies a value into one of the same shape. Structs have the same fields, of which a pointer may stand for a value.
// A test converts every field of every type.
func convert(from, to reflect.Value) {
	switch {
	case from.Type() == to.Type():
		to.Set(from)
	case from.Kind() == reflect.Pointer && to.Kind() != reflect.Pointer:
		if !from.IsNil() {
			convert(from.Elem(), to)
		}
	case from.Kind() != to.Kind():
		panic(fmt.Sprintf("%s and %s differ", from.Type(), to.Type()))
	case from.Kind() == reflect.Struct:
		for i := range from.NumField() {
			convert(from.Field(i), to.FieldByName(from.Type().Field(i).Name))
		}
	case from.Kind() == reflect.String:
		to.SetString(from.String())
	case from.IsZero(): // nil stays nil: an empty list is somebody's mistake
	case from.Kind() == reflect.Pointer:
		to.Set(reflect.New(to.Type().Elem()))
		convert(from.Elem(), to.Elem())
	case from.Kind() == reflect.Slice:
		to.Set(reflect.MakeSlice(to.Type(), from.Len(), from.Len()))
		for i := range from.Len() {
			convert(from.Index(i), to.Index(i))
		}
	case from.Kind() == reflect.Map:
		to.Set(reflect.MakeMap(to.Type()))
		for entry := from.MapRange(); entry.Next(); {
			value := reflect.New(to.Type().Elem()).Elem()
			convert(entry.Value(), value)
			to.SetMapIndex(entry.Key(), value)
		}
	}
}
