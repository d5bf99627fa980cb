package main

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

const (
	testCluster   = "hyperpod"
	testPrincipal = "arn:aws:iam::111122223333:role/team/scientist"
	testID        = testCluster + ":" + testPrincipal
	testEntryARN  = "arn:aws:eks:us-east-1:111122223333:access-entry/hyperpod/role/111122223333/scientist/0001"
	testAccount   = "111122223333"
	testCaller    = "arn:aws:sts::111122223333:assumed-role/Deployer/ci"
)

// fakeEKS answers as little of EKS and STS as the plugin asks for, and remembers what it was asked.
type fakeEKS struct {
	*httptest.Server

	mutex           sync.Mutex
	entries         map[string]map[string]any // by principal
	policies        map[string]map[string]any // of the test's principal, by ARN
	calls           []string
	bodies          []map[string]any
	unknownFor      int // how many creates meet a principal that IAM does not show yet
	forgetOnCreate  bool
	identityRefused bool
	refusal         refusal
	assumed         url.Values // the last request to assume a role
	signer          string     // the access key of the last call
}

// refusal is how the next calls of an operation are answered.
type refusal struct {
	call   string // what the call starts with, such as "POST /tags/"
	times  int
	status int
	code   string
}

func startFakeEKS(t *testing.T) *fakeEKS {
	f := &fakeEKS{entries: map[string]map[string]any{}, policies: map[string]map[string]any{}}
	f.Server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(f.Close)
	return f
}

func (f *fakeEKS) serve(w http.ResponseWriter, r *http.Request) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	segments := strings.Split(strings.Trim(r.URL.EscapedPath(), "/"), "/")
	for i, segment := range segments {
		segments[i], _ = url.PathUnescape(segment)
	}
	text, _ := io.ReadAll(r.Body)
	var body map[string]any
	_ = json.Unmarshal(text, &body)
	f.calls = append(f.calls, r.Method+" "+r.URL.Path)
	f.bodies = append(f.bodies, body)
	_, credential, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	f.signer, _, _ = strings.Cut(credential, "/")
	if f.refusal.times > 0 && strings.HasPrefix(r.Method+" "+r.URL.Path, f.refusal.call) {
		f.refusal.times--
		refuseWith(w, f.refusal.status, f.refusal.code, "not now")
		return
	}
	switch {
	case segments[0] == "":
		f.sts(w, string(text))
	case segments[0] == "tags":
		f.tag(w, r, body)
	case len(segments) == 2:
		f.cluster(w, segments[1])
	case len(segments) == 3:
		f.create(w, body)
	case len(segments) > 4:
		f.accessPolicies(w, r, segments, body)
	default:
		f.entry(w, r.Method, segments[3], body)
	}
}

func (f *fakeEKS) sts(w http.ResponseWriter, body string) {
	form, _ := url.ParseQuery(body)
	if form.Get("Action") == "GetRole" {
		f.iam(w, form.Get("RoleName"))
		return
	}
	if form.Get("Action") == "AssumeRole" {
		f.assumed = form
		_, _ = io.WriteString(w, `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>`+
			`<SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>`+
			`<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`)
		return
	}
	if f.identityRefused {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `<ErrorResponse><Error><Code>InvalidClientTokenId</Code>`+
			`<Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>`)
		return
	}
	_, _ = io.WriteString(w, `<GetCallerIdentityResponse><GetCallerIdentityResult>`+
		`<Account>`+testAccount+`</Account><Arn>`+testCaller+`</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`)
}

