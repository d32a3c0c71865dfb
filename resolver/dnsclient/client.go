package dnsclient

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/miekg/dns"

	"netdb.example/resolver/internal/poller"
	"netdb.example/resolver/internal/spare"
	"netdb.example/resolver/resolvconf"
)

// A Client asks questions. Its methods may be used by many goroutines. It keeps what it learns of a server, and, where Dial is nil,
// sockets: each on a random port, used for two seconds at most, closed some milliseconds after its last answer.
type Client struct {
	// Dial opens a connection to a server, over "udp" or "tcp", for each query anew. A connection that is no net.PacketConn is taken for
	// a stream. nil is the system, with sockets that several queries share.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Rand is where ids, cookies, the choice of a socket and the first server of a rotation come from: uniform and unpredictable; nil
	// is crypto/rand.
	Rand func() uint64
	// Options are what queries have, and what they have not.
	Options Options

	turn    atomic.Uint32 // of the rotation
	dropped atomic.Uint64
	open    atomic.Int32 // sockets that are shared
	asking  atomic.Int32 // lookups
	shared  bool         // keeps connections of Dial as it keeps the system's: for tests
	lookups spare.Pool[Lookup]

	mu      sync.Mutex
	servers map[netip.AddrPort]*server
	random  random
}

// A Reply is a server's answer to a question: NOERROR, with or without records, or NXDOMAIN.
type Reply struct {
	Msg     *dns.Msg
	Server  netip.AddrPort
	Network string // "udp" or "tcp"

	Extended *ExtendedError // what the server says of it besides (RFC 8914); nil where it says nothing
}

// Turn returns conf as the next lookup is to use it, for all its questions: effective, and with rotate beginning at each
// server in turn, from a random one on; but for a process that cannot wait for an answer, see prepare.
func (c *Client) Turn(conf *resolvconf.Config) *resolvconf.Config {
	conf = conf.Effective()
	if !conf.Rotate || poller.Ready() != nil {
		return conf
	}
	if c.turn.Load() == 0 {
		c.turn.CompareAndSwap(0, uint32(c.rand())|1)
	}
	next := *conf
	first := int(c.turn.Add(1) % uint32(len(next.Servers)))
	next.Servers = slices.Concat(next.Servers[first:], next.Servers[:first])
	return &next
}

// Query asks the servers of conf, in their order, for name and qtype, class IN, as schedule says, until one answers. name is
// absolute, in presentation form, with or without the root dot. The error is a *[Failure]: the last temporary one, since
// that server may answer another time.
func (c *Client) Query(ctx context.Context, conf *resolvconf.Config, name string, qtype uint16) (Reply, error) {
	l := c.Lookup(ctx, conf.Effective())
	defer l.Close()
	return l.Query(name, qtype)
}

// Dropped is how many messages came that were no answer to what was asked.
func (c *Client) Dropped() uint64 { return c.dropped.Load() }

// Asking is how many lookups have begun and not been closed.
func (c *Client) Asking() int { return int(c.asking.Load()) }

// maxServers bounds how many servers are remembered.
const maxServers = 1024

// server is what is known of the server at addr.
func (c *Client) server(addr netip.AddrPort) *server {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.servers[addr]; s != nil {
		return s
	}
	return c.meet(addr)
}

// meet is server for one that is not known yet. c.mu is held.
func (c *Client) meet(addr netip.AddrPort) *server {
	if c.servers == nil {
		c.servers = map[netip.AddrPort]*server{}
	}
	for addr, s := range c.servers { // at random
		if len(c.servers) < maxServers {
			break
		}
		if s.forgettable() {
			delete(c.servers, addr)
		}
	}
	s := &server{client: c, addr: addr, flights: table{by: byQuestion}}
	binary.LittleEndian.PutUint64(s.memory.client[:], s.random.draw(c.Rand))
	c.servers[addr] = s
	return s
}

// rand is a random number.
func (c *Client) rand() uint64 {
	if c.Rand != nil {
		return c.Rand()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.random.draw(nil)
}

// A random is what was drawn from crypto/rand and not yet used. One goroutine uses it at a time.
type random []byte

// draw is a random number: from, unless that is nil. Each byte of crypto/rand is used once.
func (r *random) draw(from func() uint64) uint64 {
	if from != nil {
		return from()
	}
	if len(*r) < 8 {
		*r = make([]byte, 4096)
		rand.Read(*r) // never fails: it ends the program instead
	}
	n := binary.LittleEndian.Uint64(*r)
	*r = (*r)[8:]
	return n
}
