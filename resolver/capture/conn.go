package capture

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/internal/frame"
)

// An event is one thing that the resolver did to a server, the dialling of a connection or a query, and what came of it.
type event struct {
	network string
	server  netip.AddrPort
	query   *question // nil for a dial
	at      time.Time
	replies []fakedns.Packet // to a query: what came; to a dial: one packet, unless it was given up
}

// A question is what a query asks.
type question struct {
	id    [2]byte
	name  string
	qtype uint16
}

// recordDial is the Dial of the resolver.
func (rec *Recorder) recordDial(ctx context.Context, network, address string) (net.Conn, error) {
	server, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, err
	}
	at := rec.begin(event{network: network, server: server})
	inner, err := rec.dial(ctx, network, address)
	if err != nil {
		if ctx.Err() == nil {
			rec.came(at, fakedns.Packet{Err: err})
		}
		return nil, err
	}
	rec.came(at, fakedns.Packet{})
	c := conn{inner, &wire{rec: rec, network: network, server: server}}
	if p, ok := inner.(net.PacketConn); ok {
		return packetConn{c, p}, nil
	}
	return c, nil
}

// begin adds an event and returns its index.
func (rec *Recorder) begin(e event) int {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	e.at = time.Now()
	rec.events = append(rec.events, e)
	return len(rec.events) - 1
}

// came records what has come back to an event.
func (rec *Recorder) came(i int, p fakedns.Packet) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	e := &rec.events[i]
	p.After = time.Since(e.at)
	e.replies = append(e.replies, p)
}

// A conn is a connection that is watched.
type conn struct {
	net.Conn
	wire *wire
}

func (c conn) Write(b []byte) (int, error) {
	c.wire.sent(b) // before it is: an answer may be quick
	return c.Conn.Write(b)
}

func (c conn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.wire.got(b[:n], err)
	return n, err
}

// A packetConn is a conn for datagrams.
type packetConn struct {
	conn
	packets net.PacketConn
}

func (c packetConn) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := c.packets.ReadFrom(b)
	c.wire.got(b[:n], err)
	return n, from, err
}

func (c packetConn) WriteTo(b []byte, to net.Addr) (int, error) {
	c.wire.sent(b)
	return c.packets.WriteTo(b, to)
}

// A wire puts what goes over a connection together to messages.
type wire struct {
	rec     *Recorder
	network string
	server  netip.AddrPort

	mu      sync.Mutex
	out, in []byte // the beginning of a message, over TCP
	queries []int  // the events
}

// sent takes what the resolver writes.
func (w *wire) sent(b []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.network == "udp" {
		w.asked(b)
		return
	}
	w.out = append(w.out, b...)
	for {
		message, rest, ok := frame.Cut(w.out)
		if !ok {
			return
		}
		w.asked(message)
		w.out = rest
	}
}

// asked takes a message of the resolver.
func (w *wire) asked(message []byte) {
	m := new(dns.Msg)
	if m.Unpack(message) != nil || len(m.Question) != 1 {
		return // it is none of a resolver's
	}
	q := &question{[2]byte(message[:2]), m.Question[0].Name, m.Question[0].Qtype}
	w.queries = append(w.queries, w.rec.begin(event{network: w.network, server: w.server, query: q}))
}

// got takes what the resolver reads. That it ends the connection itself is no news.
func (w *wire) got(b []byte, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.network == "udp" && err == nil {
		w.answered(fakedns.Packet{Data: append([]byte{}, b...)})
	}
	if w.network != "udp" {
		w.gotPiece(b)
	}
	if err == nil || errors.Is(err, net.ErrClosed) || errors.Is(err, os.ErrDeadlineExceeded) {
		return
	}
	if len(w.in) > 0 {
		w.answered(fakedns.Packet{Data: w.in, Raw: true})
		w.in = nil
	}
	w.answered(fakedns.Packet{Err: err})
}

func (w *wire) gotPiece(b []byte) {
	w.in = append(w.in, b...)
	for {
		message, rest, ok := frame.Cut(w.in)
		if !ok {
			return
		}
		w.answered(fakedns.Packet{Data: message})
		w.in = rest
	}
}

// answered gives p to the query it belongs to.
func (w *wire) answered(p fakedns.Packet) {
	if len(w.queries) == 0 {
		return
	}
	to := w.queries[len(w.queries)-1]
	for _, i := range w.queries {
		if p.Err == nil && !p.Raw && len(p.Data) >= 2 && w.rec.idOf(i) == [2]byte(p.Data[:2]) {
			to = i
		}
	}
	w.rec.came(to, p)
}

// idOf returns the id of a query.
func (rec *Recorder) idOf(i int) [2]byte {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return rec.events[i].query.id
}
