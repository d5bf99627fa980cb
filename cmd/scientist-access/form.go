package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// form is one in which a command can write what it found.
type form[R any] struct {
	name  string
	write func(io.Writer, R) error
}

// forms are those of a command, the default first.
type forms[R any] []form[R]

func (f forms[R]) names() []string {
	names := make([]string, len(f))
	for i, one := range f {
		names[i] = one.name
	}
	return names
}

// flag defines --format; of says what has the form.
func (f forms[R]) flag(command *cobra.Command, into *string, of string) {
	command.Flags().StringVarP(into, "format", "f", f[0].name, "form of the "+of+": "+strings.Join(f.names(), ", "))
	completeFlag(command, "format", f.names())
}

// named is what writes a form.
func (f forms[R]) named(name string) (func(io.Writer, R) error, error) {
	for _, one := range f {
		if one.name == name {
			return one.write, nil
		}
	}
	return nil, fmt.Errorf("--format %q is not known: want %s", name, strings.Join(f.names(), ", "))
}
