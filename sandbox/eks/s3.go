package eks

import (
	"encoding/xml"
	"net/http"
	"strings"
)

// PutObject puts an object into a bucket of S3, which belongs to no account: what its owner allows is not looked at.
func (s *Server) PutObject(bucket, key string, content []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.buckets[bucket] == nil {
		s.buckets[bucket] = map[string][]byte{}
	}
	s.buckets[bucket][key] = content
}

// isForS3 tells S3's requests from those of the services that have paths of their own: a bucket may have any name.
func isForS3(r *http.Request) bool {
	sig, _ := readSignature(r)
	scope := strings.Split(sig.credential, "/")
	return len(scope) == 5 && scope[3] == "s3"
}

// serveS3 is S3's GetObject, addressed by the path.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
func (s *Server) serveS3(w http.ResponseWriter, r *http.Request) {
	content, err := s.getObject(r)
	if err != nil {
		writeS3Error(w, err)
		return
	}
	write(w, http.StatusOK, "binary/octet-stream", content)
}

func (s *Server) getObject(r *http.Request) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	caller, err := s.authenticate(r, nil, "s3")
	if err != nil {
		return nil, err
	}
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if r.Method != http.MethodGet || key == "" || r.Header.Get("Range") != "" {
		return nil, apiErrorf(http.StatusNotImplemented, "NotImplemented", "Of S3, only GetObject of a whole object is covered here.")
	}
	if err := caller.authorize("s3:GetObject", s.bucketARN(bucket+"/"+key)); err != nil {
		return nil, err
	}
	objects, ok := s.buckets[bucket]
	if !ok {
		return nil, apiErrorf(http.StatusNotFound, "NoSuchBucket", "The specified bucket does not exist")
	}
	content, ok := objects[key]
	if ok {
		return content, nil
	}
	// Whether a key exists is only for those who may list.
	if err := caller.authorize("s3:ListBucket", s.bucketARN(bucket)); err != nil {
		return nil, err
	}
	return nil, apiErrorf(http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
}

// bucketARN is the ARN of a bucket or of an object in it.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
func (s *Server) bucketARN(path string) string { return "arn:" + s.config.Partition + ":s3:::" + path }

// s3Error is an error as S3 writes it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
type s3Error struct {
	XMLName   xml.Name `xml:"Error"`
	Code      string
	Message   string
	RequestID string `xml:"RequestId"`
}

func writeS3Error(w http.ResponseWriter, err error) {
	e := asAPIError(err)
	body, err := xml.Marshal(s3Error{Code: e.code, Message: e.message, RequestID: newUUID()})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	write(w, e.status, "application/xml", body)
}
