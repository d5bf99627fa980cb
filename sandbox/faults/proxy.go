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
	"os"
	"slices"
	"sync"
	"syscall"
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

	https    bool
	listener *net.TCPListener
	server   *httptest.Server
	away     *os.File // the listener's socket, while nobody listens
	next     http.Handler

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
	listener, err := listen()
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	p.serve(listener)
	p.Endpoint = p.server.URL
	if p.https {
		p.CertificateAuthority = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.server.Certificate().Raw})
	}
	return p, nil
}

// listen takes a free port by its number: one that the kernel chose goes back when nobody listens any more.
func listen() (*net.TCPListener, error) {
	free, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	if err := free.Close(); err != nil {
		return nil, err
	}
	return net.ListenTCP("tcp", free.Addr().(*net.TCPAddr))
}

func (p *Proxy) serve(listener *net.TCPListener) {
	p.listener = listener
	p.server = &httptest.Server{Listener: listener, Config: &http.Server{
		Handler:  p,
		ErrorLog: log.New(io.Discard, "", 0), // clients that are killed are no news
	}}
	if p.https {
		p.server.StartTLS()
	} else {
		p.server.Start()
	}
}

// Away refuses connections, as an address does behind which there is no server, until Back. The port stays taken: another
// server there would not be the same.
func (p *Proxy) Away() error {
	socket, err := p.listener.File()
	if err != nil {
		return fmt.Errorf("proxy: %w", err)
	}
	p.away = socket
	p.Close()
	if err := syscall.Shutdown(int(socket.Fd()), syscall.SHUT_RD); err != nil {
		return fmt.Errorf("proxy: %w", err)
	}
	return share(socket, 0)
}

// Back listens again, at the same endpoint, after Away.
func (p *Proxy) Back() error {
	defer p.away.Close()
	if err := share(p.away, 1); err != nil { // with connections that have just ended
		return err
	}
	if err := syscall.Listen(int(p.away.Fd()), syscall.SOMAXCONN); err != nil {
		return fmt.Errorf("proxy: %w", err)
	}
	listener, err := net.FileListener(p.away)
	if err != nil {
		return fmt.Errorf("proxy: %w", err)
	}
	p.serve(listener.(*net.TCPListener))
	return nil
}

// share says whether other sockets may have the same port.
func share(socket *os.File, may int) error {
	if err := syscall.SetsockoptInt(int(socket.Fd()), syscall.SOL_SOCKET, syscall.SO_REUSEADDR, may); err != nil {
		return fmt.Errorf("proxy: %w", err)
	}
	return nil
}

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
