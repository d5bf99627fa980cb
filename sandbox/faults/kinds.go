package faults

import (
	"fmt"
	"maps"
	"net/http"
	"time"
)

// The ways in which a call fails, by name. Every server can be slow, reset a connection and break off.
const (
	KindReset     = "reset"
	KindHalf      = "half an answer"
	KindSlow      = "slow"
	KindThrottle  = "429"
	KindRetryLate = "429 with Retry-After"
	KindError     = "500"
	KindBusy      = "503"
	KindExpired   = "expired token"
)

var ofAll = map[string]Fault{KindReset: Reset, KindHalf: Half, KindSlow: Slow(30 * time.Second)}

// Kubernetes are the faults of an API server.
// Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
func Kubernetes() map[string]Fault {
	kinds := maps.Clone(ofAll)
	for name, a := range answers {
		body := fmt.Sprintf(`{"kind":"Status","apiVersion":"v1","status":"Failure","message":%q,"reason":%q,"code":%d}`,
			a.message, a.reason, a.kubernetes)
		kinds[name] = Answer(a.kubernetes, a.header(nil), body)
	}
	return kinds
}

// EKS are the faults of the EKS API.
// Source: https://docs.aws.amazon.com/eks/latest/APIReference/CommonErrors.html
func EKS() map[string]Fault {
	kinds := maps.Clone(ofAll)
	for name, a := range answers {
		kinds[name] = Answer(a.eks, a.header(http.Header{"X-Amzn-Errortype": {a.exception}}), fmt.Sprintf(`{"message":%q}`, a.message))
	}
	return kinds
}

type answer struct {
	message         string
	retryAfter      string
	kubernetes, eks int
	reason          string // in Kubernetes
	exception       string // in EKS
}

var answers = map[string]answer{
	KindThrottle:  {"Too many requests, please try again later.", "", 429, 429, "TooManyRequests", "ThrottlingException"},
	KindRetryLate: {"Too many requests, please try again later.", "1", 429, 429, "TooManyRequests", "ThrottlingException"},
	KindError:     {"Internal error occurred: made up", "", 500, 500, "InternalError", "ServerException"},
	KindBusy:      {"the server is currently unable to handle the request", "", 503, 503, "ServiceUnavailable", "ServiceUnavailableException"},
	KindExpired:   {"Unauthorized", "", 401, 403, "Unauthorized", "ExpiredTokenException"},
}

func (a answer) header(header http.Header) http.Header {
	all := http.Header{"Content-Type": {"application/json"}}
	maps.Copy(all, header)
	if a.retryAfter != "" {
		all.Set("Retry-After", a.retryAfter)
	}
	return all
}