// iam knows the role of the test's principal.
func (f *fakeEKS) iam(w http.ResponseWriter, name string) {
	if !strings.HasSuffix(testPrincipal, "/"+name) {
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>The role cannot be found.</Message></Error></ErrorResponse>`)
		return
	}
	_, _ = io.WriteString(w, `<GetRoleResponse><GetRoleResult><Role><Arn>`+testPrincipal+`</Arn><RoleName>`+name+`</RoleName>`+
		`<Path>/team/</Path><RoleId>AROA1</RoleId><CreateDate>2020-01-01T00:00:00Z</CreateDate></Role></GetRoleResult></GetRoleResponse>`)
}

func (f *fakeEKS) cluster(w http.ResponseWriter, name string) {
	if name != testCluster {
		refuseWith(w, http.StatusNotFound, "ResourceNotFoundException", "No cluster found for name: "+name+".")
		return
	}
	answer(w, map[string]any{"cluster": map[string]any{
		"name":                 name,
		"arn":                  "arn:aws:eks:us-east-1:111122223333:cluster/" + name,
		"endpoint":             "https://127.0.0.1:6443",
		"certificateAuthority": map[string]any{"data": "Q0E="},
		"accessConfig":         map[string]any{"authenticationMode": "API"},
		"createdAt":            1700000000.0,
		"status":               "ACTIVE",
		"version":              "1.33",
		"tags":                 map[string]any{"owner": "ml"},
	}})
}

func (f *fakeEKS) create(w http.ResponseWriter, body map[string]any) {
	principal := body["principalArn"].(string)
	switch {
	case f.unknownFor > 0:
		f.unknownFor--
		refuseWith(w, http.StatusBadRequest, "InvalidParameterException",
			"The specified principalArn is invalid: invalid principal")
		return
	case f.entries[principal] != nil:
		refuseWith(w, http.StatusConflict, "ResourceInUseException",
			"The specified access entry resource is already in use on this cluster.")
		return
	}
	entry := map[string]any{
		"accessEntryArn":   testEntryARN,
		"clusterName":      testCluster,
		"createdAt":        1700000000.0,
		"modifiedAt":       1700000000.0,
		"kubernetesGroups": []any{},
		"tags":             map[string]any{},
		"username":         "chosen-by-eks",
	}
	maps.Copy(entry, body)
	if !f.forgetOnCreate {
		f.entries[principal] = entry
	}
	answer(w, map[string]any{"accessEntry": entry})
}

func (f *fakeEKS) entry(w http.ResponseWriter, method, principal string, body map[string]any) {
	entry, ok := f.entries[principal]
	if !ok {
		refuseWith(w, http.StatusNotFound, "ResourceNotFoundException", "The specified principalArn could not be found.")
		return
	}
	switch method {
	case http.MethodPost:
		entry["kubernetesGroups"], entry["username"] = []any{}, "chosen-by-eks"
		maps.Copy(entry, body)
		entry["modifiedAt"] = 1700000100.0
	case http.MethodDelete:
		delete(f.entries, principal)
	}
	answer(w, map[string]any{"accessEntry": entry})
}

func (f *fakeEKS) tag(w http.ResponseWriter, r *http.Request, body map[string]any) {
	tags := f.entries[testPrincipal]["tags"].(map[string]any)
	for _, key := range r.URL.Query()["tagKeys"] {
		delete(tags, key)
	}
	if added, ok := body["tags"].(map[string]any); ok {
		maps.Copy(tags, added)
	}
	answer(w, map[string]any{})
}

// put makes an entry exist, as if somebody else had created it.
func (f *fakeEKS) put(principal string, fields map[string]any) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	entry := map[string]any{
		"accessEntryArn":   testEntryARN,
		"clusterName":      testCluster,
		"principalArn":     principal,
		"createdAt":        1700000000.0,
		"modifiedAt":       1700000000.0,
		"kubernetesGroups": []any{},
		"tags":             map[string]any{},
		"type":             "STANDARD",
		"username":         "chosen-by-eks",
	}
	maps.Copy(entry, fields)
	f.entries[principal] = entry
}

// refuse makes the next call of an operation fail, as if the caller had lost the right to it.
func (f *fakeEKS) refuse(call string) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.refusal = refusal{call, 1, http.StatusForbidden, "AccessDeniedException"}
}

// groups are those that an entry has.
func (f *fakeEKS) groups(principal string) any {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.entries[principal]["kubernetesGroups"]
}

// asked returns the calls since the last time.
func (f *fakeEKS) asked() []string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	calls := f.calls
	f.calls, f.bodies = nil, nil
	return calls
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}

func refuseWith(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("X-Amzn-ErrorType", code)
	w.WriteHeader(status)
	answer(w, map[string]any{"message": message})
}
