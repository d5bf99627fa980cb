// Package faults is a proxy before a server that knows the calls which pass through it, and harms some of them: it stands
// for a server, or a way to it, that fails.
package faults

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
)

// Call is a request that reached the proxy.
type Call struct {
	// Number counts the calls of a proxy, from 1.
	Number int
	Method string
	// Path is without query.
	Path string
	// Watch is a call of the Kubernetes API that is answered for as long as the client likes.
	Watch bool
}

// Changes reports whether the call can change anything.
func (c Call) Changes() bool { return c.Method != http.MethodGet && c.Method != http.MethodHead }

// String is the call as a log has it.
func (c Call) String() string { return c.Method + " " + c.Path }

// Fault answers a call; next is the server behind the proxy.
type Fault func(w http.ResponseWriter, r *http.Request, next http.Handler)

// Proxy is a running proxy. Close it when done.
type Proxy struct {
	// Endpoint is its URL, on a loopback address, with the scheme of the server behind it.
	Endpoint string
	// CertificateAuthority is the PEM certificate of a proxy with https.
	CertificateAuthority []byte

	server *httptest.Server
	https  bool
	next   http.Handler

	mu     sync.Mutex
	calls  []Call
	choose func(Call) Fault
}

// NewProxy starts a proxy before the server at a URL. The authority is the PEM certificate that signed the server's, empty
// for a server without https.
func NewProxy(server string, authority []byte) (*Proxy, error) {
	target, err := url.Parse(server)
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	roots := x509.NewCertPool()
	if len(authority) > 0 && !roots.AppendCertsFromPEM(authority) {
		return nil, fmt.Errorf("proxy before %s: the authority is not a PEM certificate", server)
	}
	p := &Proxy{next: &httputil.ReverseProxy{
		Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.Host = r.In.Host },
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}},
		FlushInterval: -1, // of those who watch
		ErrorLog:      log.New(io.Discard, "", 0),
	}}
	p.https = target.Scheme == "https"
	if err := p.listen("127.0.0.1:0"); err != nil {
		return nil, err
	}
	p.Endpoint = p.server.URL
	if p.https {
		p.CertificateAuthority = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.server.Certificate().Raw})
	}
	return p, nil
}

func (p *Proxy) listen(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("proxy: %w", err)
	}
	p.server = &httptest.Server{Listener: listener, Config: &http.Server{
		Handler:  p,
		ErrorLog: log.New(io.Discard, "", 0), // clients that are killed are no news
	}}
	if p.https {
		p.server.StartTLS()
	} else {
		p.server.Start()
	}
	return nil
}

// Away refuses connections, as an address does behind which there is no server. Back ends that.
func (p *Proxy) Away() { p.Close() }

// Back listens again, at the same endpoint, after Away.
func (p *Proxy) Back() error { return p.listen(p.server.Listener.Addr().String()) }

// Harm chooses the fault of each call from now on; nil lets a call pass.
func (p *Proxy) Harm(choose func(Call) Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.choose = choose
}

// Calls are all until now.
func (p *Proxy) Calls() []Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.calls)
}

// Close ends the proxy and what passes through it.
func (p *Proxy) Close() {
	p.server.CloseClientConnections()
	p.server.Close()
}

// ServeHTTP implements [http.Handler].
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if fault := p.note(r); fault != nil {
		fault(w, r, p.next)
		return
	}
	p.next.ServeHTTP(w, r)
}

func (p *Proxy) note(r *http.Request) Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	call := Call{Number: len(p.calls) + 1, Method: r.Method, Path: r.URL.Path, Watch: r.URL.Query().Get("watch") != ""}
	p.calls = append(p.calls, call)
	if p.choose == nil {
		return nil
	}
	return p.choose(call)
}
