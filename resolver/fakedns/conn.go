package fakedns

import (
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

const (
	maxDatagram = 65507 // the payload of a UDP datagram over IPv4
	pieceSize   = 512   // of a stream, between two looks at whether the writer must wait
)

// A conn is one end of a connection in memory.
type conn struct {
	network       string
	local, remote net.Addr

	in   *flow              // what Read reads
	gate *flow              // whose lack of room holds Write up
	out  func([]byte) error // gets what is written, a datagram or a piece of a stream; does not keep it
}

func (c *conn) LocalAddr() net.Addr  { return c.local }
func (c *conn) RemoteAddr() net.Addr { return c.remote }

func (c *conn) Read(b []byte) (int, error) {
	n, err := c.in.read(b)
	return n, c.opError("read", err)
}

func (c *conn) Write(b []byte) (int, error) {
	if c.in.bounds && len(b) > maxDatagram {
		return 0, c.opError("write", syscall.EMSGSIZE)
	}
	for sent := 0; ; {
		if err := c.gate.room(); err != nil {
			return sent, c.opError("write", err)
		}
		piece := b[sent:]
		if !c.in.bounds {
			piece = piece[:min(len(piece), pieceSize)]
		}
		if err := c.out(piece); err != nil {
			return sent, c.opError("write", err)
		}
		if sent += len(piece); sent == len(b) {
			return sent, nil
		}
	}
}

// Close ends what the other side reads, and loses what this side has not read.
func (c *conn) Close() error {
	if !c.in.closeRead() {
		return c.opError("close", net.ErrClosed)
	}
	c.gate.closeWrite()
	return nil
}

func (c *conn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

func (c *conn) SetReadDeadline(t time.Time) error {
	return c.opError("set", c.in.set(&c.in.reader, t))
}

func (c *conn) SetWriteDeadline(t time.Time) error {
	return c.opError("set", c.gate.set(&c.gate.writer, t))
}

// opError returns err as package net does.
func (c *conn) opError(op string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	return &net.OpError{Op: op, Net: c.network, Source: c.local, Addr: c.remote, Err: systemError(op, err)}
}

// systemError names the system call that an error number is of.
func systemError(call string, err error) error {
	if errno, ok := err.(syscall.Errno); ok {
		return os.NewSyscallError(call, errno)
	}
	return err
}

// A packetConn is a conn for datagrams: a connected UDP socket.
type packetConn struct{ *conn }

func (c packetConn) ReadFrom(b []byte) (int, net.Addr, error) {
	n, err := c.Read(b)
	return n, c.remote, err
}

func (c packetConn) WriteTo([]byte, net.Addr) (int, error) {
	return 0, c.opError("write", net.ErrWriteToConnected)
}
