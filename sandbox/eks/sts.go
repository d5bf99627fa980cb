package eks

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// stsError is an error in the query protocol. That of IAM has another namespace, which no client looks at.
// https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
type stsError struct {
	XMLName xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ ErrorResponse" json:"-"`
	Error   struct {
		Type    string
		Code    string
		Message string
	}
	RequestID string `xml:"RequestId" json:"RequestId"`
}

// stsAnswer is an answer before it is written to a connection, or handed to the sign-in within the process.
type stsAnswer struct {
	status      int
	contentType string
	body        []byte
}

func (s *Server) serveSTS(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	answer := s.answerSTS(r, body)
	write(w, answer.status, answer.contentType, answer.body)
}

func (s *Server) answerSTS(r *http.Request, body []byte) stsAnswer {
	action, result, err := s.runSTS(r, body)
	if err != nil {
		e := asAPIError(err)
		var answer stsError
		answer.Error.Type, answer.Error.Code, answer.Error.Message = "Sender", e.code, e.message
		answer.RequestID = newUUID()
		return encodeSTS(r, e.status, answer, answer)
	}
	return encodeSTS(r, http.StatusOK, result, map[string]any{action + "Response": result})
}

// query is an operation of the services that are asked at the path "/". Its name is also the IAM action, and on is the
// resource that the caller must be allowed that action on, nil where the operation sees to it itself.
type query struct {
	service, version string
	on               func(*Server, url.Values) string
	run              func(*Server, *accessKey, url.Values) (any, error)
}

// The versions of the two APIs.
const (
	stsVersion   = "2011-06-15"
	iamVersion   = "2010-05-08"
	iamNamespace = "https://iam.amazonaws.com/doc/" + iamVersion + "/"
)

// queries are these operations, by their names. GetCallerIdentity needs no permission, and no policy can deny it.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
var queries = map[string]query{
	"GetCallerIdentity": {"sts", stsVersion, nil, (*Server).getCallerIdentity},
	"AssumeRole":        {"sts", stsVersion, nil, (*Server).assumeRole},
	"GetRole":           {"iam", iamVersion, (*Server).onRole, (*Server).getRole},
	"PutRolePolicy":     {"iam", iamVersion, (*Server).onRole, (*Server).putRolePolicy},
	"GetRolePolicy":     {"iam", iamVersion, (*Server).onRole, (*Server).getRolePolicy},
	"DeleteRolePolicy":  {"iam", iamVersion, (*Server).onRole, (*Server).deleteRolePolicy},
	"ListRolePolicies":  {"iam", iamVersion, (*Server).onRole, (*Server).listRolePolicies},
}

// runSTS runs the operation that a request names, for the key that signed it.
func (s *Server) runSTS(r *http.Request, body []byte) (action string, result any, err error) {
	parameters := r.URL.Query()
	if r.Method == http.MethodPost {
		parameters, err = url.ParseQuery(string(body))
		if err != nil {
			return "", nil, apiErrorf(http.StatusBadRequest, "MalformedQueryString", "the body is not a form: %v", err)
		}
	}
	action, version := parameters.Get("Action"), parameters.Get("Version")
	asked, known := queries[action]
	if !known || version != asked.version {
		return "", nil, apiErrorf(http.StatusBadRequest, "InvalidAction", "Could not find operation %s for version %s", action, version)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key, err := s.authenticate(r, body, asked.service)
	if err != nil {
		return "", nil, err
	}
	if asked.on != nil {
		if err := key.authorize(asked.service+":"+action, asked.on(s, parameters)); err != nil {
			return "", nil, err
		}
	}
	result, err = asked.run(s, key, parameters)
	return action, result, err
}

// stsMetadata is part of every answer.
type stsMetadata struct {
	RequestID string `xml:"RequestId" json:"RequestId"`
}

// encodeSTS writes asXML, or asJSON if the request accepts JSON.
func encodeSTS(r *http.Request, status int, asXML, asJSON any) stsAnswer {
	contentType, encode, value := "text/xml", xml.Marshal, asXML
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		contentType, encode, value = "application/json", json.Marshal, asJSON
	}
	body, err := encode(value)
	if err != nil {
		return stsAnswer{http.StatusInternalServerError, "text/plain", []byte(err.Error())}
	}
	return stsAnswer{status, contentType, body}
}
