package resolver

import (
	"net/netip"
	"slices"
	"time"

	"netdb.example/inet"
	"netdb.example/resolver/dnsclient"
)

// An Addrinfo is one result of getaddrinfo(3): an address with a socket type, a protocol and a port.
type Addrinfo struct {
	Flags     Flags // those of the hints
	Family    inet.Family
	Socktype  Socktype
	Protocol  Protocol
	Addr      netip.AddrPort // the zone of an IPv6 address is its scope: the name of an interface, or its number
	Canonname string         // with AI_CANONNAME, in the first result only
}

// A Result is what [Resolver.Resolve] learnt.
type Result struct {
	Addrs     []Addrinfo
	Canonname string        // with or without AI_CANONNAME; "" where no node was given
	Aliases   []string      // the other names of the node
	Chain     []Link        // the CNAMEs from the name asked for to Canonname, where the DNS answered
	TTL       time.Duration // how long the answer holds, the least of all its records; 0 where it is not from the DNS
	Expires   time.Time     // when TTL is over, counted from the return of the call; zero where there is none
	Source    string        // "hosts:17", "dns", "myhostname", "localhost", "literal"; "" where no node was given
	Server    string        // the name server that answered, as ADDRESS:PORT
	Network   string        // "udp" or "tcp"

	// AuthenticatedData is the AD bit of the answer: only with trust-ad in resolv.conf(5), else false.
	AuthenticatedData bool
}

// A Link is one CNAME record that an answer went by (RFC 1034 §3.6.2).
type Link = dnsclient.Link

// newResult is what f and its addresses are to the caller.
func newResult(f *found, addrs []Addrinfo) *Result {
	r := &Result{Addrs: addrs, Canonname: f.Name, Aliases: f.Aliases, Chain: f.Chain, TTL: f.TTL, Source: f.source,
		Network: f.Network, AuthenticatedData: f.AuthenticatedData}
	if f.Server.IsValid() {
		r.Server, r.Expires = f.Server.String(), time.Now().Add(f.TTL)
	}
	return r
}

// combine combines each address with each endpoint, in that order (step 9).
func combine(q *request, f *found, endpoints []endpoint) []Addrinfo {
	addrs := make([]Addrinfo, 0, len(f.Addrs)*len(endpoints))
	for _, addr := range f.Addrs {
		for _, e := range endpoints {
			addrs = append(addrs, Addrinfo{q.Flags, familyOf(addr), e.socktype, e.protocol, netip.AddrPortFrom(addr, e.port), ""})
		}
	}
	if q.Flags&AI_CANONNAME != 0 {
		addrs[0].Canonname = canonname(q, f.Name)
	}
	return addrs
}

func canonname(q *request, name string) string {
	if q.Flags&AI_CANONIDN != 0 {
		return decodeIDN(name)
	}
	return name
}

func familyOf(addr netip.Addr) inet.Family {
	if addr.Is4() {
		return inet.AF_INET
	}
	return inet.AF_INET6
}

// mapped returns f with its IPv4 addresses as IPv4-mapped ones (RFC 4291 §2.5.5.2).
func (f *found) mapped() *found {
	mapped := *f
	mapped.Addrs = make([]netip.Addr, len(f.Addrs))
	for i, a := range f.Addrs {
		mapped.Addrs[i] = netip.AddrFrom16(a.As16())
	}
	return &mapped
}

// preferUnmapped returns f without its IPv4-mapped addresses, unless it has no others: glibc would leave none then.
func (f *found) preferUnmapped() *found {
	if !slices.ContainsFunc(f.Addrs, func(a netip.Addr) bool { return !a.Is4In6() }) {
		return f
	}
	unmapped := *f
	unmapped.Addrs = slices.DeleteFunc(slices.Clone(f.Addrs), netip.Addr.Is4In6)
	return &unmapped
}
