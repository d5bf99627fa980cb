package eks

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
)

// maxBody bounds a request's body; the largest valid one, an entry with 50 tags, is far below it.
const maxBody = 1 << 20

// Config says which account and region a [Server] stands for.
type Config struct {
	// Region of the clusters, for example us-west-2. Requests of EKS and SageMaker signed for another one are refused.
	Region string
	// AccountID is the 12 digit account that owns the clusters.
	AccountID string
	// Partition of the account's ARNs; "aws" if empty.
	Partition string
}

// Server is one account's EKS, SageMaker, S3, STS and IAM in one region. It is safe for concurrent use and starts no
// goroutines. Create it with [New].
type Server struct {
	config Config
	// now is the clock, replaced in tests only.
	now func() time.Time

	// mu guards everything below. Every API request runs wholly under it.
	mu         sync.Mutex
	clusters   map[string]*cluster
	principals map[string]*principal // by ARN
	accessKeys map[string]*accessKey // by access key ID
	hyperPods  map[string]*hyperPod
	endpoints  map[string]endpoint
	hubModels  map[string]hubModel
	buckets    map[string]map[string][]byte
}

// New returns a server without clusters and principals. The first call wraps [http.DefaultTransport], so that
// sign-in tokens are verified within the process; make it before anything else uses the default transport.
func New(config Config) *Server {
	answerSignIns()
	if config.Partition == "" {
		config.Partition = "aws"
	}
	return &Server{
		config:     config,
		now:        time.Now,
		clusters:   map[string]*cluster{},
		principals: map[string]*principal{},
		accessKeys: map[string]*accessKey{},
		hyperPods:  map[string]*hyperPod{},
		endpoints:  map[string]endpoint{},
		hubModels:  map[string]hubModel{},
		buckets:    map[string]map[string][]byte{},
	}
}

// operation is one call of the EKS API. Its name is also the IAM action, without the "eks:" in front, and on is the
// resource that the caller must be allowed that action on.
type operation struct {
	name    string
	pattern string
	on      func(s *Server, r *request) string
	run     func(s *Server, r *request) (any, error)
}

// request is what an operation gets to see: the HTTP request, its body, and who signed it.
type request struct {
	*http.Request
	body   []byte
	caller *accessKey
}

// operations is the API: https://docs.aws.amazon.com/eks/latest/APIReference/API_Operations.html. ServeMux
// matches a pattern's segments against the escaped path, so an ARN with slashes is one segment.
var operations = []operation{
	{"DescribeCluster", "GET /clusters/{name}", (*Server).onCluster, (*Server).describeCluster},
	{"CreateAccessEntry", "POST /clusters/{name}/access-entries", (*Server).onCluster, (*Server).createAccessEntry},
	{"ListAccessEntries", "GET /clusters/{name}/access-entries", (*Server).onCluster, (*Server).listAccessEntries},
	{"DescribeAccessEntry", "GET /clusters/{name}/access-entries/{principalArn}", (*Server).onEntry, (*Server).describeAccessEntry},
	{"UpdateAccessEntry", "POST /clusters/{name}/access-entries/{principalArn}", (*Server).onEntry, (*Server).updateAccessEntry},
	{"DeleteAccessEntry", "DELETE /clusters/{name}/access-entries/{principalArn}", (*Server).onEntry, (*Server).deleteAccessEntry},
	{"AssociateAccessPolicy", "POST /clusters/{name}/access-entries/{principalArn}/access-policies", (*Server).onEntry, (*Server).associateAccessPolicy},
	{"ListAssociatedAccessPolicies", "GET /clusters/{name}/access-entries/{principalArn}/access-policies", (*Server).onEntry, (*Server).listAssociatedAccessPolicies},
	{"DisassociateAccessPolicy", "DELETE /clusters/{name}/access-entries/{principalArn}/access-policies/{policyArn}", (*Server).onEntry, (*Server).disassociateAccessPolicy},
	{"ListAccessPolicies", "GET /access-policies", (*Server).onAnything, (*Server).listAccessPolicies},
	{"ListAddons", "GET /clusters/{name}/addons", (*Server).onCluster, (*Server).listAddons},
	{"DescribeAddon", "GET /clusters/{name}/addons/{addonName}", (*Server).onAddon, (*Server).describeAddon},
	{"TagResource", "POST /tags/{resourceArn}", (*Server).onTagged, (*Server).tagResource},
	{"UntagResource", "DELETE /tags/{resourceArn}", (*Server).onTagged, (*Server).untagResource},
	{"ListTagsForResource", "GET /tags/{resourceArn}", (*Server).onTagged, (*Server).listTagsForResource},
}

// Handler serves the AWS side: the EKS API and SageMaker Runtime's InvokeEndpoint at their paths, and at the path "/" what
// is asked of STS, IAM and SageMaker, POSTed or presigned. What is signed for S3 is S3's, whatever its path.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", s.serveRoot)
	mux.HandleFunc("POST /endpoints/{endpointName}/invocations", s.serveInvocation)
	for _, op := range operations {
		mux.HandleFunc(op.pattern, func(w http.ResponseWriter, r *http.Request) { s.serveEKS(w, r, op) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		writeError(w, apiErrorf(http.StatusNotFound, "UnknownOperationException",
			"%s %s is not an operation of this EKS", r.Method, r.URL.EscapedPath()))
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isForS3(r) {
			s.serveS3(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// serveRoot tells the services at the path "/" apart: only SageMaker names its operations in a header.
func (s *Server) serveRoot(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.Header.Get("X-Amz-Target"), targetPrefix) {
		s.serveSageMaker(w, r)
		return
	}
	s.serveSTS(w, r)
}

// serveEKS answers one EKS request: body, signature, permission, operation.
func (s *Server) serveEKS(w http.ResponseWriter, r *http.Request, op operation) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		writeError(w, apiErrorf(http.StatusBadRequest, "SerializationException", "cannot read the body: %v", err))
		return
	}
	answer, err := s.answer(&request{Request: r, body: body}, op)
	if err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

// answer runs an operation and encodes its result before it lets go of the state.
func (s *Server) answer(r *request, op operation) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, err := s.authenticate(r.Request, r.body, "eks")
	if err != nil {
		return nil, err
	}
	r.caller = key
	if err := key.authorize("eks:"+op.name, op.on(s, r)); err != nil {
		return nil, err
	}
	result, err := op.run(s, r)
	if err != nil {
		return nil, err
	}
	return json.Marshal(result)
}

// eksARN is the ARN of a resource of this account's EKS.
func (s *Server) eksARN(resource string) string {
	return arn.ARN{
		Partition: s.config.Partition, Service: "eks", Region: s.config.Region,
		AccountID: s.config.AccountID, Resource: resource,
	}.String()
}

// decode reads the JSON body into into. An absent body is an empty object; unknown members are ignored, as AWS
// does.
func (r *request) decode(into any) error {
	if len(r.body) == 0 {
		return nil
	}
	err := json.Unmarshal(r.body, into)
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		return apiErrorf(http.StatusBadRequest, "SerializationException", "%s: unexpected %s", wrongType.Field, wrongType.Value)
	}
	if err != nil {
		return apiErrorf(http.StatusBadRequest, "SerializationException", "the body is not JSON: %v", err)
	}
	return nil
}
