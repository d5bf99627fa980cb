package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"k8s.io/client-go/rest"
)

// request is what the scientist asks of the API server, and the status with which it must answer.
type request struct {
	command string // with which kubectl sends it
	method  string
	path    string
	body    string
	want    int
}

func (r request) expecting(status int) request {
	r.want = status
	return r
}

const (
	jobs = "/apis/kubeflow.org/v1/namespaces/" + workNamespace + "/pytorchjobs"
	job  = `{"apiVersion":"kubeflow.org/v1","kind":"PyTorchJob","metadata":{"name":"llama"},` +
		`"spec":{"pytorchReplicaSpecs":{"Worker":{"replicas":2}}}}`
	binding = `{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"mine"},` +
		`"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"admin"},` +
		`"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"alice"}]}`
)

var listNodes = request{"kubectl get nodes", http.MethodGet, "/api/v1/nodes", "", http.StatusOK}

var work = []request{
	listNodes,
	{"kubectl get pods --all-namespaces", http.MethodGet, "/api/v1/pods", "", http.StatusOK},
	{"kubectl create -f llama.yaml", http.MethodPost, jobs, job, http.StatusCreated},
	{"kubectl get pytorchjob llama --namespace kubeflow", http.MethodGet, jobs + "/llama", "", http.StatusOK},
	{"kubectl delete pytorchjob llama --namespace kubeflow", http.MethodDelete, jobs + "/llama", "", http.StatusOK},
	{"kubectl get pytorchjob llama --namespace kubeflow", http.MethodGet, jobs + "/llama", "", http.StatusNotFound},
}

var refused = []request{
	{
		"kubectl get pytorchjobs --namespace default", http.MethodGet,
		"/apis/kubeflow.org/v1/namespaces/default/pytorchjobs", "", http.StatusForbidden,
	},
	{
		"kubectl get secrets --namespace kube-system", http.MethodGet,
		"/api/v1/namespaces/kube-system/secrets", "", http.StatusForbidden,
	},
	{
		"kubectl create rolebinding mine --clusterrole admin --user alice --namespace kubeflow", http.MethodPost,
		"/apis/rbac.authorization.k8s.io/v1/namespaces/kubeflow/rolebindings", binding, http.StatusForbidden,
	},
}

// scientist signs in to the API server as the principal of a profile.
type scientist struct {
	client *http.Client
	server string
	story  *story
}

func newScientist(config *rest.Config, s *story) (*scientist, error) {
	client, err := rest.HTTPClientFor(config)
	return &scientist{client: client, server: config.Host, story: s}, err
}

// do sends requests and tells the answers. An answer with another status than the one expected is an error.
func (s *scientist) do(ctx context.Context, requests ...request) error {
	for _, r := range requests {
		s.story.command("AWS_PROFILE=" + profile + " " + r.command)
		a, err := s.send(ctx, r)
		if err != nil {
			return fmt.Errorf("%s %s: %w", r.method, r.path, err)
		}
		if err := s.check(r, a); err != nil {
			return err
		}
	}
	return nil
}

func (s *scientist) check(r request, a answer) error {
	if a.status != r.want {
		return fmt.Errorf("%s %s: the answer is %s, not %d", r.method, r.path, a, r.want)
	}
	s.story.output(fmt.Sprintf("%s %s: %s", r.method, r.path, a))
	return nil
}

// patience is how long an answer may take to become the one expected.
const patience = time.Minute

// waitFor asks until the answer has the expected status.
func (s *scientist) waitFor(ctx context.Context, r request) error {
	s.story.command("AWS_PROFILE=" + profile + " " + r.command)
	begin := time.Now()
	for {
		a, err := s.send(ctx, r)
		if err != nil {
			return fmt.Errorf("%s %s: %w", r.method, r.path, err)
		}
		if a.status == r.want || time.Since(begin) > patience {
			if err := s.check(r, a); err != nil {
				return err
			}
			s.story.say("refused after %s", rounded(time.Since(begin)))
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// answer is what is worth telling of the API server's answer: the message of a status, or the names of objects.
type answer struct {
	status int

	Kind     string
	Message  string
	Metadata struct{ Name string }
	Items    []struct{ Metadata struct{ Name string } }
}

func (s *scientist) send(ctx context.Context, r request) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, r.method, s.server+r.path, strings.NewReader(r.body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	response, err := s.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{status: response.StatusCode}
	return a, json.Unmarshal(body, &a)
}

func (a answer) String() string {
	text := fmt.Sprintf("%d %s", a.status, http.StatusText(a.status))
	switch {
	case a.Message != "" && a.Message != http.StatusText(a.status):
		return text + ": " + a.Message
	case strings.HasSuffix(a.Kind, "List"):
		var names []string
		for _, item := range a.Items {
			names = append(names, item.Metadata.Name)
		}
		return text + ": " + strings.Join(names, ", ")
	case a.Metadata.Name != "":
		return text + ": " + a.Kind + " " + a.Metadata.Name
	}
	return text
}
