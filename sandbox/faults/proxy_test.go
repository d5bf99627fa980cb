package faults_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox/faults"
)

// before is a proxy before a server that answers with the query of each request, and a client that trusts it.
func before(t *testing.T, start func(http.Handler) *httptest.Server) (*faults.Proxy, *http.Client) {
	t.Helper()
	server := start(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Host, " ", r.URL.RawQuery)
	}))
	t.Cleanup(server.Close)
	var authority []byte
	if certificate := server.Certificate(); certificate != nil {
		authority = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})
	}
	proxy, err := faults.NewProxy(server.URL, authority)
	require.NoError(t, err)
	t.Cleanup(proxy.Close)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(proxy.CertificateAuthority)
	return proxy, &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
}

func TestProxy(t *testing.T) {
	t.Parallel()
	for scheme, start := range map[string]func(http.Handler) *httptest.Server{
		"http": httptest.NewServer, "https": httptest.NewTLSServer,
	} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			proxy, client := before(t, start)
			get := func(path string) (string, error) {
				response, err := client.Get(proxy.Endpoint + path)
				if err != nil {
					return "", err
				}
				defer response.Body.Close()
				text, err := io.ReadAll(response.Body)
				return string(text), err
			}
			answer, err := get("/a?b=c")
			require.NoError(t, err)
			require.Equal(t, proxy.Endpoint, scheme+"://"+answer[:len(answer)-len(" b=c")], "signatures are of the host that was asked")

			proxy.Harm(func(c faults.Call) faults.Fault {
				if c.Path == "/bad" {
					return faults.Reset
				}
				return nil
			})
			_, err = get("/bad")
			require.Error(t, err)
			_, err = get("/good")
			require.NoError(t, err)
			require.NoError(t, proxy.Away())
			_, err = get("/away")
			require.ErrorIs(t, err, syscall.ECONNREFUSED)
			_, err = net.Listen("tcp", strings.TrimPrefix(proxy.Endpoint, scheme+"://"))
			require.ErrorIs(t, err, syscall.EADDRINUSE)
			require.NoError(t, proxy.Back())
			_, err = get("/good")
			require.NoError(t, err)
			calls := proxy.Calls()
			require.Equal(t, faults.Call{Number: 1, Method: "GET", Path: "/a"}, calls[0])
			require.Equal(t, "GET /good", calls[len(calls)-1].String())
		})
	}
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	proxy, client := before(t, httptest.NewServer)
	proxy.Harm(func(faults.Call) faults.Fault {
		return faults.Answer(http.StatusTooManyRequests, http.Header{"Retry-After": {"7"}}, "slow down")
	})
	response, err := client.Get(proxy.Endpoint)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, "429 7 slow down", fmt.Sprint(response.StatusCode, " ", response.Header.Get("Retry-After"), " ", string(text)))
}

func TestProxyBeforeNothing(t *testing.T) {
	t.Parallel()
	_, err := faults.NewProxy("https://127.0.0.1", []byte("no certificate"))
	require.ErrorContains(t, err, "the authority is not a PEM certificate")
	_, err = faults.NewProxy("http://[", nil)
	require.Error(t, err)
}

// TestHalf: the client hears that something is missing.
func TestHalf(t *testing.T) {
	t.Parallel()
	proxy, client := before(t, httptest.NewTLSServer)
	proxy.Harm(func(faults.Call) faults.Fault { return faults.Half })
	response, err := client.Get(proxy.Endpoint + "/?" + strings.Repeat("a", 100))
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.EqualValues(t, response.ContentLength/2, len(text))
}

// TestDuring: the server hears that something is missing.
func TestDuring(t *testing.T) {
	t.Parallel()
	const sent = 1 << 20
	received := make(chan int64, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
		received <- n
	}))
	t.Cleanup(server.Close)
	proxy, err := faults.NewProxy(server.URL, nil)
	require.NoError(t, err)
	t.Cleanup(proxy.Close)
	var done atomic.Bool
	proxy.Harm(func(faults.Call) faults.Fault { return faults.During(func() { done.Store(true) }) })
	response, err := http.Post(proxy.Endpoint, "text/plain", strings.NewReader(strings.Repeat("a", sent)))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusBadGateway, response.StatusCode)
	require.True(t, done.Load())
	n := <-received
	require.Positive(t, n)
	require.LessOrEqual(t, n, int64(sent/2))
}

// TestKinds: each answer has the form of its API.
func TestKinds(t *testing.T) {
	t.Parallel()
	proxy, client := before(t, httptest.NewServer)
	for _, c := range []struct {
		fault faults.Fault
		want  string
	}{
		{faults.Kubernetes()[faults.KindRetryLate], `429 "1" "" {"kind":"Status","apiVersion":"v1","status":"Failure",` +
			`"message":"Too many requests, please try again later.","reason":"TooManyRequests","code":429}`},
		{faults.EKS()[faults.KindExpired], `403 "" "ExpiredTokenException" {"message":"Unauthorized"}`},
	} {
		proxy.Harm(func(faults.Call) faults.Fault { return c.fault })
		response, err := client.Get(proxy.Endpoint)
		require.NoError(t, err)
		text, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, c.want, fmt.Sprintf("%d %q %q %s", response.StatusCode, response.Header.Get("Retry-After"),
			response.Header.Get("X-Amzn-Errortype"), text))
	}
}
