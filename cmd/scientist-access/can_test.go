package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/golden"
)

// prompt starts a command line in a transcript.
const prompt = "$ scientist-access "

// TestTranscripts runs the command lines of testdata/questions, and compares what they print. UPDATE_GOLDEN=1 writes it anew.
func TestTranscripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/questions/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			var transcript strings.Builder
			for line := range strings.Lines(string(text)) {
				args, ok := strings.CutPrefix(line, prompt)
				if !ok {
					continue
				}
				code, out, stderr := command(t, "", strings.Fields(args)...)
				transcript.WriteString(line + out + stderr)
				if code != 0 {
					transcript.WriteString("[exit code " + string(rune('0'+code)) + "]\n")
				}
				transcript.WriteString("\n")
			}
			golden.Compare(t, file, "", []byte(transcript.String()))
		})
	}
}

// aClusterThatIsAsked has Alice in a group that a role is bound to, Bob in aws-auth, and a binding to a role that is gone.
func aClusterThatIsAsked() answers {
	const rbac = "/apis/rbac.authorization.k8s.io/v1/"
	list := func(kind, items string) string {
		return `{"kind":"` + kind + `List","apiVersion":"rbac.authorization.k8s.io/v1","items":[` + items + `]}`
	}
	return answers{
		"/clusters/ml/access-entries":                        `{"accessEntries":["` + pathless + `"]}`,
		entryPath + pathless:                                 anEntry,
		entryPath + pathless + "/access-policies":            `{"associatedAccessPolicies":[]}`,
		"/api/v1/namespaces/kube-system/configmaps/aws-auth": `{"kind":"ConfigMap","apiVersion":"v1","data":{"mapUsers":"- {userarn: arn:aws:iam::111122223333:user/bob, username: bob, groups: [g]}"}}`,
		rbac + "roles":                                       list("Role", `{"metadata":{"namespace":"a","name":"r"},"rules":[{"apiGroups":["stable.example.com"],"resources":["crontabs"],"verbs":["get"]}]}`),
		rbac + "rolebindings":                                list("RoleBinding", `{"metadata":{"namespace":"a","name":"b"},"roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"Group","name":"g"}]},{"metadata":{"namespace":"a","name":"c"},"roleRef":{"kind":"Role","name":"gone"},"subjects":[{"kind":"Group","name":"g"}]}`),
		"/api":                                               `{"kind":"APIVersions","versions":[]}`,
		"/apis":                                              `{"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"stable.example.com","versions":[{"groupVersion":"stable.example.com/v1","version":"v1"}],"preferredVersion":{"groupVersion":"stable.example.com/v1","version":"v1"}}]}`,
		"/apis/stable.example.com/v1":                        `{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"stable.example.com/v1","resources":[{"name":"crontabs","singularName":"crontab","kind":"CronTab","namespaced":true,"shortNames":["ct"],"verbs":["get"]}]}`,
		"/api/v1/namespaces":                                 `{"kind":"NamespaceList","apiVersion":"v1","items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}`,
	}
}

// TestCanOnACluster: the live cluster answers, by the names of resources that it serves.
func TestCanOnACluster(t *testing.T) {
	kubeconfig := aClusterThatIsAsked().serve(t, "API_AND_CONFIG_MAP")
	on := []string{"--cluster", "ml", "--kubeconfig", kubeconfig}
	run := func(line string) (int, string, string) { return command(t, "", append(strings.Fields(line), on...)...) }
	const note = "note: admission policies: not read, so that guardrails may be missing: the cluster's Kubernetes has no admission policies, which came with 1.30\n"

	code, out, stderr := run("can Alice get ct -n a")
	assert.Equal(t, 0, code, stderr)
	assert.Equal(t, "Yes: "+pathless+" may get crontabs.stable.example.com in a, on cluster ml\n  by Group g → RoleBinding a/b → Role r\n"+note, out)
	code, out, _ = run("can Alice list ct -n a")
	assert.Equal(t, 2, code, "a role that is gone gives nothing")
	assert.Equal(t, "No: "+pathless+" may not list crontabs.stable.example.com in a, on cluster ml\n"+note, out)
	code, out, _ = run("can Alice get hpj -n a")
	assert.Equal(t, 2, code)
	assert.Contains(t, out, "note: hpj: is not known as a resource here, and taken as it is written\n")
	code, out, _ = run("can Alice get hyperpodpytorchjob -n a")
	assert.Equal(t, 2, code)
	assert.Contains(t, out, "may not get hyperpodpytorchjobs.sagemaker.amazonaws.com in a, ")
	assert.Contains(t, out, "note: hyperpodpytorchjob: is not served by this cluster, and taken as hyperpodpytorchjobs.sagemaker.amazonaws.com\n")

	code, out, _ = run("who-can get crontab -n a")
	assert.Equal(t, 0, code)
	assert.Contains(t, out, "May\n  "+pathless+"\n  arn:aws:iam::111122223333:user/bob\n    by Group g → RoleBinding a/b → Role r\n", "aws-auth lets bob in")

	code, out, _ = run("can Alice")
	assert.Equal(t, 0, code)
	assert.Contains(t, out, "Access on the cluster: 1 principal; findings: none\n")
	assert.Contains(t, out, "    namespace a\n        crontabs.stable.example.com  get\n        by Group g → RoleBinding a/b → Role r\n        by Group g → RoleBinding a/c → Role gone\n")
	code, out, _ = run("can user:bob --format json")
	assert.Equal(t, 1, code)
	assert.Empty(t, out)
}

