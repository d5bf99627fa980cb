package main

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/stretchr/testify/require"
)

const testRole = "scientist"

// fakeIAM keeps the policies of one role, and remembers what it was asked.
type fakeIAM struct {
	*httptest.Server

	mutex    sync.Mutex
	policies map[string]string // by name
	calls    []string
	hidden   int    // how many reads do not show a policy yet
	refused  string // the operation that fails, until it is changed
}

// withIAM is a plugin that is configured for a fake IAM of its own.
func withIAM(t *testing.T) (integration.Server, *fakeIAM) {
	t.Helper()
	f := &fakeIAM{policies: map[string]string{}}
	f.Server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(f.Close)
	endpoints, err := json.Marshal([]map[string]string{{"iam": f.URL}})
	require.NoError(t, err)
	server := startPlugin(t, time.Minute)
	require.NoError(t, server.Configure(configFor(startFakeEKS(t), map[string]string{
		"endpoints": string(endpoints), "skipRequestingAccountId": "true",
	})))
	return server, f
}

func (f *fakeIAM) serve(w http.ResponseWriter, r *http.Request) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	operation, name := form.Get("Action"), form.Get("PolicyName")
	f.calls = append(f.calls, operation)
	document, exists := f.policies[name]
	switch {
	case operation == f.refused:
		fail(w, http.StatusForbidden, "AccessDenied", "not now")
	case form.Get("RoleName") != testRole:
		fail(w, http.StatusNotFound, "NoSuchEntity", "The role with name "+form.Get("RoleName")+" cannot be found.")
	case operation == "PutRolePolicy":
		f.policies[name] = form.Get("PolicyDocument")
		_, _ = io.WriteString(w, `<PutRolePolicyResponse/>`)
	case !exists || f.hidden > 0:
		f.hidden--
		fail(w, http.StatusNotFound, "NoSuchEntity", "The role policy with name "+name+" cannot be found.")
	case operation == "GetRolePolicy":
		escaped := strings.ReplaceAll(url.QueryEscape(document), "+", "%20")
		_, _ = io.WriteString(w, `<GetRolePolicyResponse><GetRolePolicyResult><RoleName>`+testRole+`</RoleName><PolicyName>`+name+
			`</PolicyName><PolicyDocument>`+escaped+`</PolicyDocument></GetRolePolicyResult></GetRolePolicyResponse>`)
	case operation == "DeleteRolePolicy":
		delete(f.policies, name)
		_, _ = io.WriteString(w, `<DeleteRolePolicyResponse/>`)
	}
}

func fail(w http.ResponseWriter, status int, code, message string) {
	w.WriteHeader(status)
	var escaped strings.Builder
	_ = xml.EscapeText(&escaped, []byte(message))
	_, _ = io.WriteString(w, `<ErrorResponse><Error><Code>`+code+`</Code><Message>`+escaped.String()+`</Message></Error></ErrorResponse>`)
}

// refuse makes every call of an operation fail, as if the caller had lost the right to it.
func (f *fakeIAM) refuse(operation string) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.refused = operation
}

// put makes a policy exist, as if somebody else had put it.
func (f *fakeIAM) put(name, document string) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.policies[name] = document
}

func (f *fakeIAM) remove(name string) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	delete(f.policies, name)
}

func (f *fakeIAM) policy(name string) string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.policies[name]
}

// asked returns the calls since the last time.
func (f *fakeIAM) asked() []string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	calls := f.calls
	f.calls = nil
	return calls
}
