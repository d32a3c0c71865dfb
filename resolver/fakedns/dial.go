package fakedns

import (
	"context"
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"netdb.example/resolver/internal/frame"
)

// networks are the names Dial takes.
var networks = map[string]struct {
	network string
	v4, v6  bool
}{
	"udp": {"udp", true, true}, "udp4": {"udp", true, false}, "udp6": {"udp", false, true},
	"tcp": {"tcp", true, true}, "tcp4": {"tcp", true, false}, "tcp6": {"tcp", false, true},
}

// Dial returns a connection in memory to the server, which is at every address: for Resolver.Dial, and for net.Resolver.Dial.
// The network is udp or tcp, with or without a 4 or a 6; the address is an IP address with a port, never a name.
//
// Over UDP the connection is a net.PacketConn and behaves as a connected socket: a Read cuts a datagram at its buffer, and
// answers that find 64 KiB of others unread are dropped. Dial fails if ctx has ended, or by a [Fault] whose Match has Dial.
func (s *Server) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	server, err := serverAddr(network, address)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: err}
	}
	p := s.newPath(networks[network].network, server)
	c := s.open(network, p)
	if err := s.connect(ctx, p); err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: c.remote, Err: systemError("connect", err)}
	}
	if c.in.bounds {
		return packetConn{c}, nil
	}
	return c, nil
}

func serverAddr(network, address string) (netip.AddrPort, error) {
	n, ok := networks[network]
	if !ok {
		return netip.AddrPort{}, net.UnknownNetworkError(network)
	}
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return a, &net.AddrError{Err: "not an IP address with a port", Addr: address}
	}
	a = netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
	if a.Addr().Is4() && !n.v4 || a.Addr().Is6() && !n.v6 {
		return a, &net.AddrError{Err: "not an address for " + network, Addr: address}
	}
	return a, nil
}

// newPath gives a connection its client: a loopback address, and the next of the ports 49152 to 65535 (RFC 6335 §6).
func (s *Server) newPath(network string, server netip.AddrPort) path {
	s.mu.Lock()
	defer s.mu.Unlock()
	client := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if server.Addr().Is6() {
		client = netip.IPv6Loopback()
	}
	port := 49152 + s.dials%16384
	s.dials++
	return path{network, netip.AddrPortFrom(client, port), server}
}

// connect lets the faults have their way with the dialling of p.
func (s *Server) connect(ctx context.Context, p path) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	q := Query{Server: p.server, Client: p.client, Network: p.network}
	s.mu.Lock()
	actions := s.meet(&q)
	s.mu.Unlock()
	out := []Packet{{}}
	for _, do := range actions {
		out = do(q, out)
	}
	if len(out) == 0 {
		<-ctx.Done()
		return ctx.Err()
	}
	if err := wait(ctx, out[0].After); err != nil {
		return err
	}
	return out[0].Err
}

// wait returns after d, or as ctx ends with its error; if both are at one instant, with that, whichever timer goes off first.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
			return context.DeadlineExceeded
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// open returns the client's end of p.
func (s *Server) open(network string, p path) *conn {
	c := &conn{network: network}
	if p.network == "udp" {
		c.local, c.remote = net.UDPAddrFromAddrPort(p.client), net.UDPAddrFromAddrPort(p.server)
		c.in = newFlow(true, true)
		c.out = (&datagrams{s, p, c.in}).write
	} else {
		c.local, c.remote = net.TCPAddrFromAddrPort(p.client), net.TCPAddrFromAddrPort(p.server)
		c.in = newFlow(false, false)
		c.out = (&stream{server: s, path: p, in: c.in}).write
	}
	c.gate = c.in
	return c
}

// datagrams is the server's end of a UDP connection.
type datagrams struct {
	server *Server
	path   path
	in     *flow // of the client
}

func (d *datagrams) write(b []byte) error {
	d.server.receive(d.path, b, d.send)
	return nil
}

func (d *datagrams) send(p Packet) {
	it := item{data: p.Data}
	if p.Err != nil {
		it = item{err: p.Err}
	}
	d.in.put(it, p.After)
}

// stream is the server's end of a TCP connection.
type stream struct {
	server *Server
	path   path
	in     *flow // of the client

	mu   sync.Mutex
	buf  []byte      // the beginning of a message
	over atomic.Bool // the server has closed: what else comes is lost
}

func (t *stream) write(b []byte) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, b...)
	for !t.over.Load() {
		message, rest, ok := frame.Cut(t.buf)
		if !ok {
			return nil
		}
		t.buf = rest
		if !t.server.receive(t.path, message, t.send) {
			t.send(Packet{Raw: true, Close: true})
		}
	}
	t.buf = nil
	return nil
}

func (t *stream) send(p Packet) {
	if p.Err == nil {
		if data := p.frame(); len(data) > 0 {
			t.in.put(item{data: data}, p.After)
		}
		if !p.Close {
			return
		}
		p.Err = io.EOF
	}
	t.in.put(item{err: p.Err}, p.After)
	t.over.Store(true)
}
