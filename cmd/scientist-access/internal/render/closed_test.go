package render_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/policy"
)

// TestClosed: what guardrails close is listed briefly, by policy and place, with what the policy leaves open.
func TestClosed(t *testing.T) {
	t.Parallel()
	dangerIn := func(severity policy.Severity, name, by string, namespaces ...string) finding.Finding {
		return finding.Finding{
			Severity: severity, Kind: review.DangerousRight, Object: name, Message: "opens much", Namespaces: namespaces,
			ClosedBy: &access.Guard{Policy: by, ServiceAccounts: []string{"default", "train"}},
		}
	}
	vision := dangerIn(policy.High, "reach-nodes", "@vision-guardrails", "a", "b")
	vision.ClosedBy.HostPaths = []string{"/fsx"}
	report := &review.Report{Summary: review.Summary{Closed: 5}, Closed: []finding.Finding{
		vision,
		dangerIn(policy.High, "reach-nodes", "speech-guardrails", "a"),
		dangerIn(policy.Medium, "run-pods", "@vision-guardrails", "a", "b"),
		dangerIn(policy.Medium, "run-pods", "@vision-guardrails", "c"),
		dangerIn(policy.Low, "run-pods", "speech-guardrails", "a"),
	}}
	var out bytes.Buffer
	require.NoError(t, render.ReviewText(&out, report, false))
	assert.Contains(t, out.String(), `findings: none; closed by guardrails: 5 dangers

Closed by guardrails
  @vision-guardrails: reach-nodes, run-pods
            in a, b
            except for service accounts: default, train; host paths: /fsx
  speech-guardrails: reach-nodes, run-pods
            in a
            except for service accounts: default, train; host paths: none
  @vision-guardrails: run-pods
            in c
`)
	root := page(t, markdownOf(t, report))
	var cells []string
	for _, cell := range find(root, "td")[:8] {
		cells = append(cells, text(cell))
	}
	assert.Equal(t, []string{
		"@vision-guardrails", "reach-nodes, run-pods", "a, b", "service accounts: default, train; host paths: /fsx",
		"speech-guardrails", "reach-nodes, run-pods", "a", "service accounts: default, train; host paths: none",
	}, cells)

	out.Reset()
	require.NoError(t, render.ReviewText(&out, &review.Report{}, false))
	assert.NotContains(t, out.String()+markdownOf(t, &review.Report{}), "uardrails")
}
