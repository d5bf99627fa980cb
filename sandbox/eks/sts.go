package eks

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"strings"
)

const stsVersion = "2011-06-15"

// callerIdentity is STS's answer, as XML or as JSON, which it writes if the client asks for it.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
type callerIdentity struct {
	XMLName xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ GetCallerIdentityResponse" json:"-"`
	Result  struct {
		ARN     string `xml:"Arn" json:"Arn"`
		UserID  string `xml:"UserId" json:"UserId"`
		Account string `xml:"Account" json:"Account"`
	} `xml:"GetCallerIdentityResult" json:"GetCallerIdentityResult"`
	Metadata struct {
		RequestID string `xml:"RequestId" json:"RequestId"`
	} `xml:"ResponseMetadata" json:"ResponseMetadata"`
}

// stsError is an error in the query protocol.
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
	identity, err := s.getCallerIdentity(r, body)
	if err != nil {
		e := asAPIError(err)
		var answer stsError
		answer.Error.Type, answer.Error.Code, answer.Error.Message = "Sender", e.code, e.message
		answer.RequestID = newUUID()
		return encodeSTS(r, e.status, answer, answer)
	}
	return encodeSTS(r, http.StatusOK, identity, map[string]any{"GetCallerIdentityResponse": identity})
}

func (s *Server) getCallerIdentity(r *http.Request, body []byte) (callerIdentity, error) {
	var answer callerIdentity
	parameters := r.URL.Query()
	if r.Method == http.MethodPost {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return answer, apiErrorf(http.StatusBadRequest, "MalformedQueryString", "the body is not a form: %v", err)
		}
		parameters = form
	}
	if action, version := parameters.Get("Action"), parameters.Get("Version"); action != "GetCallerIdentity" || version != stsVersion {
		return answer, apiErrorf(http.StatusBadRequest, "InvalidAction", "Could not find operation %s for version %s", action, version)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key, err := s.authenticate(r, body, "sts")
	if err != nil {
		return answer, err
	}
	answer.Result.ARN = key.callerARN()
	answer.Result.UserID = key.userID()
	answer.Result.Account = key.principal.arn.AccountID
	answer.Metadata.RequestID = newUUID()
	return answer, nil
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
