package stackhooks_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/internal/stackhooks"
)

func TestText(t *testing.T) {
	t.Parallel()
	text := resource.NewProperty("alice")
	for name, c := range map[string]struct {
		value resource.PropertyValue
		want  string
	}{
		"plain":               {text, "alice"},
		"a secret":            {resource.MakeSecret(text), "alice"},
		"a secret output":     {resource.NewProperty(resource.Output{Element: text, Known: true, Secret: true}), "alice"},
		"a secret in another": {resource.MakeSecret(resource.NewProperty(resource.Output{Element: text, Known: true})), "alice"},
		"unknown":             {resource.MakeComputed(resource.NewProperty("")), ""},
		"an unknown output":   {resource.NewProperty(resource.Output{Element: text}), ""},
		"a number":            {resource.NewProperty(3.0), ""},
		"nothing":             {resource.PropertyValue{}, ""},
	} {
		assert.Equal(t, c.want, stackhooks.Text(c.value), name)
	}
}
