package dnsclient

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/internal/crew"
)

const (
	// lifetime is how long a socket is drawn for queries: its port does not stay the same for longer (RFC 5452 §9.2).
	lifetime = 2 * time.Second
	// fewest is how many sockets of a kind a query is drawn from, at least.
	fewest = 4
	// roomy is how many exchanges a socket takes before another is opened: their answers fit its buffer, widened.
	roomy = 128
	// narrow is how many have answers that fit the buffer which Linux gives a socket by default.
	narrow = 64
	// readBuffer is what a wider one is asked for, in bytes. Linux gives twice as much as net.core.rmem_max at most, by default 416 KiB.
	readBuffer = 1 << 20
	// maxOpen bounds the sockets of a Client. Beyond it they take more exchanges, up to crowded each, as a stream does.
	maxOpen = 384
	crowded = 1 << 14
)

// A server is a name server, and what goes on with it.
type server struct {
	client *Client
	addr   netip.AddrPort

	mu      sync.Mutex
	memory  memory
	random  random
	flights table       // byQuestion
	batch   *crew.Batch // of who reads, while he hands out a message
	pools   [2]pool     // for AAAA, and for all else
}

// A pool is the shared connections for questions of a kind.
type pool struct {
	sockets []*link
	stream  *link  // the one that new questions go over; nil where there is none
	uses    uint64 // questions so far
}

// rand is a random number.
func (s *server) rand() uint64 { return s.random.draw(s.client.Rand) }

// forgettable reports whether nothing goes on with s. It does not wait to find out: who has the client's mutex calls it.
func (s *server) forgettable() bool {
	if !s.mu.TryLock() {
		return false
	}
	defer s.mu.Unlock()
	for _, p := range s.pools {
		if len(p.sockets) > 0 || p.stream != nil {
			return false
		}
	}
	return s.flights.size == 0
}

// pool is that for qtype. AAAA has its own, so that it shares no port with A as long as there are sockets: who sees one of them learns nothing of
// the other, and no path that keeps one question a port loses one (as Linux's conntrack does).
func (s *server) pool(qtype uint16) *pool {
	if qtype == dns.TypeAAAA {
		return &s.pools[0]
	}
	return &s.pools[1]
}

// linkFor is the link for an exchange of a.
func (s *server) linkFor(a *ask, now moment) (*link, error) {
	switch {
	case s.client.Dial != nil && !s.client.shared, a.lookup.isApart():
		return s.dialed(a.lookup.ctx, a.asked.network(), false), nil
	case a.asked.has(overTCP) && a.reconnected:
		return s.dialed(a.lookup.ctx, a.asked.network(), false), nil
	}
	p := s.pool(a.qtype)
	if !a.asked.has(overTCP) {
		return s.draw(p, now)
	}
	if p.stream != nil && p.stream.waiting.size >= crowded {
		p.stream.retired = true
		p.stream = nil
	}
	if p.stream == nil {
		p.stream = s.dialed(a.lookup.ctx, a.asked.network(), true)
		p.stream.pool = p
	}
	return p.stream, nil
}

// dialed is a link that is being connected: with the values of ctx, but not until ctx ends, since others may come to use it.
func (s *server) dialed(ctx context.Context, network string, shared bool) *link {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l := s.newLink(network, shared)
	l.cancel = cancel
	l.stream = network == "tcp"
	go l.dial(ctx)
	return l
}

func (s *server) newLink(network string, shared bool) *link {
	if shared {
		s.client.open.Add(1)
	}
	return &link{server: s, network: network, shared: shared, born: present(), mail: make(chan struct{}, 1)}
}

// draw is a random socket of p that has room, or a new one. One that the system does not give is made up for by those there are.
func (s *server) draw(p *pool, now moment) (*link, error) {
	p.retire(now)
	full := s.client.open.Load() >= maxOpen
	if len(p.sockets) < fewest && !full {
		return s.opened(p)
	}
	room := roomy
	if full {
		room = crowded
	}
	if n := len(p.sockets); n > 0 {
		first := int(s.rand() % uint64(n))
		for i := range n {
			if l := p.sockets[(first+i)%n]; l.waiting.size < room {
				l.widen()
				return l, nil
			}
		}
	}
	return s.opened(p)
}

// opened is a new socket of p, or, where there can be none, the one that has least to do: of the other pool, if p has none.
func (s *server) opened(p *pool) (*link, error) {
	conn, err := s.client.dial(context.Background(), "udp", s.addr)
	if err == nil {
		l := s.newLink("udp", true)
		l.conn, l.pool = conn, p
		p.sockets = append(p.sockets, l)
		go l.readPackets()
		return l, nil
	}
	for _, p := range []*pool{p, &s.pools[0], &s.pools[1]} {
		if l := p.idlest(); l != nil {
			l.widen()
			return l, nil
		}
	}
	return nil, err
}

// idlest is the socket of p that has least to do, nil where none has room.
func (p *pool) idlest() (least *link) {
	for _, l := range p.sockets {
		if l.waiting.size < crowded && (least == nil || l.waiting.size < least.waiting.size) {
			least = l
		}
	}
	return least
}

// retire takes the sockets from p, which stand in order of age, that have been drawn from for long enough. Their last answer closes them.
func (p *pool) retire(now moment) {
	old := 0
	for ; old < len(p.sockets) && now.Sub(p.sockets[old].born) >= lifetime; old++ {
		l := p.sockets[old]
		l.retired = true
		if l.waiting.size == 0 {
			l.close()
		}
	}
	p.sockets = slices.Delete(p.sockets, 0, old)
}

// forget takes l out of where links are drawn from.
func (s *server) forget(l *link) {
	for i := range s.pools {
		p := &s.pools[i]
		if p.stream == l {
			p.stream = nil
		}
		if j := slices.Index(p.sockets, l); j >= 0 {
			p.sockets = slices.Delete(p.sockets, j, j+1)
		}
	}
}

// dial opens a connection.
func (c *Client) dial(ctx context.Context, network string, server netip.AddrPort) (net.Conn, error) {
	if c.Dial != nil {
		return c.Dial(ctx, network, server.String())
	}
	if network == "udp" {
		return net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(server))
	}
	var d net.Dialer
	return d.DialContext(ctx, network, server.String())
}
