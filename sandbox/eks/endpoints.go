package eks

import (
	"io"
	"net/http"
	"strings"
	"time"
)

const inService = "InService"

// Endpoint is an endpoint of SageMaker.
type Endpoint struct {
	// Name of the endpoint.
	Name string
	// Status of the endpoint, such as Creating; InService if empty.
	Status string
	// Answer is what every invocation is answered with, as JSON.
	Answer string
}

type endpoint struct {
	Endpoint
	createdAt time.Time
}

// AddEndpoint adds an endpoint, or replaces the one of that name.
func (s *Server) AddEndpoint(e Endpoint) {
	if e.Status == "" {
		e.Status = inService
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endpoints[e.Name] = endpoint{e, s.now()}
}

type describeEndpointInput struct{ EndpointName string }

func (s *Server) onEndpoint(input describeEndpointInput) []string {
	return []string{s.endpointARN(input.EndpointName)}
}

// endpointARN is in small letters, whatever the name is.
func (s *Server) endpointARN(name string) string {
	return s.sageMakerARN(s.config.AccountID, "endpoint/"+strings.ToLower(name))
}

// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html
func (s *Server) describeEndpoint(input describeEndpointInput) (any, error) {
	if err := required("endpointName", input.EndpointName); err != nil {
		return nil, err
	}
	found, ok := s.endpoints[input.EndpointName]
	if !ok {
		return nil, validationException(`Could not find endpoint "%s".`, s.endpointARN(input.EndpointName))
	}
	return map[string]any{
		"EndpointName": found.Name, "EndpointArn": s.endpointARN(found.Name), "EndpointStatus": found.Status,
		"CreationTime": timestamp(found.createdAt), "LastModifiedTime": timestamp(found.createdAt),
	}, nil
}

// serveInvocation is SageMaker Runtime's InvokeEndpoint.
// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
func (s *Server) serveInvocation(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxInvocation))
	if err != nil {
		writeError(w, validationError("cannot read the body: %v", err))
		return
	}
	invoked, err := s.invoke(r, body)
	if err != nil {
		writeError(w, err)
		return
	}
	w.Header().Set("X-Amzn-Invoked-Production-Variant", "AllTraffic")
	writeJSON(w, http.StatusOK, []byte(invoked.Answer))
}

// maxInvocation is the limit of a request's body.
const maxInvocation = 6 << 20

// invoke finds the endpoint to invoke. One that is not in service is answered like one that does not exist.
func (s *Server) invoke(r *http.Request, body []byte) (endpoint, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	caller, err := s.authenticate(r, body, "sagemaker")
	if err != nil {
		return endpoint{}, err
	}
	name := r.PathValue("endpointName")
	if err := caller.authorize("sagemaker:InvokeEndpoint", s.endpointARN(name)); err != nil {
		return endpoint{}, err
	}
	found, ok := s.endpoints[name]
	if !ok || found.Status != inService {
		return endpoint{}, validationError("Endpoint %s of account %s not found.", name, s.config.AccountID)
	}
	return found, nil
}
