package resolver

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/nsswitch"
)

// NetResolver returns a net.Resolver that asks r: for those who take nothing else, as net.Dialer does, or a driver of a database.
//
// It is Go's own resolver, with a Dial to a server in memory instead of one to a name server. The server answers A and AAAA as
// getaddrinfo(3) does, from hosts(5) and by nsswitch.conf(5), PTR as gethostbyaddr(3) does, with all names, and other types as
// [Resolver.Query] does. Where r knows nothing it says NXDOMAIN, or nothing where there is only none of the type; where r fails, SERVFAIL,
// or REFUSED if it is for good, with the reason as an extended error (RFC 8914).
//
// Before that, Go's resolver does what it always does, by this machine's files, not by r's System:
//
//   - /etc/hosts comes first, and with an nsswitch.conf that has no dns for hosts the server is never asked.
//   - Its search list is that of /etc/resolv.conf, and the server is asked for one candidate after the other. A name with a
//     dot is absolute then; one without is searched for by r, too. So "printer." leaves all to r, and what depends on a search list
//     or on ndots that only r has wants [Resolver.LookupHost].
//   - A try takes as long as /etc/resolv.conf says, whatever r's takes, and then r is asked anew; and so it is after a failure.
//   - Addresses are sorted by its own rules. The Server of an error is one of /etc/resolv.conf, which nobody has asked.
//
// A lookup ends with its context at once.
func (r *Resolver) NetResolver() *net.Resolver {
	r = r.orDefault()
	return &net.Resolver{PreferGo: true, StrictErrors: r.StrictErrors, Dial: r.dialSelf}
}

// reply is the answer of r to a query. It is nil where the context has ended.
func (r *Resolver) reply(ctx context.Context, query *dns.Msg) *dns.Msg {
	m := new(dns.Msg).SetReply(query)
	m.RecursionAvailable, m.Compress = true, true
	if query.IsEdns0() != nil {
		m.SetEdns0(dns.DefaultMsgSize, false)
	}
	switch {
	case query.Opcode != dns.OpcodeQuery:
		m.Rcode = dns.RcodeNotImplemented
	case len(query.Question) != 1:
		m.Rcode = dns.RcodeFormatError
	case query.Question[0].Qclass != dns.ClassINET:
		m.Rcode = dns.RcodeRefused
	default:
		if err := r.fill(ctx, m); err != nil {
			fail(m, err)
		}
	}
	if ended(ctx, time.Now()) != nil {
		return nil
	}
	return m
}

// fill puts into m what there is of its question.
func (r *Resolver) fill(ctx context.Context, m *dns.Msg) error {
	q := m.Question[0]
	addr, isReverse := reverseAddr(q.Name)
	switch {
	case q.Qtype == dns.TypeA:
		return r.fillAddrs(ctx, m, inet.AF_INET)
	case q.Qtype == dns.TypeAAAA:
		return r.fillAddrs(ctx, m, inet.AF_INET6)
	case q.Qtype == dns.TypePTR && isReverse:
		return r.fillNames(ctx, m, addr)
	}
	return r.fillRecords(ctx, m)
}

// fillAddrs answers with addresses of one family. Only a name without a dot but the last one is searched for in the DNS: the search
// list of package net has been at work on others.
func (r *Resolver) fillAddrs(ctx context.Context, m *dns.Msg, af inet.Family) error {
	absolute := m.Question[0].Name
	name := strings.TrimSuffix(absolute, ".")
	f := r.hostByNameIn(ctx, &hostWalk{question: hostFunc(func(s *hostSource) (*found, nsswitch.Status) {
		q := nameQuery{ctx: ctx, name: name, af: af}
		if s.name == "dns" && strings.Contains(name, ".") {
			q.name = absolute
		}
		return s.byName(r, &q)
	})}, name)
	if f.Outcome != dnsclient.Found {
		return failure(f)
	}
	owner := fillChain(m, f)
	for _, addr := range f.Addrs {
		h := header(owner, m.Question[0].Qtype, f.TTL)
		if af == inet.AF_INET {
			m.Answer = append(m.Answer, &dns.A{Hdr: h, A: addr.AsSlice()})
		} else {
			m.Answer = append(m.Answer, &dns.AAAA{Hdr: h, AAAA: addr.AsSlice()})
		}
	}
	m.AuthenticatedData = f.AuthenticatedData
	return nil
}

// fillChain answers with the way from the question's name to that which has the addresses of f, and returns this. What was no
// CNAME, but the search list or the first name of a line in hosts(5), is one here.
func fillChain(m *dns.Msg, f *found) (owner string) {
	owner = m.Question[0].Name
	lead := func(target string, ttl time.Duration) {
		target = dns.Fqdn(target)
		if strings.EqualFold(owner, target) || dnsclient.CheckSyntax(target) != nil {
			return
		}
		m.Answer = append(m.Answer, &dns.CNAME{Hdr: header(owner, dns.TypeCNAME, ttl), Target: target})
		owner = target
	}
	if len(f.Chain) == 0 && f.Name != "" {
		lead(f.Name, f.TTL)
	}
	for _, link := range f.Chain {
		lead(link.Name, f.TTL)
		lead(link.Target, link.TTL)
	}
	return owner
}

func header(owner string, rrtype uint16, ttl time.Duration) dns.RR_Header {
	return dns.RR_Header{Name: owner, Rrtype: rrtype, Class: dns.ClassINET, Ttl: uint32(ttl / time.Second)}
}

// fillNames answers with the names of addr.
func (r *Resolver) fillNames(ctx context.Context, m *dns.Msg, addr netip.Addr) error {
	names, f := r.namesOf(ctx, addr)
	if f.Outcome != dnsclient.Found {
		return failure(f)
	}
	for _, name := range names {
		if name = dns.Fqdn(name); dnsclient.CheckSyntax(name) == nil {
			m.Answer = append(m.Answer, &dns.PTR{Hdr: header(m.Question[0].Name, dns.TypePTR, f.TTL), Ptr: name})
		}
	}
	if len(m.Answer) == 0 {
		return &cause{EAI_FAIL, errMalformed}
	}
	m.AuthenticatedData = f.AuthenticatedData
	return nil
}

// fillRecords answers with what a name server says.
func (r *Resolver) fillRecords(ctx context.Context, m *dns.Msg) error {
	q := m.Question[0]
	reply, err := r.Query(ctx, q.Name, q.Qtype)
	if err != nil {
		return err
	}
	m.Rcode, m.Answer, m.Ns, m.AuthenticatedData = reply.Rcode, reply.Answer, reply.Ns, reply.AuthenticatedData
	return nil
}
