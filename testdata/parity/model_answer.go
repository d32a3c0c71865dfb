package parity

import (
	"cmp"
	"encoding/binary"
	"net/netip"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/nsswitch"
)

// said is what a source says of a name or an address, or what a search came to.
type said struct {
	status  nsswitch.Status
	herr    resolver.Herrno // of glibc, where nothing was found
	failure failure         // why nothing is known
	ends    bool            // a search ends here, in glibc

	refused, timedOut bool // errno
	missing           bool // the file of the source is

	course
	left resolver.Herrno // of the names that were searched for before it

	name    string
	aliases []string
	addrs   []netip.Addr
	size    int // of the buffer that glibc needs for it
}

func (x said) found() bool { return x.status == nsswitch.Success }

func notFoundAs(herr resolver.Herrno, f failure) said {
	return said{status: nsswitch.NotFound, herr: herr, failure: f}
}

// header is the rcode and the number of answers of a packet.
func (s *stub) header(packet []byte) (rcode int, answers int) {
	return s.rcodeOf(packet), int(binary.BigEndian.Uint16(packet[6:]))
}

// verdict is that of res_query.c over the headers of one or two answers; ok is false where they are to be read.
func (s *stub) verdict(x sent) (herr resolver.Herrno, bad bool) {
	first, second := x.first, x.second
	if second == nil {
		second = first
	}
	if first == nil {
		first = second
	}
	rcode, n := s.header(first)
	rcode2, n2 := s.header(second)
	if rcode == 0 && n > 0 || rcode2 == 0 && n2 > 0 {
		return 0, false
	}
	if rcode == 0 {
		rcode = rcode2
	}
	switch rcode {
	case dns.RcodeNameError:
		return resolver.HOST_NOT_FOUND, true
	case dns.RcodeServerFailure:
		return resolver.TRY_AGAIN, true
	case dns.RcodeSuccess:
		return resolver.NO_DATA, n == 0 && n2 == 0
	}
	return resolver.NO_RECOVERY, true
}

// hostent is the answer to one question for addresses, or for the name of one, as gethostbyname3_r of glibc's nss_dns.
func (s *stub) hostent(x sent) said {
	herr, bad := s.verdict(x)
	if bad {
		f := none
		switch herr {
		case resolver.NO_RECOVERY:
			f = unusable
		case resolver.TRY_AGAIN:
			f = servfail
		}
		return notFoundAs(herr, f)
	}
	q, _ := readQuestion(x.first)
	r := s.read(x.first, true)
	switch {
	case !s.glibc(chains) && r.links > maxLinks:
		return said{status: nsswitch.Unavail, herr: resolver.TRY_AGAIN, failure: servfail}
	case r.broken, q.qtype == dns.TypePTR && len(r.hosts) > 0 && !dnsclient.IsHostname(r.hosts[0]):
		x := notFoundAs(resolver.NO_RECOVERY, unusable)
		x.ends = true
		if q.qtype != dns.TypePTR || s.glibc(addressFailures) {
			x.status = nsswitch.Unavail
		}
		return x
	case q.qtype == dns.TypePTR && len(r.hosts) > 0:
		return said{name: r.hosts[0]}
	case len(r.addrs) == 0 && !s.glibc(chainEnds):
		return notFoundAs(resolver.NO_DATA, none)
	case q.qtype != dns.TypePTR && !dnsclient.IsHostname(unrooted(q.name)):
		x := notFoundAs(resolver.HOST_NOT_FOUND, none)
		x.ends = s.glibc(searchEntries)
		return x
	case len(r.addrs) == 0:
		return said{status: nsswitch.TryAgain, herr: resolver.NO_RECOVERY, ends: true}
	}
	n := len(r.names) - 1
	return said{name: r.names[n], aliases: r.names[:n:n], addrs: r.addrs, size: hostentSize(r)}
}

// hostentSize is how much of the buffer of gethostbyname_r(3) an answer takes.
func hostentSize(r reading) int {
	n := 0
	for _, name := range r.names {
		n += len(name) + 1
	}
	for _, addr := range r.addrs {
		n = (n+3)&^3 + len(addr.AsSlice())
	}
	return (n+7)&^7 + 8*(len(r.addrs)+1) + 8*len(r.names)
}

// tuples is the answer to A and AAAA asked at once, or under no-aaaa to A alone, as gethostbyname4_r of glibc's nss_dns.
func (s *stub) tuples(x sent) said {
	if _, bad := s.verdict(x); bad {
		return s.hostent(x)
	}
	all := notFoundAs(resolver.HOST_NOT_FOUND, none)
	all.ends = true
	for i, packet := range [][]byte{x.first, x.second} {
		if packet == nil || i == 1 && all.status == nsswitch.Unavail {
			continue
		}
		one := s.slice(packet)
		if all.found() || one.found() && len(all.addrs) == 0 {
			one.addrs = append(all.addrs, one.addrs...)
		}
		one.size += all.size
		switch {
		case all.found():
			all.addrs, all.size = one.addrs, one.size
		case one.status != nsswitch.NotFound:
			all = one
		default:
			all.herr = one.herr
		}
	}
	return all
}

// tupleSize is that of a struct gaih_addrtuple.
const tupleSize = 40

func (s *stub) slice(packet []byte) said {
	q, ok := readQuestion(packet)
	_, n := s.header(packet)
	if ok && (n == 0 || !dnsclient.IsHostname(unrooted(q.name))) {
		return said{status: nsswitch.NotFound, herr: resolver.HOST_NOT_FOUND, ends: true}
	}
	r := s.read(packet, false)
	x := said{addrs: r.addrs}
	switch {
	case r.broken:
		x.status, x.herr, x.ends = nsswitch.Unavail, resolver.NO_RECOVERY, true
	case len(r.addrs) == 0:
		x.status, x.herr, x.ends = nsswitch.NotFound, resolver.HOST_NOT_FOUND, true
	default:
		x.name = r.names[cmp.Or(r.before, len(r.names))-1]
		x.size = (len(x.name)+1+7)&^7 + tupleSize*len(r.addrs)
	}
	return x
}

// merged is what netdb makes of A and AAAA, asked for apart.
func merged(a, aaaa said) said {
	if a.found() && aaaa.found() {
		a.addrs = append(a.addrs, aaaa.addrs...)
		return a
	}
	rank := func(x said) int {
		order := map[failure]int{servfail: 2, refused: 3, silent: 4, unreachable: 5, unusable: 6}
		switch {
		case x.found():
			return 0
		case x.failure != none:
			return order[x.failure]
		case x.herr == resolver.HOST_NOT_FOUND:
			return 1
		}
		return 7
	}
	if rank(aaaa) < rank(a) {
		return aaaa
	}
	return a
}

func familyType(af inet.Family) uint16 {
	if af == inet.AF_INET6 {
		return dns.TypeAAAA
	}
	return dns.TypeA
}
