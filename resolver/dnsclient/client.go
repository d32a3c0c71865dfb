package dnsclient

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"os"
	"sync/atomic"
	"syscall"

	"github.com/miekg/dns"

	"netdb.example/resolver/resolvconf"
)

// A Client asks questions. Its methods may be used by many goroutines.
type Client struct {
	// Dial opens a connection to a server, over "udp" or "tcp"; nil is net.Dialer's. A connection that is no
	// net.PacketConn is taken for a stream.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Rand is where ids and the first server of a rotation come from: uniform and unpredictable; nil is crypto/rand.
	Rand func() uint64

	turn atomic.Uint32 // of the rotation
}

// A Reply is a server's answer to a question: NOERROR, with or without records, or NXDOMAIN.
type Reply struct {
	Msg     *dns.Msg
	Server  netip.AddrPort
	Network string // "udp" or "tcp"
}

// ednsSize is the size of answer that an OPT record asks for: what crosses any path unfragmented (RFC 9715 §3.2).
const ednsSize = 1232

// Query asks the servers of conf for name and qtype, class IN, as schedule orders, until one answers. name
// is absolute, in presentation form, with or without the root dot. The error is a *[Failure].
func (c *Client) Query(ctx context.Context, conf *resolvconf.Config, name string, qtype uint16) (Reply, error) {
	failure := &Failure{Outcome: NoAnswer, Question: shown(name) + " " + dns.Type(qtype).String()}
	query, err := c.newQuery(conf, name, qtype)
	if err != nil {
		failure.Outcome, failure.Err = NXDomain, err
		return Reply{}, failure
	}
	refused := 0 // tries that nobody listened to
	tries := 0
	for t := range schedule(conf, c.firstServer(conf)) {
		reply, err := c.ask(ctx, conf, t, query, failure)
		if err == nil {
			return reply, nil
		}
		if ctx.Err() != nil {
			failure.Outcome, failure.Err = Canceled, ctx.Err()
			return Reply{}, failure
		}
		tries++
		if errors.Is(err, syscall.ECONNREFUSED) {
			refused++
		}
	}
	switch {
	case tries == 0:
		failure.Err = errNobody
	case refused == tries:
		failure.Outcome = Unreachable
	}
	return Reply{}, failure
}

var errNobody = errors.New("no server may be asked")

// ask makes one try: over UDP, and over TCP where the server or conf wants that. What went wrong is left in failure.
func (c *Client) ask(ctx context.Context, conf *resolvconf.Config, t try, query []byte, failure *Failure) (Reply, error) {
	network := "udp"
	if conf.UseVC {
		network = "tcp"
	}
	m, err := c.exchange(ctx, network, t, query)
	if err == nil && network == "udp" && wantsTCP(m) {
		network = "tcp"
		m, err = c.exchange(ctx, network, t, query)
	}
	if err == nil && wantsTCP(m) {
		err = errTruncated
	}
	failure.Server, failure.Network = t.server, network
	if err != nil {
		failure.Outcome, failure.Rcode, failure.Err = NoAnswer, 0, err
		if errors.Is(err, os.ErrDeadlineExceeded) {
			failure.Err = nil
		}
		return Reply{}, err
	}
	if outcome, bad := failed(m); bad {
		failure.Outcome, failure.Rcode, failure.Err = outcome, m.Rcode, nil
		return Reply{}, failure
	}
	return Reply{m, t.server, network}, nil
}

// newQuery packs the question, with a fresh id.
func (c *Client) newQuery(conf *resolvconf.Config, name string, qtype uint16) ([]byte, error) {
	if err := CheckName(name); err != nil {
		return nil, err
	}
	m := new(dns.Msg)
	m.SetQuestion(dns.Fqdn(name), qtype)
	m.Id = uint16(c.rand())
	m.AuthenticatedData = conf.TrustAD
	if conf.EDNS0 {
		m.SetEdns0(ednsSize, false)
	}
	return m.Pack()
}

// firstServer is where the schedule begins: at the first server, or with rotate at each in turn, from a random one on.
func (c *Client) firstServer(conf *resolvconf.Config) int {
	if !conf.Rotate || len(conf.Servers) == 0 {
		return 0
	}
	if c.turn.Load() == 0 {
		c.turn.CompareAndSwap(0, uint32(c.rand())|1)
	}
	return int(c.turn.Add(1) % uint32(len(conf.Servers)))
}

func (c *Client) rand() uint64 {
	if c.Rand != nil {
		return c.Rand()
	}
	var b [8]byte
	rand.Read(b[:]) // never fails: it ends the program instead
	return binary.LittleEndian.Uint64(b[:])
}
