package parity

import (
	"encoding/binary"

	"github.com/miekg/dns"
)

// headerLen is the length of a message's header (RFC 1035 §4.1.1).
const headerLen = 12

func isTruncated(packet []byte) bool { return packet[2]&2 != 0 }

// match finds the query that a packet answers.
func (s *stub) match(packet []byte, qs []asking, have [2]bool) (int, bool) {
	for i, q := range qs {
		if !have[i] && packet[0] == q.wire[0] && packet[1] == q.wire[1] && s.answers(packet, q) {
			return i, true
		}
	}
	return 0, false
}

// answers reports whether packet repeats the question of q and, for netdb, is all there.
func (s *stub) answers(packet []byte, q asking) bool {
	if s.glibc(junk) {
		rcode := int(packet[3] & 0xf)
		if len(packet) == headerLen && binary.BigEndian.Uint16(packet[4:]) == 0 && isRefusal(rcode) {
			return true
		}
		a, okA := readQuestion(packet)
		b, _ := readQuestion(q.wire)
		return okA && a.sameAs(b)
	}
	end := headerLen
	for q.wire[end] != 0 {
		end += 1 + int(q.wire[end])
	}
	end += 5
	if packet[2]&0xf8 != 0x80 || binary.BigEndian.Uint16(packet[4:]) != 1 || len(packet) < end {
		return false
	}
	a, okA := readQuestion(packet)
	b, _ := readQuestion(q.wire)
	if !okA || !a.sameAs(b) || packet[headerLen] >= 0xc0 {
		return false
	}
	return isTruncated(packet) || isWhole(packet)
}

// buffer takes note of what comes into the first buffer.
func (s *stub) buffer(packet []byte) {
	s.rcode = int(packet[3] & 0xf)
	_, s.heard = readQuestion(packet)
}

func isRefusal(rcode int) bool {
	return rcode == dns.RcodeServerFailure || rcode == dns.RcodeNotImplemented || rcode == dns.RcodeRefused
}

// isWhole reports whether packet is a message, with as many records as it says, of which none that counts is empty.
func isWhole(packet []byte) bool {
	m := new(dns.Msg)
	if m.Unpack(packet) != nil {
		return false
	}
	for i, section := range [][]dns.RR{m.Answer, m.Ns, m.Extra} {
		if len(section) != int(binary.BigEndian.Uint16(packet[6+2*i:])) {
			return false
		}
	}
	for _, rr := range m.Answer {
		switch h := rr.Header(); h.Rrtype {
		case dns.TypeA, dns.TypeAAAA, dns.TypeCNAME, dns.TypePTR:
			if h.Rdlength == 0 {
				return false
			}
		}
	}
	return true
}

// bad reports whether an answer sends us to the next server.
func (s *stub) bad(packet []byte, network string) (failure, bool) {
	rcode := s.rcodeOf(packet)
	if isTruncated(packet) && network == "udp" && !s.glibc(tcpAnswers) {
		return none, false
	}
	switch rcode {
	case dns.RcodeSuccess:
		return refused, s.isReferral(packet)
	case dns.RcodeNameError:
		return none, false
	case dns.RcodeServerFailure:
		return servfail, true
	case dns.RcodeRefused, dns.RcodeNotImplemented:
		return refused, true
	}
	return unusable, !s.glibc(formatError)
}

// rcodeOf is the rcode of a message, with what an OPT record adds to it.
func (s *stub) rcodeOf(packet []byte) int {
	m := new(dns.Msg)
	if s.glibc(extendedRcodes) || m.Unpack(packet) != nil {
		return int(packet[3] & 0xf)
	}
	return m.Rcode
}

func (s *stub) isReferral(packet []byte) bool {
	aa, ra := packet[2]&4 != 0, packet[3]&0x80 != 0
	if aa || ra {
		return false
	}
	if s.glibc(referrals) {
		return binary.BigEndian.Uint16(packet[6:]) == 0 && binary.BigEndian.Uint16(packet[10:]) == 0
	}
	m := new(dns.Msg)
	m.Unpack(packet)
	for _, rr := range m.Answer {
		if t := rr.Header().Rrtype; t != dns.TypeCNAME && t != dns.TypeDNAME || t == m.Question[0].Qtype {
			return false
		}
	}
	for _, rr := range m.Ns {
		if rr.Header().Rrtype == dns.TypeSOA {
			return false
		}
	}
	return true
}
