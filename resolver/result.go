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

	// EDE is what the servers said of the answer (RFC 8914), for both families where both were asked for, each once and A before AAAA: that
	// it is a stale one, or forged, or that addresses were kept back by a filter. An answer of a Cache has it too, and says by itself
	// where it is past its end: see [dnscache.StaleAnswer]. What a failure is said to be of stands in its error, or in Warnings.
	EDE []ExtendedError

	// Warnings are what went wrong on the way to the answer, in the order in which it did: servers that failed or stayed silent before another
	// one answered; names of the search list, and sources, of which there was no answer; sources of nsswitch.conf(5) that there are not
	// ("not asked: mdns4_minimal"); the family that failed where the other one was found ("half an answer: ..."), which a later call may
	// find. Then follows why a file could not be read, and what is passed over in it ("etc/hosts:3: ..."), of nsswitch.conf(5), the
	// lines for hosts, hosts(5), host.conf(5), resolv.conf(5) and gai.conf(5), as far as they were used. Each is one printable line,
	// stands once, and is for people to read: its words may change. There are 64 at most, and a last one that counts the others; nil
	// if nothing went wrong. With a Cache, the call that asked first hears of the servers.
	Warnings []string
}

// An ExtendedError is what a server says of an answer, or of why there is none (RFC 8914).
type ExtendedError = dnsclient.ExtendedError

// A Link is one CNAME record that an answer went by (RFC 1034 §3.6.2).
type Link = dnsclient.Link

// newResult is what f, its addresses and warnings are to the caller.
func newResult(f *found, addrs []Addrinfo, warnings []string) *Result {
	r := &Result{Addrs: addrs, Canonname: f.Name, Aliases: f.Aliases, Chain: f.Chain, TTL: f.TTL, Source: f.source,
		Network: f.Network, AuthenticatedData: f.AuthenticatedData, EDE: f.Extended, Warnings: warnings}
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
			addrs = append(addrs, Addrinfo{q.Flags, familyOf(addr), Socktype(e.socktype), e.protocol, netip.AddrPortFrom(addr, e.port), ""})
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
