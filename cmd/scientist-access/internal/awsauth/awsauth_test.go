package awsauth_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/awsauth"
)

const iam = "arn:aws:iam::111122223333:"

// principals are entries of principals, each with a group of its own: its place among them.
func principals(arns ...string) []access.Entry {
	var all []access.Entry
	for i, arn := range arns {
		all = append(all, access.Entry{PrincipalARN: iam + arn, Groups: []string{string(rune('0' + i))}})
	}
	return all
}

// TestEffective: which lines let somebody in.
func TestEffective(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name           string
		entries, lines []access.Entry
		groups         []string
	}{
		{"no line", principals("role/Alice"), nil, nil},
		{"a line beside the entry of another", principals("role/Alice"), principals("role/Bob"), []string{"0"}},
		{"a line beside its entry", principals("role/Alice"), principals("role/Alice", "role/Bob"), []string{"1"}},
		{"a line beside the entry of a role with a path", principals("role/team/a/Alice"), principals("role/Alice"), nil},
		{"a line beside the entry of a user", principals("user/alice"), principals("user/alice"), nil},
		{"users of another path are others", principals("user/team/alice"), principals("user/alice"), []string{"0"}},
		{"two lines", nil, principals("role/Alice", "role/Bob", "role/Alice"), []string{"2", "1"}},
		{"a role with its path", nil, principals("role/Alice", "role/team/Alice"), []string{"0"}},
		{"in other letters", principals("role/Alice"), principals("role/alice", "user/Bob", "user/bob"), []string{"2"}},
		{"a user of the role's name", principals("user/Alice"), principals("role/Alice"), []string{"0"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var groups []string
			for _, line := range awsauth.Effective(test.entries, test.lines) {
				groups = append(groups, line.Groups...)
			}
			assert.Equal(t, test.groups, groups)
		})
	}
}

// TestFind: a line leaves the path of a role out, and may be in other letters.
func TestFind(t *testing.T) {
	t.Parallel()
	lines := principals("role/Alice", "user/bob")
	assert.Same(t, &lines[0], awsauth.Find(iam+"role/Alice", lines))
	assert.Same(t, &lines[0], awsauth.Find(iam+"role/team/Alice", lines))
	assert.Same(t, &lines[1], awsauth.Find(iam+"user/Bob", lines))
	assert.Nil(t, awsauth.Find(iam+"user/team/bob", lines))
	assert.Nil(t, awsauth.Find(iam+"user/Alice", lines))
}
