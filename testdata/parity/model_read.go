package parity

import (
	"encoding/binary"
	"net/netip"
	"strings"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnsclient"
)

// A questionText is a name and a type.
type questionText struct {
	name  string
	qtype uint16
	class uint16
	end   int
}

func (q questionText) sameAs(r questionText) bool {
	return strings.EqualFold(q.name, r.name) && q.qtype == r.qtype && q.class == r.class
}

// readQuestion reads the one question of a packet.
func readQuestion(packet []byte) (q questionText, ok bool) {
	if binary.BigEndian.Uint16(packet[4:]) != 1 {
		return q, false
	}
	name, off, err := dns.UnpackDomainName(packet, 12)
	if err != nil || off+4 > len(packet) {
		return q, false
	}
	return questionText{name, binary.BigEndian.Uint16(packet[off:]), binary.BigEndian.Uint16(packet[off+2:]), off + 4}, true
}

// A wireRecord is a record as it lies in a packet.
type wireRecord struct {
	owner         string
	rrtype, class uint16
	ttl           uint32
	at            int // of its data
	data          []byte
}

// nextRecord reads the record at off, and returns what is behind it.
func nextRecord(packet []byte, off int) (r wireRecord, next int, ok bool) {
	owner, off, err := dns.UnpackDomainName(packet, off)
	if err != nil || off+10 > len(packet) {
		return r, 0, false
	}
	size := int(binary.BigEndian.Uint16(packet[off+8:]))
	r = wireRecord{owner, binary.BigEndian.Uint16(packet[off:]), binary.BigEndian.Uint16(packet[off+2:]),
		binary.BigEndian.Uint32(packet[off+4:]), off + 10, nil}
	if r.at+size > len(packet) {
		return r, 0, false
	}
	r.data = packet[r.at : r.at+size]
	return r, r.at + size, true
}

// addressLen is the length of an address of a type.
func addressLen(qtype uint16) int {
	if qtype == dns.TypeA {
		return 4
	}
	return 16
}

func unrooted(name string) string {
	if name == "." {
		return name
	}
	return strings.TrimSuffix(name, ".")
}

// A reading is a walk over the answer of a packet.
type reading struct {
	names  []string // that may be a host's, from the one asked for to the end of the chain
	owner  string   // whose records count
	addrs  []netip.Addr
	before int      // how many of names stand before the first address
	hosts  []string // the targets of PTR records
	links  int
	broken bool // a record cannot be read
	strays bool // there are records of the type that was asked for, whosever they are
}

func (r *reading) named(name string) {
	if name = unrooted(name); dnsclient.IsHostname(name) {
		r.names = append(r.names, name)
	}
}

// read walks over the records of a packet in their order, as dns-host.c of glibc: each CNAME leads on, whoever owns it.
func read(packet []byte, classes bool) (r reading) {
	q, ok := readQuestion(packet)
	if !ok {
		r.broken = true
		return r
	}
	r.owner = q.name
	r.named(q.name)
	off := q.end
	for range binary.BigEndian.Uint16(packet[6:]) {
		rr, next, ok := nextRecord(packet, off)
		if !ok {
			r.broken = true
			return r
		}
		off = next
		switch {
		case classes && rr.class != dns.ClassINET:
		case rr.rrtype == dns.TypeCNAME:
			target, _, err := dns.UnpackDomainName(packet, rr.at)
			if err != nil {
				r.broken = true
				return r
			}
			r.links++
			r.owner = target
			r.named(target)
		case rr.rrtype != q.qtype || !strings.EqualFold(rr.owner, r.owner):
		case q.qtype == dns.TypePTR:
			target, _, err := dns.UnpackDomainName(packet, rr.at)
			if err != nil {
				target = "*."
			}
			r.hosts = append(r.hosts, unrooted(target))
			return r
		case len(rr.data) == addressLen(q.qtype):
			if len(r.addrs) == 0 {
				r.before = len(r.names)
			}
			addr, _ := netip.AddrFromSlice(rr.data)
			r.addrs = append(r.addrs, addr)
		}
	}
	return r
}
