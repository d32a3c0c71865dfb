package resolver

import (
	"context"
	"encoding/binary"
	"errors"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/nsswitch"
	"netdb.example/resolver/resolvconf"
)

var errNotHostname = errors.New("not a host name: it is not asked for in the DNS")

// A dnsSearch is what the DNS is asked for the addresses of one name, and how far that has come.
type dnsSearch struct {
	asker     dnscache.Asker // nil before and after it
	search    dnsclient.Search
	candidate string // of the search list, that is asked for
	more      bool   // there is one
	waits     bool
}

// dnsByName asks the DNS for each name of the search list until one has addresses. Instead of q.name it searches for the alias
// that hostname(7) has of it: hosts(5) has been asked for q.name itself. An alias under localhost is answered here, since no
// server is asked for it.
//
// q.early, unless nil, is called with the answer of a family that is found while the other one is still waited for, once at most. What
// dnsByName returns then is Found too, unless StrictErrors holds.
func (r *Resolver) dnsByName(q *nameQuery) (*found, nsswitch.Status) {
	d := &q.dns
	if !d.waits {
		if known := r.beginSearch(q); known != nil {
			return known, statusOf(known.Outcome)
		}
	}
	d.waits = false
	defer d.close()
	for d.more {
		a := r.askAddrs(d.asker, d.search.Config(), d.candidate, q.af)
		if d.waits = a == nil; d.waits {
			return nil, nsswitch.Unavail
		}
		if t := tracerOf(q.ctx); t != nil {
			t.traceSearch(d.candidate, a, wasKept(d.asker))
		}
		d.search.Note(a)
		d.candidate, d.more = d.search.Next()
	}
	f := foundInDNS(d.search.Answer(), r.Cache != nil)
	if q.af == inet.AF_INET {
		d.search.Config().SortAddrs(f.Addrs)
	}
	return f, statusOf(f.Outcome)
}

// beginSearch begins the search of q, unless it returns what is known without.
func (r *Resolver) beginSearch(q *nameQuery) *found {
	alias, conf, known := r.aliasForDNS(q)
	if known != nil {
		return known
	}
	q.dns = dnsSearch{asker: r.askerOf(q, conf), search: *dnsclient.NewSearch(conf, alias)}
	q.dns.candidate, q.dns.more = q.dns.search.Next()
	return nil
}

// close ends d, unless it waits.
func (d *dnsSearch) close() {
	if !d.waits {
		d.asker.Close()
		*d = dnsSearch{}
	}
}

// aliasForDNS returns the name to search for instead of q.name, and under what configuration; or else what is known without.
func (r *Resolver) aliasForDNS(q *nameQuery) (string, *resolvconf.Config, *found) {
	alias, err := r.hostAlias(q.name)
	switch {
	case err != nil:
		return "", nil, failedWith(dnsclient.NoAnswer, system(err))
	case alias != q.name && isLocalhost(alias):
		f, _ := r.localhostByName(&nameQuery{name: alias, af: q.af})
		return "", nil, f
	case !dnsclient.IsHostname(alias):
		return "", nil, failedWith(dnsclient.NXDomain, errNotHostname)
	}
	if err := dnsclient.CheckName(alias); err != nil {
		return "", nil, failedWith(dnsclient.NXDomain, err)
	}
	conf, err := r.conf()
	if err != nil {
		return "", nil, failedWith(dnsclient.NoAnswer, system(err))
	}
	return alias, conf, nil
}

// foundInDNS is a, with addresses of its own, and names too if a cache has those. It is not inlined, since its frame would be on the stack
// of who waits for a server.
//
//go:noinline
func foundInDNS(a *dnsclient.Answer, cached bool) *found {
	f := new(found)
	f.Answer = *a
	f.source = "dns"
	f.Addrs = append(f.room[:0], a.Addrs...)
	if cached {
		f.Aliases, f.Chain, f.Extended = slices.Clone(a.Aliases), slices.Clone(a.Chain), slices.Clone(a.Extended)
	}
	return f
}

// hostAlias is the name that the DNS is searched for instead of name: name itself, unless it is that of a host, without a dot,
// and has an alias. So the answer is one for the alias, and does not list name.
func (r *Resolver) hostAlias(name string) (string, error) {
	if strings.Contains(name, ".") || !dnsclient.IsHostname(name) || dnsclient.CheckSyntax(name) != nil {
		return name, nil
	}
	text, err := r.hostAliases()
	return resolvconf.HostAlias(text, name), err
}

