package fix_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/fix"
)

func TestQuote(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"arn:aws:iam::111122223333:role/a/b": "arn:aws:iam::111122223333:role/a/b",
		"a b":                                "'a b'",
		"it's; rm -rf":                       `'it'\''s; rm -rf'`,
		"":                                   "''",
	} {
		assert.Equal(t, want, fix.Quote(name))
	}
	assert.Equal(t, "aws eks delete-access-entry --cluster-name ml --principal-arn 'a b'", fix.OnEntry("delete-access-entry", "ml", "a b"))
}
