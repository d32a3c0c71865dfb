package dnsclient

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// Read returns what a reply on the wire says about the name and the type of its own question: A, AAAA or PTR. The
// error is [ErrCut] or another.
func Read(wire []byte) (Answer, error) {
	if len(wire) < headerLen || wire[4] != 0 || wire[5] != 1 {
		return Answer{}, errMalformed
	}
	end, err := skipName(wire, headerLen)
	if err != nil || end+4 > len(wire) {
		return Answer{}, errMalformed
	}
	m, err := readMessage(wire, end+4)
	if err != nil {
		return Answer{}, err
	}
	var a Answer
	a.read(&m, ref{wire, headerLen}.text(), binary.BigEndian.Uint16(wire[end:]))
	return a, nil
}

// maxLinks bounds a chain of CNAMEs and DNAMEs.
const maxLinks = 16

// read takes from m what it says about name and qtype: A, AAAA or PTR. Only records of class IN count that the question's name
// owns, or that a chain of CNAMEs and DNAMEs leads to from it, in whatever order they stand (RFC 1034 §4.3.2, RFC 2181 §10.1,
// RFC 6672 §3.2); where a CNAME that leads to none stands beside such records, against RFC 1034 §3.6.2, they count. name is the
// question's, as the caller has it.
func (a *Answer) read(m *message, name string, qtype uint16) {
	asked := ref{m.wire, headerLen}
	a.begin(name, asked)
	a.collect(m, a.follow(m, asked), qtype)
	if len(a.Chain) > 0 && len(a.Chain) <= maxLinks && len(a.Addrs)+len(a.Names) == 0 {
		beside := Answer{Addrs: a.Addrs[:0], Server: a.Server, Network: a.Network, AuthenticatedData: a.AuthenticatedData}
		beside.begin(name, asked)
		if beside.collect(m, asked, qtype); len(beside.Addrs)+len(beside.Names) > 0 {
			*a = beside
		}
	}
	a.Outcome = a.judge(m)
	switch {
	case a.Outcome == Found:
	case m.rcode == dns.RcodeSuccess && len(a.Addrs)+len(a.Names) > 0:
		a.TTL = 0 // it is not the server who says that there is nothing
	default:
		a.TTL = negativeTTL(m)
	}
}

// readRecords is read for records of any type, of a name that need not be a host's, and returns them. Where a name in the midst of the
// chain has some, against RFC 1034 §3.6.2, it ends there; so does that of a CNAME that is asked for. Package dns can read m.
func (a *Answer) readRecords(m *message, name string, qtype uint16) []dns.RR {
	owner := ref{m.wire, headerLen}
	a.begin(name, owner)
	rrs := a.unpack(m, owner, qtype)
	for ok := true; ok && len(rrs) == 0 && len(a.Chain) <= maxLinks; {
		if owner, ok = a.step(m, owner); ok {
			rrs = a.unpack(m, owner, qtype)
		}
	}
	if a.Outcome = a.judge(m); a.Outcome == NoData && len(rrs) > 0 {
		a.Outcome = Found
		return rrs
	}
	a.TTL = negativeTTL(m)
	return nil
}

