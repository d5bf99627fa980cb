package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/doctor"
)

func TestDoctorRefusesBadInput(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		err  string
	}{
		"no cluster":         {nil, "--cluster is missing: name the EKS cluster"},
		"unknown format":     {[]string{"--cluster", "ml", "--format", "markdown"}, `--format "markdown" is not known: want text, json`},
		"unknown capability": {[]string{"--cluster", "ml", "--capability", "exce"}, `is not a valid capability (did you mean "exec"?)`},
		"an argument":        {[]string{"ml"}, `unknown command "ml"`},
	} {
		code, out, stderr := command(t, "", append([]string{"doctor"}, c.args...)...)
		assert.Equal(t, 1, code, name)
		assert.Empty(t, out, name)
		assert.Contains(t, stderr, c.err, name)
		assert.Equal(t, 1, strings.Count(stderr, "\n"), "an error is one line")
	}
}

func TestDoctorHelpAndCompletion(t *testing.T) {
	t.Parallel()
	_, help, _ := command(t, "", "doctor", "--help")
	for _, want := range []string{
		"eks:DescribeAccessEntry", "iam:GetRole", "create subjectaccessreviews (authorization.k8s.io)", "get configmaps aws-auth",
		"list roles, rolebindings, clusterroles, clusterrolebindings (rbac.authorization.k8s.io)", "Exit codes:",
	} {
		assert.Contains(t, help, want)
	}
	_, values, _ := command(t, "", "__complete", "doctor", "--capability", "")
	assert.Contains(t, values, "hyperpod-pytorch-jobs\n")
	_, values, _ = command(t, "", "__complete", "doctor", "--format", "")
	assert.Contains(t, values, "json\n")
	_, help, _ = command(t, "", "--help")
	assert.Contains(t, help, "doctor      Find where somebody's access breaks, and who mends it")
}

const (
	pathless  = "arn:aws:iam::111122223333:role/Alice"
	withPath  = "arn:aws:iam::111122223333:role/team/Alice"
	anEntry   = `{"accessEntry":{"kubernetesGroups":["g"],"type":"STANDARD","createdAt":1735732800}}`
	denial    = "403 <ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"
	entryPath = "/clusters/ml/access-entries/"
	selfPath  = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
	signedIn  = `{"kind":"SelfSubjectReview","apiVersion":"authentication.k8s.io/v1","status":{"userInfo":{"username":"alice","groups":["g"]}}}`
)

func caller(arn string) string {
	return "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>" + arn + "</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>"
}

func theRole(arn, created string) string {
	return "<GetRoleResponse><GetRoleResult><Role><Arn>" + arn + "</Arn><CreateDate>" + created + "</CreateDate></Role></GetRoleResult></GetRoleResponse>"
}

// diagnose runs the command on a cluster that answers so, and returns the links by name.
func diagnose(t *testing.T, a answers, mode string, args ...string) (*doctor.Report, map[string]doctor.Link) {
	t.Helper()
	all := answers{"/GetCallerIdentity": caller("arn:aws:sts::111122223333:assumed-role/Alice/a"), "/GetRole": denial, selfPath: "401"}
	for path, answer := range a {
		all[path] = answer
	}
	kubeconfig := all.serve(t, mode)
	_, out, stderr := command(t, "", append([]string{"doctor", "--cluster", "ml", "--format", "json", "--kubeconfig", kubeconfig}, args...)...)
	var report doctor.Report
	require.NoError(t, json.Unmarshal([]byte(out), &report), stderr)
	links := map[string]doctor.Link{}
	for _, link := range report.Links {
		links[link.Name] = link
	}
	return &report, links
}

