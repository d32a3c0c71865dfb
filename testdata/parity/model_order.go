package parity

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"strings"

	"github.com/miekg/dns"
)

// A walking is what netdb sees of the records of a packet, of all sections.
type walking struct {
	cut, malformed bool
	answers        []wireRecord
	hasNS, hasSOA  bool // in the authority
	hasOPT         bool
	extended       int // what OPT adds to the rcode
}

// walk goes over the records behind a question that ends at off.
func walk(packet []byte, off int) (w walking) {
	for section := range 3 {
		for range binary.BigEndian.Uint16(packet[6+2*section:]) {
			r, next, ok := nextRecord(packet, off)
			switch {
			case !pointsBack(packet, off):
				w.malformed = true
			case !ok:
				w.cut = endsEarly(packet, off)
				w.malformed = !w.cut
			case r.rrtype == dns.TypeOPT && (section != 2 || w.hasOPT || packet[off] != 0), section == 0 && !fits(packet, r):
				w.malformed = true
			}
			if w.cut || w.malformed {
				return w
			}
			w.note(section, r)
			off = next
		}
	}
	return w
}

func (w *walking) note(section int, r wireRecord) {
	switch {
	case section == 0:
		w.answers = append(w.answers, r)
	case r.rrtype == dns.TypeOPT:
		w.hasOPT, w.extended = true, int(r.ttl>>24)<<4
	case section == 1 && r.class == dns.ClassINET:
		w.hasNS = w.hasNS || r.rrtype == dns.TypeNS
		w.hasSOA = w.hasSOA || r.rrtype == dns.TypeSOA
	}
}

// endsEarly reports whether the packet ends within the record at off.
func endsEarly(packet []byte, off int) bool {
	_, next, err := dns.UnpackDomainName(packet, off)
	return err == nil && next <= len(packet) || errors.Is(err, dns.ErrBuf) || off >= len(packet)
}

// fits reports whether the data of a record is what its type is to have.
func fits(packet []byte, r wireRecord) bool {
	end := r.at + len(r.data)
	switch r.rrtype {
	case dns.TypeA, dns.TypeAAAA:
		return len(r.data) == addressLen(r.rrtype)
	case dns.TypeCNAME, dns.TypeDNAME, dns.TypePTR:
		_, next, err := dns.UnpackDomainName(packet[:end], r.at)
		return err == nil && next == end && pointsBack(packet, r.at)
	}
	return true
}

// pointsBack reports whether each pointer of the name at off leads to before the labels that it ends.
func pointsBack(packet []byte, off int) bool {
	for start := off; off < len(packet) && packet[off] != 0; {
		if packet[off] < 0xc0 {
			off += 1 + int(packet[off])
			continue
		}
		if off+2 > len(packet) {
			return true // it ends early
		}
		to := int(binary.BigEndian.Uint16(packet[off:]) & 0x3fff)
		if to >= start || to < headerLen {
			return false
		}
		start, off = to, to
	}
	return true
}

// maxLinks is how long a chain may be for netdb.
const maxLinks = 16

// readAnyOrder is what netdb reads: records of class IN that the chain from the question leads to, wherever they stand. Where it leads to
// none, those that the question's name itself has count.
func readAnyOrder(packet []byte) reading {
	q, _ := readQuestion(packet)
	answers := walk(packet, q.end).answers
	r := reading{owner: q.name}
	r.named(r.owner)
	for r.links <= maxLinks {
		target, ok := link(packet, answers, r.owner)
		if !ok {
			break
		}
		r.links++
		r.owner = target
		r.named(target)
	}
	r.collect(packet, answers, q)
	if r.links == 0 || r.links > maxLinks || len(r.addrs)+len(r.hosts) > 0 {
		return r
	}
	beside := reading{owner: q.name}
	beside.named(q.name)
	beside.collect(packet, answers, q)
	if len(beside.addrs)+len(beside.hosts) > 0 {
		return beside
	}
	return r
}

// collect takes the records of the owner.
func (r *reading) collect(packet []byte, answers []wireRecord, q questionText) {
	for _, rr := range answers {
		if rr.rrtype != q.qtype {
			continue
		}
		r.strays = true
		if rr.class != dns.ClassINET || !strings.EqualFold(rr.owner, r.owner) {
			continue
		}
		if q.qtype == dns.TypePTR {
			target, _, _ := dns.UnpackDomainName(packet, rr.at)
			r.hosts = append(r.hosts, unrooted(target))
			continue
		}
		addr, _ := netip.AddrFromSlice(rr.data)
		r.addrs = append(r.addrs, addr)
	}
}

// link is where a CNAME of owner leads, or else a DNAME above it; what would be too long leads to owner itself.
func link(packet []byte, answers []wireRecord, owner string) (target string, ok bool) {
	for _, rr := range answers {
		if rr.class != dns.ClassINET {
			continue
		}
		to, _, _ := dns.UnpackDomainName(packet, rr.at)
		switch {
		case rr.rrtype == dns.TypeCNAME && strings.EqualFold(rr.owner, owner):
			return to, true
		case rr.rrtype == dns.TypeDNAME && !ok && dns.IsSubDomain(rr.owner, owner) && !strings.EqualFold(rr.owner, owner):
			target, ok = strings.TrimSuffix(owner[:len(owner)-len(rr.owner)], ".")+"."+strings.TrimPrefix(to, "."), true
			if _, is := dns.IsDomainName(target); !is {
				target = owner
			}
		}
	}
	return target, ok
}

func (s *stub) read(packet []byte, classes bool) reading {
	r := readAnyOrder(packet)
	if s.glibc(chains) {
		r = read(packet, classes)
	}
	if asked := unrooted(s.asked); len(r.names) > 0 && strings.EqualFold(r.names[0], asked) && r.names[0] != asked && !s.glibc(canonicalNames) {
		r.names[0] = asked
	}
	return r
}
