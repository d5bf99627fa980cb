package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/scientist-access/scientist-access/sandbox"
	awseks "github.com/scientist-access/scientist-access/sandbox/eks"
)

// examination is a run of the built scientist-access doctor.
type examination struct {
	profile string // who runs it
	signsIn string // the profile of the kubeconfig
	args    []string
	env     []string
}

// examined is what it found.
type examined struct {
	code           int
	stdout, stderr string
	State          string
	Principal      string
	Links          []struct {
		Name, State, Message, Mender, Fix string
		Lines                             []string
	}
}

// in are the names of the links in a state.
func (e examined) in(state string) []string {
	names := []string{}
	for _, link := range e.Links {
		if link.State == state {
			names = append(names, link.Name)
		}
	}
	return names
}

func (e examination) run(t *testing.T, format string) examined {
	t.Helper()
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(kubeconfig, kubeconfigOf(t, e.signsIn), 0o600))
	args := append([]string{"doctor", "--cluster", sandbox.Cluster, "--kubeconfig", kubeconfig, "--format", format}, e.args...)
	cmd := exec.CommandContext(testContext(t), filepath.Join(commandFolder(t), "scientist-access"), args...)
	cmd.Env = e.environment()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	found := examined{code: cmd.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String()}
	if format == "json" && found.stdout != "" {
		require.NoError(t, json.Unmarshal(stdout.Bytes(), &found), found.stdout)
	}
	return found
}

// environment leads the command to the sandbox.
func (e examination) environment() []string {
	env := append(commandEnv(), "AWS_PROFILE="+e.profile, "AWS_ENDPOINT_URL_STS="+box.EKSEndpoint, "AWS_EC2_METADATA_DISABLED=true",
		"AWS_REGION="+sandbox.Region)
	return append(env, e.env...)
}

// until runs the command until it ends with a code, and these links are broken and no others: EKS and the API server's
// authorizer hear of changes with a delay.
func (e examination) until(t *testing.T, code int, broken ...string) examined {
	t.Helper()
	var last examined
	err := wait.PollUntilContextTimeout(testContext(t), 100*time.Millisecond, verifyDeadline, true, func(context.Context) (bool, error) {
		last = e.run(t, "json")
		return last.code == code && slices.Equal(last.in("broken"), broken), nil
	})
	require.NoError(t, err, "the last: exit code %d\n%s\n%s", last.code, last.stdout, last.stderr)
	return last
}

// patient is a scientist with a chain in order, and who may be asked about her.
type patient struct {
	arn                      string
	scientist, administrator examination
}

const (
	doctorNamespace  = "doctor"
	doctorCapability = "hyperpod-pytorch-jobs"
)

// doctorActions are what lets a scientist tell more than whether she is let in.
var doctorActions = awseks.Actions("eks:DescribeCluster", "eks:DescribeAccessEntry", "eks:ListAssociatedAccessPolicies", "iam:GetRole")

func newPatient(t *testing.T) *patient {
	t.Helper()
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, doctorNamespace))
	p := &patient{arn: "arn:aws:iam::" + sandbox.AccountID + ":role/research/DoctorAlice"}
	require.NoError(t, box.AddPrincipal("DoctorAlice", p.arn, doctorActions))
	st := newStack(t, "doctor", config{
		"clusterName": sandbox.Cluster, "namePrefix": "doctor", "namespaces": []string{doctorNamespace},
		"capabilities": []string{doctorCapability}, "principals": config{"alice": p.arn},
	})
	_, err := st.Up(ctx)
	require.NoError(t, err)
	args := []string{"--namespace", doctorNamespace, "--capability", doctorCapability}
	p.scientist = examination{profile: "DoctorAlice", signsIn: "DoctorAlice", args: args}
	p.administrator = examination{
		profile: sandbox.Administrator, signsIn: sandbox.Administrator, args: append(slices.Clone(args), "--principal", p.arn),
	}
	return p
}

func (p *patient) requireInOrder(t *testing.T) {
	t.Helper()
	for _, e := range []examination{p.scientist, p.administrator} {
		found := e.until(t, 0)
		require.Equal(t, "in order", found.State, found.stdout)
		require.Equal(t, p.arn, found.Principal)
		require.Empty(t, found.stderr)
	}
}

// TestDoctor breaks one link of a chain after another, each alone, and lets the scientist and the administrator look.
func TestDoctor(t *testing.T) {
	p := newPatient(t)
	p.requireInOrder(t)
	for _, b := range breaks {
		t.Run(b.name, func(t *testing.T) {
			if b.do != nil {
				undo := b.do(t, p)
				defer p.requireInOrder(t)
				defer undo()
			}
			scientist, administrator := p.scientist, p.administrator
			if b.ask != nil {
				scientist, administrator = b.ask(t, scientist), b.ask(t, administrator)
			}
			if b.scientist.links != nil {
				b.scientist.require(t, scientist)
			}
			if b.administrator.links != nil {
				b.administrator.require(t, administrator)
			}
		})
	}
}

