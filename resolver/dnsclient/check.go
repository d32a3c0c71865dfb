package dnsclient

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/miekg/dns"
)

// headerLen is the length of a message's header (RFC 1035 §4.1.1).
const headerLen = 12

// ours returns the message in wire if it answers query, and false for anything else: the wait then goes on, since
// whoever can send to our port can send junk (RFC 5452 §9.1, RFC 9619 for the one question). What the message holds
// must be all there, but for a truncated one, of which only the header and the question are used.
func ours(wire, query []byte) (*dns.Msg, bool) {
	if len(wire) < headerLen || wire[0] != query[0] || wire[1] != query[1] {
		return nil, false
	}
	isReply, opcode := wire[2]&0x80 != 0, wire[2]>>3&0xf
	if !isReply || opcode != dns.OpcodeQuery || binary.BigEndian.Uint16(wire[4:]) != 1 {
		return nil, false
	}
	question := questionOf(query)
	if len(wire) < headerLen+len(question) || !sameQuestion(wire[headerLen:headerLen+len(question)], question) {
		return nil, false
	}
	m := new(dns.Msg)
	if err := m.Unpack(wire); err == nil && complete(m, wire) {
		return m, true
	}
	return truncated(wire, len(question))
}

// truncated returns the header and the question of a message that says itself that the rest is cut off.
func truncated(wire []byte, questionLen int) (*dns.Msg, bool) {
	head := append([]byte(nil), wire[:headerLen+questionLen]...)
	clear(head[6:headerLen]) // no records
	m := new(dns.Msg)
	err := m.Unpack(head)
	return m, err == nil && m.Truncated
}

// complete reports whether m holds as many records as the header of wire promises, and each record of a type that we read
// holds something: dns.Msg.Unpack checks neither.
func complete(m *dns.Msg, wire []byte) bool {
	return !slices.ContainsFunc(m.Answer, isEmpty) && len(m.Answer) == int(binary.BigEndian.Uint16(wire[6:])) &&
		len(m.Ns) == int(binary.BigEndian.Uint16(wire[8:])) &&
		len(m.Extra) == int(binary.BigEndian.Uint16(wire[10:]))
}

func isEmpty(rr dns.RR) bool {
	h := rr.Header()
	switch h.Rrtype {
	case dns.TypeA, dns.TypeAAAA, dns.TypeCNAME, dns.TypePTR:
		return h.Rdlength == 0
	}
	return false
}

// questionOf returns the question section of a query that we made: one name, type and class.
func questionOf(query []byte) []byte {
	end := headerLen
	for query[end] != 0 {
		end += 1 + int(query[end])
	}
	return query[headerLen : end+5]
}

// sameQuestion reports whether a and b, of one length, ask the same: the name but for the case of ASCII letters
// (RFC 4343; the lengths of labels are below them), type and class exactly.
func sameQuestion(a, b []byte) bool {
	name := len(b) - 4
	for i := range name {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return bytes.Equal(a[name:], b[name:])
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// wantsTCP reports whether the server has more to say than fits a datagram (RFC 7766 §5).
func wantsTCP(m *dns.Msg) bool { return m.Truncated }

var errTruncated = errors.New("truncated over TCP")

// failed returns what m comes to when it is no answer, so that the next server is to be asked; ok is false when it is one:
// NOERROR and NXDOMAIN are.
func failed(m *dns.Msg) (outcome Outcome, ok bool) {
	switch m.Rcode {
	case dns.RcodeSuccess:
		return Refused, isReferral(m)
	case dns.RcodeNameError:
		return NXDomain, false
	case dns.RcodeServerFailure:
		return ServFail, true
	case dns.RcodeRefused, dns.RcodeNotImplemented:
		return Refused, true
	}
	return Unusable, true
}

// isReferral reports whether a server that neither knows nor recurses sends us elsewhere, which may be for the end of a chain that
// it knows: a stub cannot go.
func isReferral(m *dns.Msg) bool {
	if m.Authoritative || m.RecursionAvailable || slices.ContainsFunc(m.Answer, isData(m.Question[0].Qtype)) {
		return false
	}
	for _, rr := range m.Ns {
		if rr.Header().Rrtype == dns.TypeSOA {
			return false
		}
	}
	return true
}

// isData returns whether a record is one of those asked for, or none of the links of a chain.
func isData(qtype uint16) func(rr dns.RR) bool {
	return func(rr dns.RR) bool {
		rrtype := rr.Header().Rrtype
		return rrtype == qtype || rrtype != dns.TypeCNAME && rrtype != dns.TypeDNAME
	}
}
