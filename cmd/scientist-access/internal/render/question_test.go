package render_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/question"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/policy"
)

// answered is an answer about some principals.
func answered(now, after question.Verdict, names ...string) question.Answer {
	a := question.Answer{Now: now, After: after}
	for _, name := range names {
		a.Principals = append(a.Principals, access.Principal{Kind: access.Group, Name: name, Cluster: "ml"})
	}
	return a
}

func asked(source access.Source, answers ...question.Answer) *question.Report {
	return &question.Report{Source: source, Cluster: "ml", Asked: "get pods in a", Answers: answers}
}

// TestCanHeadlines: the verdict comes first, and where it changes, that.
func TestCanHeadlines(t *testing.T) {
	t.Parallel()
	const yes, no, unknown = question.Yes, question.No, question.Unknown
	for _, c := range []struct {
		source     access.Source
		now, after question.Verdict
		want       string
	}{
		{access.Live, yes, yes, "Yes: Group g may get pods in a, on cluster ml\n"},
		{access.Live, no, no, "No: Group g may not get pods in a, on cluster ml\n"},
		{access.Live, unknown, unknown, "Not known: whether Group g may get pods in a, on cluster ml\n"},
		{access.Export, yes, yes, "Yes: Group g may get pods in a, on cluster ml\n"},
		{access.Export, no, no, "No: nothing in this stack lets Group g get pods in a, on cluster ml\n"},
		{access.Preview, yes, yes, "Yes, now and after the change: Group g may get pods in a, on cluster ml\n"},
		{access.Preview, no, no, "No, now and after the change: nothing in this stack lets Group g get pods in a, on cluster ml\n"},
		{access.Preview, unknown, unknown, "Not known, now and after the change: whether Group g may get pods in a, on cluster ml\n"},
		{access.Preview, no, yes, "Changes from no to yes: whether Group g may get pods in a, on cluster ml\n"},
		{access.Preview, yes, unknown, "Changes from yes to not known: whether Group g may get pods in a, on cluster ml\n"},
	} {
		var out bytes.Buffer
		require.NoError(t, render.CanText(&out, asked(c.source, answered(c.now, c.after, "g")), false))
		assert.Equal(t, c.want, out.String())
	}
	report := asked(access.Live, answered(yes, yes, "\x1b[31mg"))
	report.Cluster = ""
	var out bytes.Buffer
	require.NoError(t, render.CanText(&out, report, false))
	assert.Equal(t, "Yes: Group \\x1b[31mg may get pods in a\n", out.String())
}

// fullAnswer has all that an answer can have.
func fullAnswer() question.Answer {
	a := answered(question.No, question.Yes, "g", "h")
	a.Ways = []review.Grant{
		{Subject: "Group g", Binding: "RoleBinding a/b", Role: "Role r", Change: review.Gained},
		{Subject: "Group g", Binding: "RoleBinding a/c", Role: "Role r", Change: review.Lost},
	}
	a.Doubts = []string{"Group x: nothing binds it"}
	a.Parts = []question.Part{{Namespace: "a"}, {Namespace: "b"}, {Namespace: "c", Names: []string{"x", "y"}}, {Names: []string{"z"}}}
	a.Dangers = []finding.Finding{{Severity: policy.High, Kind: review.DangerousRight, Object: "read-secrets", Message: "opens secrets", Namespaces: []string{"a"}}}
	a.Closed = []finding.Finding{{Severity: policy.Medium, Kind: review.DangerousRight, Object: "run-pods", Namespaces: []string{"a"}, ClosedBy: &access.Guard{Policy: "guard"}}}
	return a
}

const fullCan = `Changes from no to yes: whether Group g may get pods in a, on cluster ml
  + by Group g → RoleBinding a/b → Role r
  - by Group g → RoleBinding a/c → Role r
  Group x: nothing binds it
  only in a, b
  only those named x, y in c
  only those named z in the whole cluster
note: nodes: has no namespace

Dangers of it
  high      dangerous-right: read-secrets
            opens secrets
            in a

Closed by guardrails
  guard: run-pods
            in a
            except for service accounts: none; host paths: none
`

const fullWhoCan = `Who may get pods in a, on cluster ml: 3 principals after the change, which changes it for 2; not known of 1; a part of it: 1
note: nodes: has no namespace

After the change, and not now
  Group g
  Group h
    + by Group g → RoleBinding a/b → Role r
    - by Group g → RoleBinding a/c → Role r
    Group x: nothing binds it
    only in a, b
    only those named x, y in c
    only those named z in the whole cluster
    dangers: read-secrets (high)
    closed by guardrails: run-pods (medium)

Now and after the change
  Group i

Not known
  Group j

A part of it
  Group k
`

func TestQuestionText(t *testing.T) {
	t.Parallel()
	report := asked(access.Preview, fullAnswer(), answered(question.Yes, question.Yes, "i"), answered(question.Unknown, question.Unknown, "j"),
		answered(question.No, question.No, "k"))
	report.Notes = []access.Note{{Place: "nodes", Message: "has no namespace"}}
	var can, whoCan bytes.Buffer
	require.NoError(t, render.CanText(&can, report, false))
	require.NoError(t, render.WhoCanText(&whoCan, report, false))
	assert.Equal(t, fullCan, can.String())
	assert.Equal(t, fullWhoCan, whoCan.String())

	var colored bytes.Buffer
	require.NoError(t, render.WhoCanText(&colored, report, true))
	assert.Contains(t, colored.String(), "\x1b[32m+\x1b[0m by Group g")
	assert.Error(t, render.CanText(brokenPipe{}, report, false))
	assert.Error(t, render.WhoCanText(brokenPipe{}, report, false))
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

// TestWhoCanTitles: each pair of verdicts has a title of its own, once for answers that follow each other.
func TestWhoCanTitles(t *testing.T) {
	t.Parallel()
	titles := map[string]bool{}
	verdicts := []question.Verdict{question.Yes, question.No, question.Unknown}
	for _, now := range verdicts {
		for _, after := range verdicts {
			var out bytes.Buffer
			require.NoError(t, render.WhoCanText(&out, asked(access.Preview, answered(now, after, "g"), answered(now, after, "h")), false))
			lines := strings.Split(out.String(), "\n")
			assert.NotEmpty(t, lines[2])
			assert.Equal(t, []string{"  Group g", "", "  Group h", ""}, lines[3:])
			titles[lines[2]] = true
		}
	}
	assert.Len(t, titles, 9)
	var out bytes.Buffer
	require.NoError(t, render.WhoCanText(&out, asked(access.Live, answered(question.Yes, question.Yes, "g")), false))
	assert.Equal(t, "Who may get pods in a, on cluster ml: 1 principal\n\nMay\n  Group g\n", out.String())
}
