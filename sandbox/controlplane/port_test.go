package controlplane

import (
	"context"
	"errors"
	"net"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func TestReservedPortIsOurs(t *testing.T) {
	t.Parallel()
	p, err := reservePort()
	require.NoError(t, err)
	address := net.JoinHostPort(loopback, strconv.Itoa(p.number))

	_, err = net.Listen("tcp", address)
	require.ErrorIs(t, err, syscall.EADDRINUSE, "somebody else got the port")

	sharing := net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) error {
		var option error
		err := raw.Control(func(fd uintptr) {
			option = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1)
		})
		return errors.Join(err, option)
	}}
	listener, err := sharing.Listen(context.Background(), "tcp", address)
	require.NoError(t, err, "a program that shares the port could not listen")
	for range 20 { // every connection must reach the program: none the reservation
		connection, err := net.Dial("tcp", address)
		require.NoError(t, err)
		accepted, err := listener.Accept()
		require.NoError(t, err)
		assert.Equal(t, connection.LocalAddr().String(), accepted.RemoteAddr().String())
		require.NoError(t, connection.Close())
		require.NoError(t, accepted.Close())
	}
	require.NoError(t, listener.Close())
	require.NoError(t, p.release())
}

func TestReservedPortsDiffer(t *testing.T) {
	t.Parallel()
	seen := map[int]bool{}
	for range 100 {
		p, err := reservePort()
		require.NoError(t, err)
		defer func() { assert.NoError(t, p.release()) }()
		require.False(t, seen[p.number], "port %d was given twice", p.number)
		seen[p.number] = true
	}
}

func TestReleasedPortIsFree(t *testing.T) {
	t.Parallel()
	p, err := reservePort()
	require.NoError(t, err)
	require.NoError(t, p.release())
	listener, err := net.Listen("tcp", net.JoinHostPort(loopback, strconv.Itoa(p.number)))
	require.NoError(t, err)
	require.NoError(t, listener.Close())
}
