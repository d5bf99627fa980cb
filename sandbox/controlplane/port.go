package controlplane

import (
	"fmt"
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// A port of the loopback address that nobody else gets while we hold it.
type port struct {
	number int
	socket int
}

// reservePort takes a free port and keeps it bound, without listening, until release. A program of ours that
// sets SO_REUSEPORT too (kube-apiserver --permit-port-sharing) can still listen on it, and gets all connections.
// So no other process, another sandbox included, can take the port between our choice and the program's start.
func reservePort() (*port, error) {
	socket, err := newSocket()
	if err != nil {
		return nil, fmt.Errorf("reserve a port: %w", err)
	}
	p := &port{socket: socket}
	if p.number, err = bind(socket); err != nil {
		_ = p.release()
		return nil, fmt.Errorf("reserve a port of %s: %w", loopback, err)
	}
	return p, nil
}

// newSocket holds the lock that keeps a concurrent fork from inheriting the socket.
func newSocket() (int, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		return 0, err
	}
	unix.CloseOnExec(socket)
	return socket, nil
}

// bind lets the system choose the port.
func bind(socket int) (int, error) {
	if err := unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1); err != nil {
		return 0, err
	}
	if err := unix.Bind(socket, &unix.SockaddrInet4{Addr: [4]byte(net.ParseIP(loopback).To4())}); err != nil {
		return 0, err
	}
	address, err := unix.Getsockname(socket)
	if err != nil {
		return 0, err
	}
	bound, ok := address.(*unix.SockaddrInet4)
	if !ok {
		return 0, fmt.Errorf("unexpected address %v", address)
	}
	return bound.Port, nil
}

func (p *port) release() error {
	if err := unix.Close(p.socket); err != nil {
		return fmt.Errorf("release port %d: %w", p.number, err)
	}
	return nil
}
