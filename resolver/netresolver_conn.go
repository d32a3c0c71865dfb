package resolver

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnsclient"
)

// dialSelf opens a connection to r as a name server, in memory, whatever the network and the address. It is a stream: package net
// takes what is no net.PacketConn for one, over "udp" too, and a stream holds any answer, where a datagram might have to be asked
// for again. The connection ends with ctx, which package net ends no read with.
func (r *Resolver) dialSelf(ctx context.Context, _, _ string) (net.Conn, error) {
	if err := ended(ctx, time.Now()); err != nil {
		return nil, err
	}
	client, server := net.Pipe()
	serving, cancel := context.WithCancel(ctx)
	context.AfterFunc(serving, func() { server.Close() })
	go r.serve(serving, server)
	return &selfConn{client, ctx, cancel}, nil
}

// serve answers what comes over conn, one query after the other, until conn is closed, as it is when ctx ends.
func (r *Resolver) serve(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	stream := &dns.Conn{Conn: conn}
	for {
		query, err := stream.ReadMsg()
		if err != nil || query.Response {
			return
		}
		reply := r.reply(ctx, query)
		if reply == nil || stream.WriteMsg(reply) != nil {
			return
		}
	}
}

// A selfConn is the client's end of a connection to a Resolver.
type selfConn struct {
	net.Conn
	ctx    context.Context // of the dial
	cancel context.CancelFunc
}

// Read fails with the context's error where that is what ended it.
func (c *selfConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	return n, c.reason(err)
}

// Write fails as Read does.
func (c *selfConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	return n, c.reason(err)
}

func (c *selfConn) reason(err error) error {
	if ended := ended(c.ctx, time.Now()); err != nil && ended != nil {
		return ended
	}
	return err
}

// Close ends the lookup that is under way, too.
func (c *selfConn) Close() error {
	c.cancel()
	return c.Conn.Close()
}

// fail makes m say that its lookup has failed with err.
func fail(m *dns.Msg, err error) {
	var e *Error
	if !errors.As(err, &e) {
		e = newError("lookup", m.Question[0].Name, "", err)
	}
	switch e.Code {
	case EAI_NONAME:
		m.Rcode = dns.RcodeNameError
		return
	case EAI_NODATA:
		return
	case EAI_FAIL:
		m.Rcode = dns.RcodeRefused
	default:
		m.Rcode = dns.RcodeServerFailure
	}
	if opt := m.IsEdns0(); opt != nil {
		opt.Option = append(opt.Option, &dns.EDNS0_EDE{InfoCode: extendedCode(e), ExtraText: e.Error()})
	}
}

// extendedCode is what RFC 8914 has for e.
func extendedCode(e *Error) uint16 {
	var f *dnsclient.Failure
	switch {
	case !errors.As(e, &f):
		return dns.ExtendedErrorCodeOther
	case f.Extended != nil:
		return f.Extended.Code
	case f.Outcome == dnsclient.NoAnswer, f.Outcome == dnsclient.Unreachable:
		return dns.ExtendedErrorCodeNoReachableAuthority
	}
	return dns.ExtendedErrorCodeOther
}

// reverseAddr is the address that a reverse name is of (RFC 1035 §3.5, RFC 3596 §2.5); ok is false for one of another name, or of a whole network.
func reverseAddr(name string) (addr netip.Addr, ok bool) {
	name = strings.ToLower(name)
	var text string
	if labels, is4 := strings.CutSuffix(name, ".in-addr.arpa."); is4 {
		parts := strings.Split(labels, ".")
		slices.Reverse(parts)
		text = strings.Join(parts, ".")
	} else if labels, is6 := strings.CutSuffix(name, ".ip6.arpa."); is6 {
		nibbles := strings.Split(labels, ".")
		slices.Reverse(nibbles)
		for i := 4; i < len(nibbles); i += 5 {
			nibbles = slices.Insert(nibbles, i, ":")
		}
		text = strings.Join(nibbles, "")
	}
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return addr, false
	}
	reverse, err := dns.ReverseAddr(addr.String())
	return addr, err == nil && reverse == name
}
