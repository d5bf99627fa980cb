package e2e

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// trackerToken is the one that a job needs to change issues.
const trackerToken = "the-job's-own"

// robot is the login of the jobs. Source: https://docs.github.com/en/actions/concepts/security/github_token
const robot = "github-actions[bot]"

type trackedIssue struct {
	author, title, body string
	closed              bool
	comments            []string
}

// A tracker is the issues of a project, with the parts of GitHub's and GitLab's API that docs/ci uses.
// Sources: https://docs.github.com/en/rest/issues/issues, https://docs.gitlab.com/api/issues/
type tracker struct {
	mu     sync.Mutex
	issues []trackedIssue // a number is an index, and one more
}

// newTracker returns a server's address, too.
func newTracker(t *testing.T, issues ...trackedIssue) (*tracker, string) {
	t.Helper()
	tr := &tracker{issues: issues}
	mux := http.NewServeMux()
	for base, show := range map[string]func(int, trackedIssue) any{
		"/repos/example/access/issues": showOnGithub, "/projects/7/issues": showOnGitlab,
	} {
		mux.HandleFunc("GET "+base, tr.list(show))
		mux.HandleFunc("POST "+base, tr.change)
		mux.HandleFunc("PATCH "+base+"/{number}", tr.change)
		mux.HandleFunc("PUT "+base+"/{number}", tr.change)
		mux.HandleFunc("POST "+base+"/{number}/comments", tr.comment)
		mux.HandleFunc("POST "+base+"/{number}/notes", tr.comment)
	}
	server := httptest.NewServer(requireToken(mux))
	t.Cleanup(server.Close)
	return tr, server.URL
}

func requireToken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "token "+trackerToken && r.Header.Get("PRIVATE-TOKEN") != trackerToken {
			http.Error(w, "bad credentials", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func showOnGithub(number int, i trackedIssue) any {
	return map[string]any{"number": number, "body": textOrNull(i.body), "user": map[string]string{"login": i.author}}
}

func showOnGitlab(number int, i trackedIssue) any {
	return map[string]any{"iid": number, "description": textOrNull(i.body)}
}

func textOrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func (tr *tracker) list(show func(int, trackedIssue) any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		tr.mu.Lock()
		defer tr.mu.Unlock()
		query, list := r.URL.Query(), []any{}
		for i, issue := range tr.issues {
			foreign := query.Get("scope") == "created_by_me" && issue.author != robot
			if issue.closed && strings.HasPrefix(query.Get("state"), "open") || foreign {
				continue
			}
			list = append(list, show(i+1, issue))
		}
		_ = json.NewEncoder(w).Encode(list)
	}
}

// change creates an issue, or changes the one with a number.
func (tr *tracker) change(w http.ResponseWriter, r *http.Request) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	fields := map[string]string{}
	if err := json.NewDecoder(r.Body).Decode(&fields); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	issue := &trackedIssue{author: robot}
	if r.PathValue("number") != "" {
		issue = tr.numbered(r)
	}
	for name, value := range fields {
		switch name {
		case "title":
			issue.title = value
		case "body", "description":
			issue.body = value
		case "state", "state_event":
			issue.closed = strings.HasPrefix(value, "close")
		}
	}
	if r.PathValue("number") == "" {
		tr.issues = append(tr.issues, *issue)
	}
}

func (tr *tracker) comment(_ http.ResponseWriter, r *http.Request) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	var note struct{ Body string }
	_ = json.NewDecoder(r.Body).Decode(&note)
	issue := tr.numbered(r)
	issue.comments = append(issue.comments, note.Body)
}

func (tr *tracker) numbered(r *http.Request) *trackedIssue {
	number, _ := strconv.Atoi(r.PathValue("number"))
	return &tr.issues[number-1]
}
