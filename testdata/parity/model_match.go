package parity

import (
	"encoding/binary"

	"github.com/miekg/dns"
)

// headerLen is the length of a message's header (RFC 1035 §4.1.1).
const headerLen = 12

func isTruncated(packet []byte) bool { return packet[2]&2 != 0 }

// A worth is what a packet is to a query.
type worth int

const (
	worthless worth = iota
	reply
	bareHint // a refusal without a question: netdb waits a moment for a better one
	cutHint  // cut off, or too long: netdb waits a moment, and asks over TCP
)

// match finds the query that a packet answers.
func (s *stub) match(packet []byte, network string, qs []asking, have [2]bool) (int, worth) {
	for i, q := range qs {
		if have[i] || packet[0] != q.wire[0] || packet[1] != q.wire[1] {
			continue
		}
		if w := s.worth(packet, network, q); w != worthless {
			return i, w
		}
	}
	return 0, worthless
}

// worth is what packet is to q, whose id it has: to glibc, anything that repeats the question is a reply.
func (s *stub) worth(packet []byte, network string, q asking) worth {
	rcode := int(packet[3] & 0xf)
	bare := len(packet) == headerLen && binary.BigEndian.Uint16(packet[4:]) == 0
	if s.glibc(junk) {
		a, okA := readQuestion(packet)
		b, _ := readQuestion(q.wire)
		if okA && a.sameAs(b) || bare && isRefusal(rcode) {
			return reply
		}
		return worthless
	}
	if packet[2]&0xf8 != 0x80 {
		return worthless
	}
	if bare && (isRefusal(rcode) || rcode == dns.RcodeFormatError) {
		return bareHint
	}
	question := questionOf(q.wire)
	if binary.BigEndian.Uint16(packet[4:]) != 1 || len(packet) < headerLen+len(question) || packet[headerLen] >= 0xc0 {
		return worthless
	}
	a, okA := readQuestion(packet)
	b, _ := readQuestion(q.wire)
	if !okA || !a.sameAs(b) {
		return worthless
	}
	r := walk(packet, headerLen+len(question))
	switch {
	case isTruncated(packet):
		return reply
	case network == "udp" && len(packet) > max(q.size, dns.MinMsgSize), r.cut:
		return cutHint
	case r.malformed:
		return worthless
	}
	return reply
}

// questionOf is the question of a query.
func questionOf(wire []byte) []byte {
	end := headerLen
	for wire[end] != 0 {
		end += 1 + int(wire[end])
	}
	return wire[headerLen : end+5]
}

// buffer takes note of what comes into the first buffer.
func (s *stub) buffer(packet []byte) {
	s.rcode = int(packet[3] & 0xf)
	_, s.heard = readQuestion(packet)
}

func isRefusal(rcode int) bool {
	return rcode == dns.RcodeServerFailure || rcode == dns.RcodeNotImplemented || rcode == dns.RcodeRefused
}

// bad reports whether an answer sends us to the next server.
func (s *stub) bad(packet []byte, network string) (failure, bool) {
	if isTruncated(packet) && network == "udp" && !s.glibc(tcpAnswers) {
		return none, false
	}
	f, bad := s.badRcode(s.rcodeOf(packet))
	if f != none || bad {
		return f, bad
	}
	if packet[3]&0xf != 0 {
		return none, false
	}
	if s.isReferral(packet) {
		return refused, true
	}
	if s.glibc(chains) {
		return none, false
	}
	return leads(packet)
}

// badRcode reports whether an rcode does so.
func (s *stub) badRcode(rcode int) (failure, bool) {
	switch rcode {
	case dns.RcodeSuccess, dns.RcodeNameError:
		return none, false
	case dns.RcodeServerFailure:
		return servfail, true
	case dns.RcodeRefused, dns.RcodeNotImplemented:
		return refused, true
	}
	return unusable, !s.glibc(formatError)
}

// leads reports whether the answer section leads nowhere: its chain has no end, or all records of the type that was asked for belong to
// others.
func leads(packet []byte) (failure, bool) {
	r := readAnyOrder(packet)
	switch {
	case r.links > maxLinks:
		return servfail, true
	case r.strays && len(r.addrs)+len(r.hosts) == 0:
		return refused, true
	}
	return none, false
}

// rcodeOf is the rcode of a message, with what an OPT record adds to it.
func (s *stub) rcodeOf(packet []byte) int {
	rcode := int(packet[3] & 0xf)
	q, ok := readQuestion(packet)
	if !ok || s.glibc(extendedRcodes) {
		return rcode
	}
	return rcode | walk(packet, q.end).extended
}

func (s *stub) isReferral(packet []byte) bool {
	aa, ra := packet[2]&4 != 0, packet[3]&0x80 != 0
	if s.glibc(referrals) {
		return !aa && !ra && binary.BigEndian.Uint16(packet[6:]) == 0 && binary.BigEndian.Uint16(packet[10:]) == 0
	}
	q, _ := readQuestion(packet)
	r := walk(packet, q.end)
	if aa || r.hasSOA || ra && !r.hasNS {
		return false
	}
	for _, rr := range r.answers {
		if rr.rrtype == q.qtype || rr.rrtype != dns.TypeCNAME && rr.rrtype != dns.TypeDNAME {
			return false
		}
	}
	return true
}
