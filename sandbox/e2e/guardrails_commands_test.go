package e2e

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"github.com/scientist-access/scientist-access/guardrails"
	"github.com/scientist-access/scientist-access/internal/commands"
	"github.com/scientist-access/scientist-access/policy"
)

// TestCommandsWorkWithGuardrails makes the requests of every command as a scientist who holds what it needs, and whose team
// has guardrails: in their strictest form, and with the paths that AWS's templates of PyTorchJobs mount.
func TestCommandsWorkWithGuardrails(t *testing.T) {
	p := newProof(t)
	strict := guardrails.Guardrails{Groups: []string{proofGroup}, ServiceAccounts: []string{"default"}}
	p.guard(t, strict)
	var mounting []string
	for _, command := range commands.All() {
		if len(command.HostPaths().Paths) > 0 {
			mounting = append(mounting, command.CLI+" "+command.Name)
		}
	}
	require.NotEmpty(t, mounting)
	assert.Equal(t, mounting, p.stopped(t, "pods mount no path of their node: no hostPath"), "docs/guardrails.md lists them")

	strict.HostPaths = []string{"/dev/shm", "/var/log/aws/clusters"}
	p.guard(t, strict)
	assert.Empty(t, p.stopped(t, "any"))
	require.NotZero(t, p.calls)
	report(t, "%d commands twice, %d calls (answers: %s)", len(commands.All()), p.calls, p.answers())
}

// TestPatchesOfCommandsWorkWithGuardrails: what commands patch exists, as the same commands have made it.
func TestPatchesOfCommandsWorkWithGuardrails(t *testing.T) {
	p := newProof(t)
	p.guard(t, guardrails.Guardrails{
		Groups: []string{proofGroup}, ServiceAccounts: []string{"default"}, HostPaths: []string{"/dev/shm", "/var/log/aws/clusters"},
	})
	var names []string
	for _, c := range policy.Catalogue() {
		names = append(names, c.Name)
	}
	everything, err := policy.Combine(names...)
	require.NoError(t, err)
	p.hold(t, everything)
	patched := 0
	for _, call := range distinctCalls(commands.All()) {
		if call.Verb != "patch" || call.Subresource != "" {
			continue
		}
		p.make(t, call)
		answer := p.do(t, call)
		assert.Equal(t, http.StatusOK, answer.code, "%s: %s", call, answer.message)
		patched++
	}
	require.NotZero(t, patched)
	report(t, "%d kinds patched", patched)
}

// make has an administrator make the object of a call, until the test ends.
func (p *proof) make(t *testing.T, call commands.Call) {
	t.Helper()
	made := newRequester(t, rest.CopyConfig(box.Admin))
	creation := call.In(proofTeam)
	creation.Verb, creation.Creates = "create", false
	request, err := made.request(creation)
	require.NoError(t, err)
	request.URL.RawQuery = ""
	response, err := made.client.Do(request)
	require.NoError(t, err)
	require.Equal(t, http.StatusCreated, response.StatusCode, "%s", call)
	require.NoError(t, response.Body.Close())
	t.Cleanup(func() {
		creation.Verb = "delete"
		request, err := made.request(creation)
		require.NoError(t, err)
		request.URL.RawQuery = ""
		response, err := made.client.Do(request)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
	})
}

// stopped are the commands of which the guardrails refuse a call, with the message that they must give for it.
func (p *proof) stopped(t *testing.T, message string) []string {
	t.Helper()
	var stopped []string
	for _, command := range commands.All() {
		granted, err := policy.Combine(command.Needs...)
		require.NoError(t, err)
		p.hold(t, granted)
		for _, call := range command.Calls {
			answer := p.do(t, call)
			p.calls++
			p.codes[answer.code]++
			if strings.Contains(answer.message, "ValidatingAdmissionPolicy") {
				assert.Contains(t, answer.message, message)
				stopped = append(stopped, command.CLI+" "+command.Name)
				continue
			}
			assert.False(t, answer.forbidden(t, call), "%s %s: %s", command.CLI, command.Name, answer.message)
		}
	}
	return stopped
}

// guard puts guardrails around the proof's team in place of earlier ones, and returns when the API server knows.
func (h *holder) guard(t *testing.T, g guardrails.Guardrails) {
	t.Helper()
	ctx, api := testContext(t), h.admin.AdmissionregistrationV1()
	clean := func() {
		ctx := context.Background()
		_ = api.ValidatingAdmissionPolicyBindings().Delete(ctx, proofName, metav1.DeleteOptions{})
		_ = api.ValidatingAdmissionPolicies().Delete(ctx, proofName, metav1.DeleteOptions{})
	}
	clean()
	t.Cleanup(clean)
	meta := metav1.ObjectMeta{Name: proofName}
	_, err := api.ValidatingAdmissionPolicies().Create(ctx, &admissionv1.ValidatingAdmissionPolicy{
		ObjectMeta: meta, Spec: g.Policy(),
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	_, err = api.ValidatingAdmissionPolicyBindings().Create(ctx, &admissionv1.ValidatingAdmissionPolicyBinding{
		ObjectMeta: meta, Spec: guardrails.Binding(proofName, proofTeam, guardrails.Deny),
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	h.awaitGuardrails(t, g)
}

// awaitGuardrails tries what is refused until the message tells what is allowed now.
func (h *holder) awaitGuardrails(t *testing.T, g guardrails.Guardrails) {
	t.Helper()
	p, err := policy.Combine("pytorch-jobs")
	require.NoError(t, err)
	h.hold(t, p)
	create := commands.Call{Verb: "create", Group: "kubeflow.org", Resource: "pytorchjobs"}
	allows := len(g.HostPaths) > 0
	require.Eventually(t, func() bool {
		return strings.Contains(h.do(t, create).message, "no hostPath") != allows
	}, time.Minute, 50*time.Millisecond)
}
