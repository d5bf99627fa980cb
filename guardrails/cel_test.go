package guardrails

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ path, absent, want string }{
		{"spec", "", "[object.spec]"},
		{"spec.template.spec", "{}", "[object.spec.template.spec]"},
		{"spec.kubernetes?", "{}", "[object.spec.?kubernetes.orValue({})]"},
		{"spec.a?.b", "", "[?object.spec.?a.?b]"},
		{"spec.a?.b?", "{}", "[object.spec.?a.?b.orValue({})]"},
		{"spec.all[]", "", "object.spec.all"},
		{"spec.all?[]", "", "object.spec.?all.orValue([])"},
		{"spec.all[].template.spec", "{}", "object.spec.all.map(i, i.template.spec)"},
		{"spec.a?.all[].b", "{}", "object.spec.?a.?all.orValue([]).map(i, i.b)"},
		{"spec.all{}", "", "object.spec.all.map(k, object.spec.all[k])"},
		{"spec.all{}.b.c", "", "object.spec.all.map(k, object.spec.all[k].b.c)"},
		{"spec.all?{}.b", "", "object.spec.?all.orValue({}).map(k, object.spec.?all.orValue({})[k].b)"},
	} {
		assert.Equal(t, test.want, at(test.path, test.absent), test.path)
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `[]`, list(nil))
	assert.Equal(t, `["a", "b\"c"]`, list([]string{"a", `b"c`}))
	assert.Equal(t, `kind == "a"`, is("kind", []string{"a"}))
	assert.Equal(t, `kind in ["a", "b"]`, is("kind", []string{"a", "b"}))
}
