package faults

import (
	"net"
	"net/http"
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