// begin takes the name that was asked for as the canonical one, if it is a host's: as it was spelled, but for escapes.
func (a *Answer) begin(name string, asked ref) {
	a.TTL = maxTTL
	switch {
	case !asked.isHostname():
	case strings.Contains(name, `\`):
		a.Name = asked.text()
	default:
		a.Name = unrooted(name)
	}
}

// collect takes all records of owner that are of type qtype.
func (a *Answer) collect(m *message, owner ref, qtype uint16) {
	off := m.records
	for range m.answers {
		r, _ := readRecord(m.wire, off)
		off = r.end
		if r.rrtype == qtype && r.class == dns.ClassINET && owner.equal(ref{m.wire, r.owner}) {
			a.take(m.wire, r)
		}
	}
}

// unpack returns the records of owner that are of type qtype.
func (a *Answer) unpack(m *message, owner ref, qtype uint16) (rrs []dns.RR) {
	off := m.records
	for range m.answers {
		r, _ := readRecord(m.wire, off)
		off = r.end
		if r.rrtype != qtype || r.class != dns.ClassINET || !owner.equal(ref{m.wire, r.owner}) {
			continue
		}
		if rr, _, err := dns.UnpackRR(m.wire, r.owner); err == nil {
			rrs = append(rrs, rr)
			a.TTL = min(a.TTL, seconds(r.ttl))
		}
	}
	return rrs
}

// judge is the rcode's word, which speaks of the chain's end (RFC 6604 §3), and then that of what was found there.
func (a *Answer) judge(m *message) Outcome {
	switch {
	case m.rcode == dns.RcodeNameError:
		return NXDomain
	case m.rcode != dns.RcodeSuccess:
		return Unusable
	case len(a.Chain) > maxLinks:
		return ServFail
	case len(a.Names) > 0 && !IsHostname(a.Names[0]):
		return Unusable
	case len(a.Addrs) == 0 && len(a.Names) == 0:
		return NoData
	case len(a.Addrs) > 0 && !(ref{m.wire, headerLen}).isHostname(): // a domain of the search list has made it one that no host has
		return NXDomain
	}
	return Found
}

// follow walks the chain from owner and returns its end. A loop is a chain of more than maxLinks.
func (a *Answer) follow(m *message, owner ref) ref {
	for ok := true; ok && len(a.Chain) <= maxLinks; {
		owner, ok = a.step(m, owner)
	}
	return owner
}

// step walks one link of the chain; ok is false where there is none from owner on.
func (a *Answer) step(m *message, owner ref) (next ref, ok bool) {
	r, target, ok := m.link(owner)
	if !ok {
		return owner, false
	}
	a.Chain = append(a.Chain, Link{owner.text(), target.text(), seconds(r.ttl)})
	a.TTL = min(a.TTL, seconds(r.ttl))
	a.named(target)
	return target, true
}

// named makes n the canonical name so far, and an alias of the one before it. One that is not a host name is passed over.
func (a *Answer) named(n ref) {
	if !n.isHostname() {
		return
	}
	if a.Name != "" {
		a.Aliases = append(a.Aliases, a.Name)
	}
	a.Name = n.text()
}

// link returns the CNAME of owner and where it leads, or what a DNAME above owner makes of it (RFC 6672 §2.2). ok is false where
// there is neither.
func (m *message) link(owner ref) (r record, target ref, ok bool) {
	off := m.records
	for range m.answers {
		next, _ := readRecord(m.wire, off)
		off = next.end
		switch name := (ref{m.wire, next.owner}); {
		case next.class != dns.ClassINET:
		case next.rrtype == dns.TypeCNAME && owner.equal(name):
			return next, ref{m.wire, next.data}, true
		case next.rrtype == dns.TypeDNAME && !ok:
			r = next
			target, ok = owner.moved(name, ref{m.wire, next.data})
		}
	}
	return r, target, ok
}

// moved is n with the end from of its labels exchanged for to; ok is false where n is not below from. What becomes too long leads to n
// itself: nowhere (YXDOMAIN is what a server should have said, RFC 6672 §2.2).
func (n ref) moved(from, to ref) (target ref, ok bool) {
	below := n.count() - from.count()
	if below <= 0 {
		return ref{}, false
	}
	wire, start := make([]byte, 0, maxNameLen), n
	var label []byte
	for range below {
		label, n = n.label()
		wire = append(append(wire, byte(len(label))), label...)
	}
	if !n.equal(from) {
		return ref{}, false
	}
	for {
		label, to = to.label()
		wire = append(append(wire, byte(len(label))), label...)
		switch {
		case len(wire) > maxNameLen:
			return start, true
		case len(label) == 0:
			return ref{wire, 0}, true
		}
	}
}

// take adds what r holds.
func (a *Answer) take(wire []byte, r record) {
	data := wire[r.data:r.end]
	switch r.rrtype {
	case dns.TypeA:
		a.Addrs = append(a.Addrs, netip.AddrFrom4([4]byte(data)))
	case dns.TypeAAAA:
		a.Addrs = append(a.Addrs, netip.AddrFrom16([16]byte(data)))
	case dns.TypePTR:
		name := ref{wire, r.data}
		if !name.isHostname() && len(a.Names) > 0 {
			return
		}
		a.Names = append(a.Names, name.text())
	}
	a.TTL = min(a.TTL, seconds(r.ttl))
}

// maxTTL is the longest time to live (RFC 2181 §8).
const maxTTL = (1<<31 - 1) * time.Second

// seconds is a time to live; one with its top bit set is zero (RFC 2181 §8).
func seconds(ttl uint32) time.Duration {
	if t := time.Duration(ttl) * time.Second; t <= maxTTL {
		return t
	}
	return 0
}

// negativeTTL is how long it holds that there is nothing: 0 where no SOA says so (RFC 2308 §5).
func negativeTTL(m *message) time.Duration {
	if !m.hasSOA {
		return 0
	}
	return seconds(m.negativeTTL)
}
