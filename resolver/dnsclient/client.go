package dnsclient

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

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

// Turn returns conf as the next lookup is to use it, for all its questions: effective, and with rotate beginning at each
// server in turn, from a random one on.
func (c *Client) Turn(conf *resolvconf.Config) *resolvconf.Config {
	next := conf.Effective()
	if !next.Rotate {
		return &next
	}
	if c.turn.Load() == 0 {
		c.turn.CompareAndSwap(0, uint32(c.rand())|1)
	}
	first := int(c.turn.Add(1) % uint32(len(next.Servers)))
	next.Servers = slices.Concat(next.Servers[first:], next.Servers[:first])
	return &next
}

// Query asks the servers of conf, in their order, for name and qtype, class IN, as schedule says, until one answers. name is
// absolute, in presentation form, with or without the root dot. The error is a *[Failure]: the last temporary one, since
// that server may answer another time.
func (c *Client) Query(ctx context.Context, conf *resolvconf.Config, name string, qtype uint16) (Reply, error) {
	question := shown(name) + " " + dns.Type(qtype).String()
	query, err := c.newQuery(conf, name, qtype)
	if err != nil {
		return Reply{}, &Failure{Outcome: NXDomain, Question: question, Err: err}
	}
	verdict := &Failure{Outcome: NoAnswer, Question: question, Err: errNobody}
	for t := range schedule(conf.Effective()) {
		reply, failure := c.ask(ctx, conf, t, query)
		if failure == nil {
			return reply, nil
		}
		failure.Question = question
		if err := ended(ctx); err != nil {
			failure.Outcome, failure.Err = Canceled, err
			return Reply{}, failure
		}
		verdict = weightier(verdict, failure)
	}
	return Reply{}, verdict
}

// ended returns why ctx is over. Its deadline counts from its instant on: the timer of ctx may go off a moment later, behind
// that of a try which ends then too.
func ended(ctx context.Context) error {
	if deadline, ok := ctx.Deadline(); ok && ctx.Err() == nil && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

var errNobody = errors.New("no server may be asked")

// weightier is what two failures, one after the other, come to. That nobody listens, or that a server cannot make sense of
// the question, is the verdict only if it is that of all.
func weightier(before, after *Failure) *Failure {
	switch {
	case before.Err == errNobody, before.Outcome == after.Outcome, !after.needsAll():
		return after
	case before.needsAll():
		after.Outcome = Refused // one of each kind: neither is that of all
		return after
	}
	return before
}

func (f *Failure) needsAll() bool { return f.Outcome == Unreachable || f.Outcome == Unusable }

// ask makes one try: over UDP, and in the same time over TCP where the server wants that, or over TCP only with use-vc.
func (c *Client) ask(ctx context.Context, conf *resolvconf.Config, t try, query []byte) (Reply, *Failure) {
	ctx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	network := "udp"
	if conf.UseVC {
		network = "tcp"
	}
	m, err := c.exchange(ctx, network, t.server, query)
	unreachable := errors.Is(err, syscall.ECONNREFUSED)
	if err == nil && network == "udp" && wantsTCP(m) {
		network = "tcp"
		m, err = c.exchange(ctx, network, t.server, query)
	}
	if err == nil && wantsTCP(m) {
		err = errTruncated
	}
	switch failure := (&Failure{Outcome: NoAnswer, Server: t.server, Network: network, Err: err}); {
	case unreachable:
		failure.Outcome = Unreachable
		return Reply{}, failure
	case ended(ctx) != nil && err != nil: // the time of the try is over, or the lookup is
		failure.Err = nil
		return Reply{}, failure
	case err != nil:
		return Reply{}, failure
	}
	if outcome, bad := failed(m); bad {
		return Reply{}, &Failure{Outcome: outcome, Server: t.server, Network: network, Rcode: m.Rcode}
	}
	m.AuthenticatedData = m.AuthenticatedData && conf.TrustAD
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

func (c *Client) rand() uint64 {
	if c.Rand != nil {
		return c.Rand()
	}
	var b [8]byte
	rand.Read(b[:]) // never fails: it ends the program instead
	return binary.LittleEndian.Uint64(b[:])
}
