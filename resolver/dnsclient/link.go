package dnsclient

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/internal/crew"
)

const (
	// bufferSize holds a datagram of the size that OPT asks for, and tells a longer one.
	bufferSize = ednsSize + 48
	// idleTime is how long the shared connections of a pool stay open that nobody waits on: once at least, twice at most.
	idleTime = 4 * time.Millisecond
	// maxStrangers bounds how many messages that are not ours a stream may carry before it is given up.
	maxStrangers = 64
)

// errJunk is what a stream of messages that are not ours ends in.
var errJunk = errors.New("not an answer to what was asked")

// A link is a connection to a server, and a goroutine that reads from it. A shared one carries many exchanges and is kept for a
// moment; another carries one and ends with it. What changes belongs to who has the server's mutex.
type link struct {
	server   *server
	network  string
	shared   bool
	stream   bool // known once conn is
	conn     net.Conn
	born     moment
	waiting  table     // byID
	compared *exchange // with a message that came, by who reads

	outbox [][]byte      // messages that wait for the connection, or for their turn on a stream
	mail   chan struct{} // tells the writer of a stream that there are some
	cancel context.CancelFunc
	batch  crew.Batch // that who reads has woken

	pool    *pool  // of a shared one
	used    bool   // since the read deadline was set
	seen    uint64 // the uses of the pool by then
	armed   bool   // a read deadline is set
	retired bool   // takes no more exchanges
	closed  bool
	worked  bool // a reply has come
	wide    bool // has a read buffer for more than narrow exchanges
}

// dial connects l, sends what waits for it, and reads until the end.
func (l *link) dial(ctx context.Context) {
	conn, err := l.server.client.dial(ctx, l.network, l.server.addr)
	if err != nil {
		l.server.fail(l, err)
		return
	}
	_, packets := conn.(net.PacketConn)
	l.server.mu.Lock()
	if l.closed {
		l.server.mu.Unlock()
		conn.Close()
		return
	}
	l.conn, l.stream = conn, !packets
	posted := l.outbox
	if packets {
		l.outbox = nil
	}
	l.server.mu.Unlock()
	if l.stream {
		go l.deliver()
		l.readStream()
		return
	}
	for _, query := range posted {
		if _, err := conn.Write(query); err != nil {
			l.server.fail(l, err)
			return
		}
	}
	l.readPackets()
}

// post leaves a message for who writes.
func (l *link) post(query []byte) {
	l.outbox = append(l.outbox, query)
	select {
	case l.mail <- struct{}{}:
	default:
	}
}

// deliver writes the messages of a stream, each behind two bytes of length, in one piece (RFC 7766 §8).
func (l *link) deliver() {
	for range l.mail {
		l.server.mu.Lock()
		posted := l.outbox
		l.outbox = nil
		l.server.mu.Unlock()
		var framed []byte
		for _, query := range posted {
			framed = append(binary.BigEndian.AppendUint16(framed, uint16(len(query))), query...)
		}
		if len(framed) == 0 { // the last time has taken them all
			continue
		}
		if _, err := l.conn.Write(framed); err != nil {
			l.server.fail(l, err)
		}
	}
}

// readPackets reads datagrams until l is closed.
func (l *link) readPackets() {
	p := packets.Get().(*packet)
	for {
		n, err := l.conn.Read(p.room[:])
		switch {
		case err == nil && l.server.arrived(l, p.room[:n], p):
			p = packets.Get().(*packet)
		case err != nil && !(errors.Is(err, os.ErrDeadlineExceeded) && l.stays()):
			packets.Put(p)
			l.server.fail(l, err)
			return
		}
	}
}

// readStream reads messages until l is closed. A deadline may fall into a message: what has come of it is kept.
func (l *link) readStream() {
	in := make([]byte, 0, 2+bufferSize)
	for strangers := 0; ; {
		for len(in) >= 2 {
			end := 2 + int(binary.BigEndian.Uint16(in))
			if len(in) < end {
				break
			}
			p := new(packet)
			if !l.server.arrived(l, append(p.room[:0], in[2:end]...), p) {
				strangers++
			}
			in = append(in[:0], in[end:]...)
		}
		if strangers > maxStrangers {
			l.server.fail(l, errJunk)
			return
		}
		if len(in) == cap(in) {
			in = append(make([]byte, 0, 2+dns.MaxMsgSize), in...)
		}
		n, err := l.conn.Read(in[len(in):cap(in)])
		in = in[:len(in)+n]
		if err != nil && !(errors.Is(err, os.ErrDeadlineExceeded) && l.stays()) {
			if err == io.EOF && len(in) > 0 {
				err = io.ErrUnexpectedEOF
			}
			l.server.fail(l, err)
			return
		}
	}
}

// stays decides whether l, at whose read deadline nothing had come, is still needed, and else ends it.
func (l *link) stays() bool {
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	switch {
	case l.closed:
		return false
	case l.waiting.size == 0 && !l.used && (l.pool.uses == l.seen || len(l.pool.sockets) > fewest):
		l.server.forget(l)
		l.close()
		return false
	case l.waiting.size > 0:
		l.armed = false
		l.conn.SetReadDeadline(time.Time{})
	default:
		l.arm()
	}
	return true
}

// arm sets the read deadline after which l is looked at again.
func (l *link) arm() {
	l.armed, l.used, l.seen = true, false, l.pool.uses
	l.conn.SetReadDeadline(time.Now().Add(idleTime))
}

// widen has the answers of one more exchange fit l's read buffer, where the system lets them.
func (l *link) widen() {
	if l.wide || l.waiting.size < narrow {
		return
	}
	l.wide = true
	if conn, ok := l.conn.(interface{ SetReadBuffer(bytes int) error }); ok {
		conn.SetReadBuffer(readBuffer)
	}
}

// carry makes l wait for x.
func (l *link) carry(x *exchange) {
	l.waiting.put(x)
	if l.used = true; l.shared {
		l.pool.uses++
	}
}

// freeID is a random id that no other exchange over l has.
func (l *link) freeID() uint16 {
	id := uint16(l.server.rand())
	for l.waiting.find(uint32(id)) != nil {
		id++
	}
	return id
}

// release is for when an exchange has ended: nobody may be waiting now.
func (l *link) release() {
	switch {
	case l.waiting.size > 0 || l.closed:
	case !l.shared, l.retired, l.conn == nil:
		l.server.forget(l)
		l.close()
	case !l.armed:
		l.arm()
	}
}

// close ends l, and with it who reads and who writes.
func (l *link) close() {
	l.closed = true
	close(l.mail)
	if l.cancel != nil {
		l.cancel()
	}
	if l.conn != nil {
		l.conn.Close()
	}
	if l.shared {
		l.server.client.open.Add(-1)
	}
}