// askAddrs asks for the addresses of one name, in both families at the same time where both are wanted. With no-aaaa, IPv4 is
// all that there is of both; and where IPv6 alone is wanted, A tells whether the name exists. It returns nil where l has parked.
func (r *Resolver) askAddrs(l dnscache.Asker, conf *resolvconf.Config, name string, af inet.Family) *dnsclient.Answer {
	switch {
	case af == inet.AF_INET6 && conf.NoAAAA:
		return withoutAddrs(l.Ask(name, dns.TypeA))
	case af == inet.AF_INET6:
		return l.Ask(name, dns.TypeAAAA)
	case af == inet.AF_INET, conf.NoAAAA:
		return l.Ask(name, dns.TypeA)
	}
	a, aaaa := l.AskBoth(name)
	if a == nil {
		return nil
	}
	return r.merge(a, aaaa)
}

var errNoAAAA = errors.New("resolv.conf says no-aaaa")

// withoutAddrs is a that says of the name no more than that it exists, if it was found.
func withoutAddrs(a *dnsclient.Answer) *dnsclient.Answer {
	if a != nil && a.Outcome == dnsclient.Found {
		return &dnsclient.Answer{Outcome: dnsclient.NoData, Err: errNoAAAA}
	}
	return a
}

// merge is what IPv4 and IPv6 come to together.
func (r *Resolver) merge(a, aaaa *dnsclient.Answer) *dnsclient.Answer {
	if r.StrictErrors {
		return dnsclient.MergeStrict(a, aaaa)
	}
	return dnsclient.Merge(a, aaaa)
}

// dnsByAddr asks for the PTR record of addr (RFC 1035 §3.5, RFC 3596 §2.5). An IPv4-mapped address is asked for, and
// answered, as the IPv4 one; so is ::a.b.c.d, but for :: and ::1. The reverse name stands among the aliases, which departs
// from glibc.
func (r *Resolver) dnsByAddr(ctx context.Context, addr netip.Addr) (*found, nsswitch.Status) {
	return r.dnsByAddrIn(addr, func(conf *resolvconf.Config, reverse string) dnsclient.Answer {
		l := r.asker(ctx, conf, nil)
		defer l.Close()
		a := *l.Ask(reverse, dns.TypePTR)
		if t := tracerOf(ctx); t != nil {
			t.traceSearch(reverse, &a, wasKept(l))
		}
		if a.Outcome == dnsclient.Found {
			a.Name, a.Aliases, a.Addrs = a.Names[0], []string{strings.TrimSuffix(reverse, ".")}, []netip.Addr{embedded4(addr)}
		}
		return a
	})
}

// dnsByAddrIn is dnsByAddr with ask for the question for the reverse name.
func (r *Resolver) dnsByAddrIn(addr netip.Addr, ask func(conf *resolvconf.Config, reverse string) dnsclient.Answer) (*found, nsswitch.Status) {
	addr = embedded4(addr)
	if isLocalhostAddr(addr) {
		return notFound, nsswitch.NotFound
	}
	conf, err := r.conf()
	if err != nil {
		return failedWith(dnsclient.NoAnswer, system(err)), nsswitch.Unavail
	}
	reverse, err := dns.ReverseAddr(addr.String())
	if err != nil {
		return failedWith(dnsclient.NXDomain, err), nsswitch.NotFound
	}
	a := ask(conf, reverse)
	return &found{Answer: a, source: "dns"}, statusOf(a.Outcome)
}

// embedded4 is the IPv4 address in an IPv4-mapped or IPv4-compatible one (RFC 4291 §2.5.5), and any other address itself.
func embedded4(addr netip.Addr) netip.Addr {
	b := addr.As16()
	compatible := [12]byte(b[:12]) == [12]byte{} && binary.BigEndian.Uint32(b[12:]) > 1
	if addr.Is6() && compatible {
		return netip.AddrFrom4([4]byte(b[12:]))
	}
	return addr.Unmap()
}

// Query asks the servers of resolv.conf(5) for the records of name of type qtype, in class IN, and returns the message
// of the first that answers: NXDOMAIN and an empty answer are no errors, they are what the message says.
// name is absolute, in presentation form (RFC 1035 §5.1), and neither searched for nor followed further than the server
// did. Names that RFC 6761, RFC 7686 and RFC 9476 keep out of the DNS are never asked for. The error is an *[Error].
func (r *Resolver) Query(ctx context.Context, name string, qtype uint16) (*dns.Msg, error) {
	c := startCall(ctx, "query", name, "")
	msg, err := r.orDefault().query(ctx, name, qtype)
	return msg, c.done(err)
}

func (r *Resolver) query(ctx context.Context, name string, qtype uint16) (*dns.Msg, error) {
	conf, err := r.conf()
	if err != nil {
		return nil, system(err)
	}
	l := r.dnsLookup(ctx, conf)
	defer l.Close()
	reply, err := l.Query(name, qtype)
	if err != nil {
		return nil, failure(&found{Answer: dnsclient.Failed(err)})
	}
	return reply.Msg, nil
}
