package dnsclient

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/miekg/dns"
)

// errJunk is what a stream of messages that are not ours ends in.
var errJunk = errors.New("not an answer to what was asked")

// longAgo makes every blocked read and write return at once.
var longAgo = time.Unix(1, 0)

// buffers hold a message of any size each (RFC 1035 §4.2.2).
var buffers = sync.Pool{New: func() any { return new([dns.MaxMsgSize]byte) }}

// exchange is one round trip, and the only place with sockets: it sends query to server over a connection of its own and
// returns the first reply that is ours. Anything else that arrives is dropped. It ends when ctx does.
func (c *Client) exchange(ctx context.Context, network string, server netip.AddrPort, query []byte) (*dns.Msg, error) {
	conn, err := c.dial(ctx, network, server.String())
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		conn.SetDeadline(deadline) // what comes at that very instant is too late, whichever timer goes off first
	}
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(longAgo) })
	defer stop()
	if _, packets := conn.(net.PacketConn); packets {
		return overPackets(conn, query)
	}
	return overStream(conn, query)
}

func (c *Client) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if c.Dial != nil {
		return c.Dial(ctx, network, address)
	}
	var d net.Dialer
	return d.DialContext(ctx, network, address)
}

// overPackets sends query and waits for its answer, whatever else comes.
func overPackets(conn net.Conn, query []byte) (*dns.Msg, error) {
	if _, err := conn.Write(query); err != nil {
		return nil, err
	}
	buf := buffers.Get().(*[dns.MaxMsgSize]byte)
	defer buffers.Put(buf)
	for {
		n, err := conn.Read(buf[:])
		if err != nil {
			return nil, err
		}
		if reply, ok := ours(buf[:n], query); ok {
			return reply, nil
		}
	}
}

// maxStrangers bounds how many messages that are not ours a stream may carry before it is given up.
const maxStrangers = 64

// overStream does the same over a stream, each message behind two bytes of length (RFC 7766 §8).
func overStream(conn net.Conn, query []byte) (*dns.Msg, error) {
	framed := binary.BigEndian.AppendUint16(make([]byte, 0, 2+len(query)), uint16(len(query)))
	if _, err := conn.Write(append(framed, query...)); err != nil {
		return nil, err
	}
	buf := buffers.Get().(*[dns.MaxMsgSize]byte)
	defer buffers.Put(buf)
	for range maxStrangers {
		n, err := readMessage(conn, buf)
		if err != nil {
			return nil, err
		}
		if reply, ok := ours(buf[:n], query); ok {
			return reply, nil
		}
	}
	return nil, errJunk
}

// readMessage reads one framed message into buf and returns its length.
func readMessage(r io.Reader, buf *[dns.MaxMsgSize]byte) (int, error) {
	if _, err := io.ReadFull(r, buf[:2]); err != nil {
		return 0, err
	}
	n := int(binary.BigEndian.Uint16(buf[:]))
	_, err := io.ReadFull(r, buf[:n])
	return n, err
}
