package main

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// answers are those of a cluster's two APIs, by the path that is asked for; a path without one is not found. One that
// starts with a number fails with it. STS and IAM are asked at "/", followed here by the name of the action.
type answers map[string]string

// serve starts the cluster ml, which is in an authentication mode and has no objects but the answers. It returns the
// kubeconfig that leads to it.
func (a answers) serve(t *testing.T, mode string) (kubeconfig string) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	endpoint := "http://" + server.Listener.Addr().String()
	all := answers{
		"/clusters/ml":                `{"cluster":{"endpoint":"` + endpoint + `","accessConfig":{"authenticationMode":"` + mode + `"}}}`,
		"/clusters/ml/access-entries": `{"accessEntries":[]}`,
		"/apis/authorization.k8s.io/v1/subjectaccessreviews": `{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","status":{"allowed":true}}`,
	}
	for _, list := range []string{"Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"} {
		all["/apis/rbac.authorization.k8s.io/v1/"+strings.ToLower(list)+"s"] =
			`{"kind":"` + list + `List","apiVersion":"rbac.authorization.k8s.io/v1","items":[]}`
	}
	for path, answer := range a {
		all[path] = answer
	}
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		path := r.URL.Path
		if path == "/" {
			path += r.FormValue("Action") // of STS and IAM
		}
		answer, ok := all[path]
		code := http.StatusOK
		if !ok {
			code, answer = http.StatusNotFound, "{}"
			w.Header().Set("X-Amzn-ErrorType", "ResourceNotFoundException")
		}
		if n, err := fmt.Sscan(answer, &code); n == 1 && err == nil {
			_, body, _ := strings.Cut(answer, " ")
			answer = cmp.Or(body, "{}")
		}
		w.WriteHeader(code)
		fmt.Fprint(w, answer)
	})
	server.Start()
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_PROFILE": "",
		"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-west-2", "AWS_ENDPOINT_URL": endpoint,
	} {
		t.Setenv(name, value)
	}
	kubeconfig = filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(kubeconfig, []byte(`{"apiVersion":"v1","kind":"Config","current-context":"ml",
		"clusters":[{"name":"ml","cluster":{"server":"`+endpoint+`"}}],"contexts":[{"name":"ml","context":{"cluster":"ml"}}]}`), 0o600))
	return kubeconfig
}

// TestModeWithoutAccessEntries: where access entries have no effect, every command that reads a cluster says so, and how to
// change it.
func TestModeWithoutAccessEntries(t *testing.T) {
	kubeconfig := answers{"/clusters/ml/access-entries": "400"}.serve(t, "CONFIG_MAP")
	pending := filepath.Join(t.TempDir(), "pending.json")
	require.NoError(t, os.WriteFile(pending, []byte(`{"resources":[]}`), 0o600))
	for _, args := range [][]string{
		{"verify", "testdata/pulumi/documented-export.json"},
		{"adopt", "plan", "--cluster", "ml"},
		{"adopt", "import", pending, "testdata/pulumi/documented-create-preview.json"},
	} {
		code, out, stderr := command(t, "", append(args, "--kubeconfig", kubeconfig)...)
		assert.Equal(t, 1, code, args)
		assert.Empty(t, out, args)
		assert.Contains(t, stderr, "authentication mode CONFIG_MAP, which takes no access entries", args)
		assert.Contains(t, stderr, "aws eks update-cluster-config --region us-west-2 --name ml --access-config authenticationMode=API_AND_CONFIG_MAP\n", args)
		assert.Equal(t, 1, strings.Count(stderr, "\n"), "an error is one line")
	}
}

// TestVerifyReadsAWSAuth where the authentication mode lets it have effect, as far as it may.
func TestVerifyReadsAWSAuth(t *testing.T) {
	const (
		path    = "/api/v1/namespaces/kube-system/configmaps/aws-auth"
		foreign = "line of arn:aws:iam::111122223333:role/Mallory in ConfigMap kube-system/aws-auth"
		unread  = "not read: the Kubernetes right to get configmaps in kube-system is missing"
	)
	configMap := `{"kind":"ConfigMap","apiVersion":"v1","data":{"mapRoles":"- rolearn: arn:aws:iam::111122223333:role/Mallory\n` +
		`  username: mallory\n  groups: [hyperpod-scientist-user-cluster-level]\n"}}`
	for _, test := range []struct {
		name, mode, answer string
		says, not          []string
	}{
		{"it has effect", "API_AND_CONFIG_MAP", configMap, []string{foreign, "the principal cannot sign in\""}, []string{unread}},
		{"it has no effect", "API", configMap, []string{"the principal cannot sign in\""}, []string{foreign, unread}},
		{"it may not be read", "API_AND_CONFIG_MAP", "403", []string{unread, "the principal cannot sign in, unless"}, []string{foreign}},
	} {
		t.Run(test.name, func(t *testing.T) {
			kubeconfig := answers{path: test.answer}.serve(t, test.mode)
			code, out, stderr := command(t, "", "verify", "testdata/pulumi/documented-export.json", "--kubeconfig", kubeconfig, "--format", "json")
			assert.Equal(t, 2, code, stderr)
			for _, words := range test.says {
				assert.Contains(t, out, words)
			}
			for _, words := range test.not {
				assert.NotContains(t, out, words)
			}
		})
	}
}

// TestVerifyReadsAdmission: the guardrails of a stack are compared where they can be read, and said to be unchecked elsewhere.
func TestVerifyReadsAdmission(t *testing.T) {
	const api = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolic"
	list := func(kind string) string {
		return `{"kind":"` + kind + `List","apiVersion":"admissionregistration.k8s.io/v1","items":[]}`
	}
	policies, bindings := list("ValidatingAdmissionPolicy"), list("ValidatingAdmissionPolicyBinding")
	for name, c := range map[string]struct {
		answers answers
		says    string
	}{
		"gone": {answers{api + "ies": policies, api + "ybindings": bindings},
			"high      object-missing: ValidatingAdmissionPolicy guarded-red-guardrails\n"},
		"an older Kubernetes": {nil, "Not checked\n  admission policies: not checked, so that guardrails may be missing: " +
			"the cluster's Kubernetes has no admission policies, which came with 1.30\n"},
		"no right": {answers{api + "ies": policies, api + "ybindings": "403"}, "Not checked\n  admission policies: not checked, so that " +
			"guardrails may be missing: the Kubernetes right to list validatingadmissionpolicybindings is missing"},
	} {
		kubeconfig := c.answers.serve(t, "API")
		code, out, stderr := command(t, "", "verify", "testdata/pulumi/guarded-export.json", "--kubeconfig", kubeconfig)
		assert.Equal(t, 2, code, name)
		assert.Empty(t, stderr, name)
		assert.Contains(t, out, c.says, name)
	}
	kubeconfig := answers{api + "ies": "500"}.serve(t, "API")
	code, _, stderr := command(t, "", "verify", "testdata/pulumi/documented-export.json", "--kubeconfig", kubeconfig)
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "list validatingadmissionpolicies: ")
}
