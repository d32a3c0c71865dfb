package dnsclient

import (
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// maxLinks bounds a chain of CNAMEs.
const maxLinks = 16

// Read returns what reply says about name and qtype: A, AAAA or PTR. Only records of class IN that name owns, or that a
// chain of CNAMEs leads to from it, count, in whatever order they stand (RFC 1034 §4.3.2, RFC 2181 §10.1).
func Read(reply Reply, name string, qtype uint16) Answer {
	m := reply.Msg
	a := Answer{Server: reply.Server, Network: reply.Network, AuthenticatedData: m.AuthenticatedData, TTL: maxTTL}
	owner := a.follow(m, dns.Fqdn(name))
	for _, rr := range m.Answer {
		if owns(rr, owner, qtype) {
			a.take(rr)
		}
	}
	a.Outcome = a.judge(m, qtype)
	if a.Outcome != Found {
		a.TTL = 0
		a.Err = &Failure{Outcome: a.Outcome, Question: shown(name) + " " + dns.Type(qtype).String(),
			Server: reply.Server, Network: reply.Network, Rcode: m.Rcode}
	}
	return a
}

// judge is the rcode's word, which speaks of the chain's end (RFC 6604 §3), and then that of what was found there.
func (a *Answer) judge(m *dns.Msg, qtype uint16) Outcome {
	switch {
	case m.Rcode == dns.RcodeNameError:
		return NXDomain
	case m.Rcode != dns.RcodeSuccess:
		return Unusable
	case len(a.Chain) > maxLinks:
		return ServFail
	case qtype == dns.TypePTR && len(a.Names) > 0 && !IsHostname(a.Names[0]):
		return Unusable
	case len(a.Addrs) == 0 && len(a.Names) == 0:
		return NoData
	}
	return Found
}

// follow walks the chain from owner and returns its end. A loop is a chain of more than maxLinks.
func (a *Answer) follow(m *dns.Msg, owner string) string {
	a.named(owner)
	for len(a.Chain) <= maxLinks {
		link := cnameOf(m, owner)
		if link == nil {
			break
		}
		a.Chain = append(a.Chain, Link{unrooted(link.Hdr.Name), unrooted(link.Target), ttl(link)})
		a.TTL = min(a.TTL, ttl(link))
		owner = link.Target
		a.named(owner)
	}
	return owner
}

func cnameOf(m *dns.Msg, owner string) *dns.CNAME {
	for _, rr := range m.Answer {
		if owns(rr, owner, dns.TypeCNAME) {
			return rr.(*dns.CNAME)
		}
	}
	return nil
}

// named makes name the canonical one so far, and an alias of the one before it. One that is not a host name is passed over.
func (a *Answer) named(name string) {
	name = unrooted(name)
	if !IsHostname(name) {
		return
	}
	if a.Name != "" {
		a.Aliases = append(a.Aliases, a.Name)
	}
	a.Name = name
}

// take adds what rr holds.
func (a *Answer) take(rr dns.RR) {
	switch rr := rr.(type) {
	case *dns.A:
		addr, _ := netip.AddrFromSlice(rr.A)
		a.Addrs = append(a.Addrs, addr.Unmap())
	case *dns.AAAA:
		addr, _ := netip.AddrFromSlice(rr.AAAA)
		a.Addrs = append(a.Addrs, addr)
	case *dns.PTR:
		a.Names = append(a.Names, unrooted(rr.Ptr))
	default:
		return
	}
	a.TTL = min(a.TTL, ttl(rr))
}

// maxTTL is the longest time to live (RFC 2181 §8).
const maxTTL = (1<<31 - 1) * time.Second

// ttl is rr's time to live; one with its top bit set is zero (RFC 2181 §8).
func ttl(rr dns.RR) time.Duration {
	if t := time.Duration(rr.Header().Ttl) * time.Second; t <= maxTTL {
		return t
	}
	return 0
}

func owns(rr dns.RR, owner string, qtype uint16) bool {
	h := rr.Header()
	return h.Rrtype == qtype && h.Class == dns.ClassINET && strings.EqualFold(h.Name, owner)
}

// unrooted drops the root dot, but for the root itself.
func unrooted(name string) string {
	if name == "." {
		return name
	}
	return strings.TrimSuffix(name, ".")
}
