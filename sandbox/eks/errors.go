package eks

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	smithyrand "github.com/aws/smithy-go/rand"

	"crypto/rand"
)

// apiError is an error of the EKS or STS API: a client sees its status, code and message.
type apiError struct {
	status  int
	code    string
	message string
}

func (e *apiError) Error() string { return e.code + ": " + e.message }

func apiErrorf(status int, code, format string, args ...any) error {
	return &apiError{status, code, fmt.Sprintf(format, args...)}
}

func invalidParameter(format string, args ...any) error {
	return apiErrorf(http.StatusBadRequest, "InvalidParameterException", format, args...)
}

func invalidRequest(format string, args ...any) error {
	return apiErrorf(http.StatusBadRequest, "InvalidRequestException", format, args...)
}

func resourceNotFound(format string, args ...any) error {
	return apiErrorf(http.StatusNotFound, "ResourceNotFoundException", format, args...)
}

// asAPIError returns err as what a client may see; any other error is a fault of this server.
func asAPIError(err error) *apiError {
	var known *apiError
	if errors.As(err, &known) {
		return known
	}
	return &apiError{http.StatusInternalServerError, "ServerException", err.Error()}
}

// writeError answers in the shape of AWS's rest-json protocol: the error's code in a header, its message in the
// body. https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization
func writeError(w http.ResponseWriter, err error) {
	e := asAPIError(err)
	body, err := json.Marshal(map[string]string{"message": e.message})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("X-Amzn-ErrorType", e.code)
	writeJSON(w, e.status, body)
}

func writeJSON(w http.ResponseWriter, status int, body []byte) {
	write(w, status, "application/json", body)
}

func write(w http.ResponseWriter, status int, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Amzn-RequestId", newUUID())
	w.WriteHeader(status)
	// A client that went away has no use for the answer.
	_, _ = w.Write(body)
}

// newUUID never fails: neither does crypto/rand's reader.
func newUUID() string {
	id, err := smithyrand.NewUUID(rand.Reader).GetUUID()
	if err != nil {
		panic(err)
	}
	return id
}
