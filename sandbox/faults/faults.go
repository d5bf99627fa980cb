package faults

import (
	"context"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"time"
)

// Reset ends the connection without an answer, as a server does that goes away.
func Reset(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
	connection, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}

// Answer answers in the server's place.
func Answer(status int, header http.Header, body string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		for name, values := range header {
			w.Header()[name] = values
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// Half breaks off in the middle of the server's answer.
func Half(w http.ResponseWriter, r *http.Request, next http.Handler) {
	answer := httptest.NewRecorder()
	next.ServeHTTP(answer, r)
	maps.Copy(w.Header(), answer.Header())
	w.Header().Set("Content-Length", strconv.Itoa(answer.Body.Len()))
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes()[:answer.Body.Len()/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// Before has something done in place of the call, which never reaches the server. Nobody waits for an answer any more.
func Before(do func()) Fault {
	return func(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
		_, _ = io.Copy(io.Discard, r.Body) // until then the server does not hear that the client is gone
		do()
		<-r.Context().Done()
	}
}

// After has something done as soon as the server has answered. The answer does not get through.
func After(do func()) Fault {
	return func(_ http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(httptest.NewRecorder(), r.WithContext(context.WithoutCancel(r.Context())))
		do()
		<-r.Context().Done()
	}
}

// During has something done when half of what the client sends is on its way to the server, which gets no more.
func During(do func()) Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		half := io.LimitReader(r.Body, r.ContentLength/2)
		r.Body = io.NopCloser(io.MultiReader(half, breaksOff(do)))
		next.ServeHTTP(w, r)
	}
}

// breaksOff is a body that ends too early.
type breaksOff func()

func (do breaksOff) Read([]byte) (int, error) {
	do()
	return 0, io.ErrUnexpectedEOF
}

// Slow lets the call through after a while.
func Slow(while time.Duration) Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		select {
		case <-time.After(while):
			next.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	}
}
