package eks

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
)

// targetPrefix stands before the operation in the header that names it.
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
const targetPrefix = "SageMaker."

// target is an operation of SageMaker: it reads its input, asks for the permission, and runs.
type target func(s *Server, caller *accessKey, action string, body []byte) (any, error)

// targets are the operations of SageMaker that the HyperPod CLI calls, by name, with the resources of the Service
// Authorization Reference:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
var targets = map[string]target{
	"DescribeCluster":    targetOf((*Server).onHyperPod, (*Server).describeHyperPod),
	"ListClusters":       targetOf((*Server).onHyperPods, (*Server).listHyperPods),
	"DescribeEndpoint":   targetOf((*Server).onEndpoint, (*Server).describeEndpoint),
	"DescribeHubContent": targetOf((*Server).onHubContent, (*Server).describeHubContent),
	"ListHubContents":    targetOf((*Server).onHub, (*Server).listHubContents),
}

// targetOf makes a target of a function that names the resources of an input, and one that answers it.
func targetOf[Input any](on func(*Server, Input) []string, run func(*Server, Input) (any, error)) target {
	return func(s *Server, caller *accessKey, action string, body []byte) (any, error) {
		var input Input
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.DisallowUnknownFields() // a filter that is passed over would find too much
		if err := decoder.Decode(&input); err != nil {
			return nil, validationException("the input of %s is not covered here: %v", action, err)
		}
		if err := caller.authorize(action, on(s, input)...); err != nil {
			return nil, err
		}
		return run(s, input)
	}
}

func (s *Server) serveSageMaker(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		writeTargetError(w, validationException("cannot read the body: %v", err))
		return
	}
	answer, err := s.answerSageMaker(r, body)
	if err != nil {
		writeTargetError(w, err)
		return
	}
	write(w, http.StatusOK, "application/x-amz-json-1.1", answer)
}

// answerSageMaker runs an operation and encodes its result before it lets go of the state.
func (s *Server) answerSageMaker(r *http.Request, body []byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	caller, err := s.authenticate(r, body, "sagemaker")
	if err != nil {
		return nil, err
	}
	name := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), targetPrefix)
	run, known := targets[name]
	if !known {
		return nil, apiErrorf(http.StatusBadRequest, "UnknownOperationException", "%s is not an operation of this SageMaker", name)
	}
	result, err := run(s, caller, "sagemaker:"+name, body)
	if err != nil {
		return nil, err
	}
	return json.Marshal(result)
}

// writeTargetError answers in the shape of the JSON protocol, whose errors of the client have one status.
func writeTargetError(w http.ResponseWriter, err error) {
	e := asAPIError(err)
	status := http.StatusBadRequest
	if e.status >= http.StatusInternalServerError {
		status = e.status
	}
	body, err := json.Marshal(map[string]string{"__type": e.code, "Message": e.message})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	write(w, status, "application/x-amz-json-1.1", body)
}

func validationException(format string, args ...any) error {
	return apiErrorf(http.StatusBadRequest, "ValidationException", format, args...)
}

// sageMakerNotFound is the error without "Exception" in its code that SageMaker has for its newer operations.
func sageMakerNotFound(format string, args ...any) error {
	return apiErrorf(http.StatusBadRequest, "ResourceNotFound", format, args...)
}

// required refuses an input without a member, named as SageMaker does: with a small letter.
func required(member, value string) error {
	if value != "" {
		return nil
	}
	return validationException("1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null", member)
}

// sageMakerARN is the ARN of a resource of SageMaker in an account.
func (s *Server) sageMakerARN(account, resource string) string {
	return arn.ARN{
		Partition: s.config.Partition, Service: "sagemaker", Region: s.config.Region, AccountID: account, Resource: resource,
	}.String()
}
