package e2e

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWorkflowComment: the comment is the review, and begins with what tells the stacks' comments apart. What GitHub
// would not take as a comment is linked to.
func TestWorkflowComment(t *testing.T) {
	const review = "# Stack dev\n\n## Access after this change: 500 principals\n"
	tests := []struct {
		name, review string
		whole        bool
	}{
		{"short", review + "short\n", true},
		{"long", review + strings.Repeat("long\n", 20_000), false},
	}
	st := passingStack(t, "dev", config{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			run := newGithubRun(t, st)
			require.NoError(t, os.WriteFile(run.path("review.md"), []byte(test.review), 0o600))
			require.True(t, run.job("comment"))
			text, err := os.ReadFile(run.path("comment.md"))
			require.NoError(t, err)
			comment, marked := strings.CutPrefix(string(text), "<!-- scientist-access review: dev -->\n")
			assert.True(t, marked)
			if test.whole {
				assert.Equal(t, test.review, comment)
				return
			}
			assert.Less(t, len(comment), 1000)
			assert.Contains(t, comment, review)
			assert.Contains(t, comment, "https://github.com/example/access/actions/runs/1")
		})
	}
}
