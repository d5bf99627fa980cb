package eks

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

// clusterIDHeader is in every request that verifies a sign-in token, and in no other request.
// https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster
const clusterIDHeader = "X-K8s-Aws-Id"

// accessKeyOwners finds the [*Server] of an access key ID among all in the process, as the real STS knows the
// accounts of all keys.
var accessKeyOwners sync.Map

// answerSignIns wraps [http.DefaultTransport], once in the process: the authenticator's verifier asks the STS
// host that a token names through the default transport, and takes no other. Only the verifier's own requests
// are answered here; all others go on as before.
var answerSignIns = sync.OnceFunc(func() {
	http.DefaultTransport = signInTransport{http.DefaultTransport}
})

// signInTransport answers the verification of sign-in tokens within the process.
type signInTransport struct {
	next http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (t signInTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Header.Get(clusterIDHeader) == "" || !strings.HasPrefix(r.URL.Host, "sts.") {
		return t.next.RoundTrip(r)
	}
	keyID, _, _ := strings.Cut(r.URL.Query().Get("X-Amz-Credential"), "/")
	owner, ok := accessKeyOwners.Load(keyID)
	if !ok {
		return nil, fmt.Errorf("access key %q: belongs to no account of this process", keyID)
	}
	received := r.Clone(r.Context())
	received.Host = r.URL.Host
	answer := owner.(*Server).answerSTS(received, nil)
	return &http.Response{
		Status:        fmt.Sprintf("%d %s", answer.status, http.StatusText(answer.status)),
		StatusCode:    answer.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        http.Header{"Content-Type": {answer.contentType}},
		Body:          io.NopCloser(bytes.NewReader(answer.body)),
		ContentLength: int64(len(answer.body)),
		Request:       r,
	}, nil
}

// CloseIdleConnections keeps http.Client.CloseIdleConnections working for the wrapped transport.
func (t signInTransport) CloseIdleConnections() {
	if closer, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}
