package eks

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// How old a signature may be: five minutes for a signed request, fifteen for a presigned one, whatever its
// X-Amz-Expires says. Clocks may be five minutes apart.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
const (
	maxSkew         = 5 * time.Minute
	maxPresignedAge = 15 * time.Minute
)

const (
	sigV4Algorithm  = "AWS4-HMAC-SHA256"
	sigV4TimeFormat = "20060102T150405Z"
)

// signature is what a request says about its own signature.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
type signature struct {
	presigned     bool
	credential    string // KEY/DATE/REGION/SERVICE/aws4_request
	date          string
	signedHeaders string
	value         string
	securityToken string
}

// authFailure is a way for a signature to be refused. Services disagree on the error's code, not on the status.
type authFailure struct {
	status  int
	json    string // its code in EKS and SageMaker
	query   string // in STS and IAM
	s3      string // and in S3
	message string
}

var (
	authMissing    = authFailure{http.StatusForbidden, "MissingAuthenticationTokenException", "MissingAuthenticationToken", "AccessDenied", "Missing Authentication Token"}
	authIncomplete = authFailure{http.StatusBadRequest, "IncompleteSignatureException", "IncompleteSignature", "AuthorizationHeaderMalformed", "The request signature does not conform to AWS standards: %s"}
	authUnknownKey = authFailure{http.StatusForbidden, "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "The security token included in the request is invalid."}
	authExpired    = authFailure{http.StatusForbidden, "InvalidSignatureException", "SignatureDoesNotMatch", "RequestTimeTooSkewed", "Signature expired: %s"}
	authEarly      = authFailure{http.StatusForbidden, "InvalidSignatureException", "SignatureDoesNotMatch", "RequestTimeTooSkewed", "Signature not yet current: %s"}
	authScope      = authFailure{http.StatusForbidden, "InvalidSignatureException", "SignatureDoesNotMatch", "AuthorizationHeaderMalformed", "Credential should be scoped to %s"}
	authMismatch   = authFailure{http.StatusForbidden, "InvalidSignatureException", "SignatureDoesNotMatch", "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}
)

func (f authFailure) error(service string, args ...any) error {
	code := f.query
	switch service {
	case "eks", "sagemaker":
		code = f.json
	case "s3":
		code = f.s3
	}
	return apiErrorf(f.status, code, f.message, args...)
}

// authenticate returns the access key that signed a request to a service: "eks", "sagemaker", "s3", "sts" or "iam". It signs the request
// again with the key's secret and compares. The caller holds s.mu.
func (s *Server) authenticate(r *http.Request, body []byte, service string) (*accessKey, error) {
	sig, ok := readSignature(r)
	if !ok {
		return nil, authMissing.error(service)
	}
	scope := strings.Split(sig.credential, "/")
	signed, err := time.Parse(sigV4TimeFormat, sig.date)
	if err != nil || len(scope) != 5 || sig.signedHeaders == "" || sig.value == "" {
		return nil, authIncomplete.error(service, "it needs Credential, SignedHeaders, Signature and X-Amz-Date")
	}
	key, ok := s.accessKeys[scope[0]]
	if !ok || sig.securityToken != key.credentials.SessionToken {
		return nil, authUnknownKey.error(service)
	}
	if err := s.checkScope(scope, service); err != nil {
		return nil, err
	}
	expected, err := sig.recompute(r, body, key.credentials, scope, signed)
	if err != nil {
		return nil, authIncomplete.error(service, err)
	}
	if !hmac.Equal([]byte(expected), []byte(sig.value)) {
		return nil, authMismatch.error(service)
	}
	return key, s.checkTime(sig, signed, service)
}

// readSignature finds the signature in the query or the Authorization header.
func readSignature(r *http.Request) (signature, bool) {
	query := r.URL.Query()
	if query.Get("X-Amz-Algorithm") == sigV4Algorithm {
		return signature{
			presigned:     true,
			credential:    query.Get("X-Amz-Credential"),
			date:          query.Get("X-Amz-Date"),
			signedHeaders: query.Get("X-Amz-SignedHeaders"),
			value:         query.Get("X-Amz-Signature"),
			securityToken: query.Get("X-Amz-Security-Token"),
		}, true
	}
	fields, ok := strings.CutPrefix(r.Header.Get("Authorization"), sigV4Algorithm+" ")
	if !ok {
		return signature{}, false
	}
	sig := signature{date: r.Header.Get("X-Amz-Date"), securityToken: r.Header.Get("X-Amz-Security-Token")}
	into := map[string]*string{"Credential": &sig.credential, "SignedHeaders": &sig.signedHeaders, "Signature": &sig.value}
	for field := range strings.SplitSeq(fields, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		if target, known := into[name]; known {
			*target = value
		}
	}
	return sig, true
}

func (s *Server) checkScope(scope []string, service string) error {
	region, of := scope[2], scope[3]
	if of != service {
		return authScope.error(service, fmt.Sprintf("correct service: '%s'.", service))
	}
	// STS knows the caller in every region, and this one answers for all of them; IAM is in no region.
	if service != "sts" && service != "iam" && region != s.config.Region {
		return authScope.error(service, fmt.Sprintf("a valid region, not '%s'.", region))
	}
	return nil
}

func (s *Server) checkTime(sig signature, signed time.Time, service string) error {
	now, maxAge := s.now().UTC(), maxSkew
	if sig.presigned {
		maxAge = maxPresignedAge
	}
	if oldest := now.Add(-maxAge); signed.Before(oldest) {
		return authExpired.error(service, fmt.Sprintf("%s is now earlier than %s", sig.date, oldest.Format(sigV4TimeFormat)))
	}
	if newest := now.Add(maxSkew); signed.After(newest) {
		return authEarly.error(service, fmt.Sprintf("%s is still later than %s", sig.date, newest.Format(sigV4TimeFormat)))
	}
	return nil
}

// recompute signs what the client says it signed, with AWS's own signer.
func (sig signature) recompute(r *http.Request, body []byte, credentials Credentials, scope []string, signed time.Time) (string, error) {
	unsigned := sig.unsigned(r)
	sum := sha256.Sum256(body)
	payload := hex.EncodeToString(sum[:])
	region, service := scope[2], scope[3]
	if service == "s3" {
		payload = r.Header.Get("X-Amz-Content-Sha256") // which is signed; of a GetObject there is no more to know
	}
	signer := v4.NewSigner(func(o *v4.SignerOptions) {
		o.DisableHeaderHoisting, o.DisableURIPathEscaping = true, service == "s3"
	})
	if sig.presigned {
		signedURL, _, err := signer.PresignHTTP(context.Background(), credentials, unsigned, payload, service, region, signed)
		if err != nil {
			return "", err
		}
		parsed, err := url.Parse(signedURL)
		if err != nil {
			return "", err
		}
		return parsed.Query().Get("X-Amz-Signature"), nil
	}
	if err := signer.SignHTTP(context.Background(), credentials, unsigned, payload, service, region, signed); err != nil {
		return "", err
	}
	again, _ := readSignature(unsigned)
	return again.value, nil
}

// unsigned is the request as the client had it before it signed: only the signed headers, and no signature.
func (sig signature) unsigned(r *http.Request) *http.Request {
	query := r.URL.Query()
	query.Del("X-Amz-Signature")
	names := strings.Split(sig.signedHeaders, ";")
	headers := http.Header{}
	for _, name := range names {
		name = http.CanonicalHeaderKey(name)
		if values := r.Header.Values(name); len(values) > 0 {
			headers[name] = values
		}
	}
	unsigned := &http.Request{
		Method: r.Method,
		URL:    &url.URL{Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: query.Encode()},
		Host:   r.Host,
		Header: headers,
	}
	// AWS's SDK for Go signs the length; botocore does not.
	if slices.Contains(names, "content-length") {
		unsigned.ContentLength = r.ContentLength
	}
	return unsigned
}
