package e2e

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWorkflowComment: a stack has one comment, which the next run changes. While nothing changes there is none, but one that
// is there already says so. What the host would not take as a comment is linked to, and the page always is.
func TestWorkflowComment(t *testing.T) {
	const marker, heading = "<!-- scientist-access review: dev -->\n", "# Stack dev\n\n## Access after this change\n"
	jobs := map[string]string{"github": "comment", "gitlab": "comment-dev"}
	pages := map[string]string{
		"github": "[review-dev](https://github.com/example/access/actions/runs/1#artifacts)", "gitlab": "[as a page](https://ci/jobs/3/page)",
	}
	for name, host := range hosts {
		t.Run(name, func(t *testing.T) {
			talk := &conversation{said: []comment{{author: "mallory", body: marker + "mine"}, {author: robot, body: "of another job"}}}
			st := passingStack(t, "dev", config{})
			st.Setenv(stubServer+"="+talk.serve(t), "CI_API_V4_URL="+talk.url, "CI_PROJECT_ID=7", "CI_MERGE_REQUEST_IID=5")
			others := len(talk.said)
			if name == "gitlab" { // whose notes are the token's own, or nobody's
				talk.said, others = nil, 0
			}
			say := func(code, review string) []comment {
				run := host.start(t, st)
				require.NoError(t, os.MkdirAll(run.folder(), 0o700))
				for file, text := range map[string]string{"review.md": review, "code": code + "\n", "page": "https://ci/jobs/3/page\n"} {
					require.NoError(t, os.WriteFile(filepath.Join(run.folder(), file), []byte(text), 0o600))
				}
				require.True(t, run.job(jobs[name]))
				return talk.said[others:]
			}

			require.Empty(t, say("0", heading+"nothing"))
			said := say("2", heading+"something")
			require.Len(t, said, 1)
			assert.True(t, strings.HasPrefix(said[0].body, marker+heading+"something"))
			assert.Contains(t, said[0].body, pages[name])

			said = say("0", heading+"nothing")
			require.Len(t, said, 1, "the same comment")
			assert.True(t, strings.HasPrefix(said[0].body, marker+heading+"nothing"))

			said = say("3", heading+strings.Repeat("long\n", 200_000))
			require.Len(t, said, 1)
			assert.Less(t, len(said[0].body), 1000)
			assert.Contains(t, said[0].body, marker+heading)
			assert.Contains(t, said[0].body, pages[name])
			if others > 0 {
				assert.Equal(t, marker+"mine", talk.said[0].body, "others' comments are left alone")
			}
		})
	}
}

type comment struct{ author, body string }

// A conversation is the comments on a change, number 5, with the parts of GitHub's and GitLab's API that docs/ci uses.
// Sources: https://docs.github.com/en/rest/issues/comments, https://docs.gitlab.com/api/notes/
type conversation struct {
	url string

	mu   sync.Mutex
	said []comment // a number is an index, and one more
}

func (c *conversation) serve(t *testing.T) (url string) {
	t.Helper()
	mux := http.NewServeMux()
	for _, all := range []string{"/repos/example/access/issues/5/comments", "/projects/7/merge_requests/5/notes"} {
		mux.HandleFunc("GET "+all, c.list)
		mux.HandleFunc("POST "+all, c.say)
	}
	mux.HandleFunc("PATCH /repos/example/access/issues/comments/{number}", c.say)
	mux.HandleFunc("PUT /projects/7/merge_requests/5/notes/{number}", c.say)
	server := httptest.NewServer(requireToken(mux))
	t.Cleanup(server.Close)
	c.url = server.URL
	return c.url
}

func (c *conversation) list(w http.ResponseWriter, _ *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := []any{}
	for i, one := range c.said {
		list = append(list, map[string]any{"id": i + 1, "body": one.body, "user": map[string]string{"login": one.author}})
	}
	_ = json.NewEncoder(w).Encode(list)
}

// say adds a comment, or changes the one with a number.
func (c *conversation) say(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var given struct{ Body string }
	if err := json.NewDecoder(r.Body).Decode(&given); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if r.PathValue("number") == "" {
		c.said = append(c.said, comment{robot, given.Body})
		return
	}
	number, _ := strconv.Atoi(r.PathValue("number"))
	c.said[number-1].body = given.Body
}