// finding is what one of the two must find: the broken links, and what is said of the first.
type finding struct {
	links           []string
	message, mender string
	fix             string
}

func (f finding) require(t *testing.T, e examination) {
	t.Helper()
	found := e.until(t, 2, f.links...)
	assert.Empty(t, found.stderr)
	for _, link := range found.Links {
		if link.Name != f.links[0] {
			continue
		}
		assert.Contains(t, link.Message, f.message)
		assert.Equal(t, f.mender, link.Mender)
		assert.Contains(t, link.Fix, f.fix)
	}
	text := e.run(t, "text")
	assert.Equal(t, 2, text.code)
	assert.Contains(t, text.stdout, "broken       "+f.links[0]+": ")
	assert.Contains(t, text.stdout, "who mends it: "+f.mender+"\n")
}

// TestDoctorKnowsWhatItDoesNot: a scientist without any right in AWS, and without that to read bindings, learns from the API
// server alone that the chain is in order; where it is not, unknown is not in order.
func TestDoctorKnowsWhatItDoesNot(t *testing.T) {
	arn := "arn:aws:iam::" + sandbox.AccountID + ":role/research/DoctorBlind"
	require.NoError(t, box.AddPrincipal("DoctorBlind", arn, awseks.Actions("eks:DescribeCluster")))
	require.NoError(t, createNamespace(testContext(t), "doctor-blind"))
	st := newStack(t, "doctor-blind", config{
		"clusterName": sandbox.Cluster, "namePrefix": "doctor-blind", "namespaces": []string{"doctor-blind"},
		"capabilities": []string{doctorCapability}, "principals": config{"alice": arn},
	})
	_, err := st.Up(testContext(t))
	require.NoError(t, err)
	blind := examination{profile: "DoctorBlind", signsIn: "DoctorBlind", args: []string{"--namespace", "doctor-blind", "--capability", doctorCapability}}
	blind.until(t, 0)

	box.EKS.RemovePrincipal(arn)
	require.NoError(t, box.AddPrincipal("DoctorBlindAgain", arn, awseks.Actions("eks:DescribeCluster")))
	blind.profile, blind.signsIn = "DoctorBlindAgain", "DoctorBlindAgain"
	found := blind.until(t, 2, "sign-in")
	assert.Equal(t, []string{"identity", "access entry", "groups"}, found.in("unknown"))

	other := examination{
		profile: auditor(t, "DoctorAuditor", []string{"create subjectaccessreviews"}, []string{"eks:DescribeCluster"}), signsIn: "DoctorAuditor",
		args: []string{"--namespace", "doctor-blind", "--capability", doctorCapability, "--principal", arn},
	}
	found = other.until(t, 1) // nothing is found broken, and that is not in order
	assert.Equal(t, "unknown", found.State)
	assert.Subset(t, found.in("unknown"), []string{"identity", "access entry", "groups", "bindings", "namespace", "rights"})
	assert.Contains(t, found.stderr, "not everything could be found out")
}

// TestDoctorPage runs the command of docs/doctor.md as it is written, which prints what the page shows. Only the address of
// the API server is another.
func TestDoctorPage(t *testing.T) {
	const arn = "arn:aws:iam::" + sandbox.AccountID + ":role/ScientistUserRole"
	require.NoError(t, box.AddPrincipal("DoctorPage", arn, doctorActions, awseks.SessionName("alice")))
	page, err := os.ReadFile(filepath.Join(box.Root, "docs", "doctor.md"))
	require.NoError(t, err)
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(kubeconfig, kubeconfigOf(t, "DoctorPage"), 0o600))
	cmd := exec.CommandContext(testContext(t), "bash", "-c", shellBlock(t, string(page), "# When somebody has no access"))
	cmd.Env = append(examination{profile: "DoctorPage"}.environment(), "KUBECONFIG="+kubeconfig,
		"PATH="+commandFolder(t)+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := cmd.Output()
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit)
	assert.Equal(t, 2, exit.ExitCode())
	_, rest, found := strings.Cut(string(page), "```text\n")
	require.True(t, found)
	want, _, found := strings.Cut(rest, "```")
	require.True(t, found)
	printed := strings.ReplaceAll(string(out), box.Admin.Host, "https://0123456789ABCDEF.gr7.us-west-2.eks.amazonaws.com")
	assert.Equal(t, want, printed)
}