// TestCanNeedsRights: what may not be read, and must be, is named.
func TestCanNeedsRights(t *testing.T) {
	a := aClusterThatIsAsked()
	a["/apis/rbac.authorization.k8s.io/v1/roles"] = "403"
	kubeconfig := a.serve(t, "API")
	for _, line := range []string{"can Alice get ct", "can Alice", "who-can get ct"} {
		code, out, stderr := command(t, "", append(strings.Fields(line), "--cluster", "ml", "--kubeconfig", kubeconfig)...)
		assert.Equal(t, 1, code)
		assert.Empty(t, out)
		assert.Contains(t, stderr, "error: the Kubernetes right to list roles is missing")
		assert.Equal(t, 1, strings.Count(stderr, "\n"))
	}
}

// TestStandardInput: a stack that is piped in.
func TestStandardInput(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(recorded + "teams-export.json")
	require.NoError(t, err)
	code, out, stderr := command(t, string(text), "who-can", "get", "pods", "-n", "aws-hyperpod-vision", "--stack", "-", "-f", "json")
	assert.Equal(t, 0, code, stderr)
	var report struct {
		Source  string
		Answers []struct{ Now, After string }
	}
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	assert.Equal(t, "export", report.Source)
	require.NotEmpty(t, report.Answers)
	assert.Equal(t, "yes", report.Answers[0].After)
}

// TestQuestionsCompletion: principals, verbs, resources and namespaces, of a file and of a cluster.
func TestQuestionsCompletion(t *testing.T) {
	kubeconfig := aClusterThatIsAsked().serve(t, "API")
	on := "--cluster ml --kubeconfig " + kubeconfig
	const stack = "--stack testdata/pulumi/teams-export.json"
	for _, c := range []struct{ line, want, not string }{
		{"can " + stack, "arn:aws:iam::111122223333:role/Ada\n", "kind"},
		{"can " + stack, "group:teams-vision-cluster-level\n", "pods\n"},
		{"can Ada " + stack, "escalate\n", "pods\n"},
		{"can Ada get " + stack, "deployments.apps/scale\n", "get\n"},
		{"can Ada get pods " + stack, ":4\n", "pods\n"},
		{"who-can " + stack, "deletecollection\n", "Ada\n"},
		{"who-can get " + stack, "pytorchjobs.kubeflow.org\n", "get\n"},
		{"who-can get pods " + stack + " --namespace", "aws-hyperpod-vision\n", "kubeflow\n"},
		{"who-can get pods --format", "json\n", "markdown"},
		{"can " + on, pathless + "\n", "group:"},
		{"can Alice get " + on, "crontabs.stable.example.com\n", "pods\n"},
		{"can Alice get ct " + on + " -n", "b\n", "default\n"},
		{"can", ":4\n", "arn:"},
		{"can --stack no-such-file.json", ":4\n", "error"},
		{"who-can get --cluster other --kubeconfig " + kubeconfig, ":4\n", "error"},
		{"who-can get pods --cluster other --kubeconfig " + kubeconfig + " -n", ":4\n", "error"},
	} {
		code, out, stderr := command(t, "", append(append([]string{"__complete"}, strings.Fields(c.line)...), "")...)
		assert.Equal(t, 0, code, c.line)
		assert.Contains(t, out, c.want, c.line)
		assert.NotContains(t, out, c.not, c.line)
		assert.NotContains(t, stderr, "rror", c.line)
	}
}

func TestQuestionsHelp(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"can", "who-can"} {
		_, help, _ := command(t, "", name, "--help")
		for _, want := range []string{
			"list roles, rolebindings, clusterroles, clusterrolebindings (rbac.authorization.k8s.io)", "get configmaps aws-auth",
			"list validatingadmissionpolicies, validatingadmissionpolicybindings (admissionregistration.k8s.io)",
			"eks:ListAssociatedAccessPolicies", "Exit codes:", "--stack", "RESOURCE is written as for kubectl",
		} {
			assert.Contains(t, help, want, name)
		}
		assert.NotContains(t, help, "%!", name)
	}
}