// TestDoctorFindsTheOwnEntry although STS leaves out the path of a role: by IAM, by the entry, or by all entries.
func TestDoctorFindsTheOwnEntry(t *testing.T) {
	for name, c := range map[string]struct {
		answers   answers
		principal string
		entry     doctor.State
		message   string
	}{
		"by IAM":       {answers{"/GetRole": theRole(withPath, "2024-01-01T00:00:00Z"), entryPath + withPath: anEntry}, withPath, doctor.InOrder, "there is one"},
		"a role again": {answers{"/GetRole": theRole(withPath, "2026-01-01T00:00:00Z"), entryPath + withPath: anEntry}, withPath, doctor.Broken, "made again"},
		"without path": {answers{entryPath + pathless: anEntry}, pathless, doctor.Unknown, "the IAM action iam:GetRole is missing"},
		"by all": {answers{"/clusters/ml/access-entries": `{"accessEntries":["arn:aws:iam::111122223333:role/Bob","` + withPath + `"]}`,
			entryPath + withPath: anEntry}, withPath, doctor.Unknown, "there is one"},
		"none of all": {nil, "arn:aws:sts::111122223333:assumed-role/Alice/a", doctor.Broken, "there is none"},
		"nobody tells": {answers{"/clusters/ml/access-entries": "403"}, "arn:aws:sts::111122223333:assumed-role/Alice/a",
			doctor.Unknown, "not known: the IAM action iam:GetRole is missing"},
		"nobody tells, but she is in": {answers{"/clusters/ml/access-entries": "403", selfPath: signedIn},
			"arn:aws:sts::111122223333:assumed-role/Alice/a", doctor.InOrder, "the API server lets the principal in"},
	} {
		t.Run(name, func(t *testing.T) {
			report, links := diagnose(t, c.answers, "API")
			assert.Equal(t, c.principal, report.Principal)
			assert.Equal(t, c.entry, links["access entry"].State)
			assert.Contains(t, links["access entry"].Message, c.message)
		})
	}
}

// TestDoctorReadsAWSAuth for somebody without an access entry, where it has effect.
func TestDoctorReadsAWSAuth(t *testing.T) {
	const configMap = "/api/v1/namespaces/kube-system/configmaps/aws-auth"
	line := `{"kind":"ConfigMap","apiVersion":"v1","data":{"mapRoles":"- {rolearn: ` + pathless + `, username: alice, groups: [h]}"}}`
	for name, c := range map[string]struct {
		mode, answer string
		entry        doctor.State
		groups       string
	}{
		"a line":              {"API_AND_CONFIG_MAP", line, doctor.InOrder, "h"},
		"no line":             {"API_AND_CONFIG_MAP", `{"kind":"ConfigMap","apiVersion":"v1"}`, doctor.Broken, "it depends on: access entry"},
		"it may not be read":  {"API_AND_CONFIG_MAP", "403", doctor.Unknown, "not known: nobody could be asked"},
		"it has no effect":    {"API", line, doctor.Broken, "it depends on: access entry"},
		"entries have no one": {"CONFIG_MAP", line, doctor.NotChecked, "it depends on: access entry"},
	} {
		t.Run(name, func(t *testing.T) {
			_, links := diagnose(t, answers{
				"/GetCallerIdentity": caller("arn:aws:sts::111122223333:assumed-role/Admin/a"), "/GetRole": theRole(withPath, "2024-01-01T00:00:00Z"),
				selfPath: signedIn, configMap: c.answer,
			}, c.mode, "--principal", withPath)
			assert.Equal(t, c.entry, links["access entry"].State, links["access entry"].Message)
			assert.Contains(t, links["groups"].Message, c.groups)
			assert.NotContains(t, links, "sign-in")
		})
	}
}

// TestDoctorExitCodes: what could not be found out is neither in order nor broken.
func TestDoctorExitCodes(t *testing.T) {
	for want, identity := range map[int]string{
		1: "400 <ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>",
		2: "403 <ErrorResponse><Error><Code>ExpiredToken</Code><Message>old</Message></Error></ErrorResponse>",
	} {
		kubeconfig := answers{
			"/GetCallerIdentity": identity, selfPath: signedIn, "/api/v1/namespaces/default": `{"kind":"Namespace","apiVersion":"v1"}`,
			"/apis/rbac.authorization.k8s.io/v1/roles": "403",
		}.serve(t, "API")
		code, out, stderr := command(t, "", "doctor", "--cluster", "ml", "--kubeconfig", kubeconfig)
		assert.Equal(t, want, code, out)
		assert.Contains(t, out, map[int]string{
			1: "Cluster ml, namespace default: nothing is found broken, but not known is: credentials, ",
			2: "  broken       credentials: the AWS session has expired or was never started\n                 ExpiredToken: old\n",
		}[want])
		assert.Equal(t, map[int]string{1: "error: not everything could be found out; the report names what is missing\n"}[want], stderr)
	}
}
