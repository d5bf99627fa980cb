package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/util/wait"
)

// auditEvent is the part of an audit event that is of use here.
// https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/
type auditEvent struct {
	Stage string
	Verb  string
	User  struct {
		Username string
		Groups   []string
	}
	ObjectRef struct {
		APIGroup, Resource, Subresource, Namespace string
	}
	Annotations map[string]string
}

// String is the request with the authorizer's decision, for example "allow get pods/log in kubeflow".
func (e auditEvent) String() string {
	ref := e.ObjectRef
	text := e.Annotations["authorization.k8s.io/decision"] + " " + e.Verb + " " +
		resource{ref.APIGroup, ref.Resource, ref.Subresource}.String()
	if ref.Namespace != "" {
		text += " in " + ref.Namespace
	}
	return text
}

// audited are the finished requests of a user in the audit log, in the log's order, without the user's questions
// about itself.
func audited(t *testing.T, user string) []auditEvent {
	t.Helper()
	file, err := os.Open(box.AuditLog)
	require.NoError(t, err)
	defer file.Close()
	var events []auditEvent
	lines := bufio.NewReader(file)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil { // the end, or a line that is being written
			return events
		}
		if !bytes.Contains(line, []byte(user)) {
			continue
		}
		var event auditEvent
		require.NoError(t, json.Unmarshal(line, &event))
		question := strings.HasPrefix(event.ObjectRef.Resource, "selfsubject")
		if event.User.Username == user && event.Stage == "ResponseComplete" && !question {
			events = append(events, event)
		}
	}
}

// requireAudited waits until the audit log has as many requests of a user as are wanted, and expects these, in their
// order, with the user's groups.
func requireAudited(t *testing.T, user string, groups, want []string) {
	t.Helper()
	var events []auditEvent
	err := wait.PollUntilContextTimeout(testContext(t), 50*time.Millisecond, time.Minute, true, func(context.Context) (bool, error) {
		events = audited(t, user)
		return len(events) >= len(want), nil
	})
	require.NoError(t, err, "%d of %d requests are in the audit log", len(events), len(want))
	var got []string
	for _, event := range events {
		got = append(got, event.String())
		assert.ElementsMatch(t, groups, event.User.Groups)
	}
	assert.Equal(t, want, got)
}
