package dnsclient

import (
	"bytes"
	"encoding/binary"
	"errors"

	"github.com/miekg/dns"
)

// A verdict is what a datagram, or a message of a stream, is to the query that it may answer.
type verdict uint8

const (
	junk     verdict = iota // not ours: it is dropped, and the wait goes on
	ours                    // the reply
	bareHint                // an error without a question: an old server's, or anybody's (see grace)
	cutHint                 // ours, but cut off, or in another spelling than was sent: TCP will tell (see grace)
)

// check says what wire is to the query with that id and question, in this order: length, id, QR, opcode, one question, the same question, and
// the records whole (RFC 5452 §9.1, RFC 9619). Whoever can send to our port can send junk: it never ends a wait. Of a truncated message only
// header, question and OPT are used. size is what the query let an answer be long; exact holds the question to its spelling.
func check(wire []byte, id uint16, q question, size int, exact bool) (verdict, message) {
	if len(wire) < headerLen || binary.BigEndian.Uint16(wire) != id {
		return junk, message{}
	}
	flags := flagsOf(wire)
	if flags&flagQR == 0 || flags&opcodeMask != 0 {
		return junk, message{}
	}
	questions := binary.BigEndian.Uint16(wire[4:])
	if rcode := int(flags & rcodeMask); questions == 0 && len(wire) == headerLen && isFailure(rcode) {
		return bareHint, message{flags: flags, rcode: rcode}
	}
	var room [maxNameLen + 4]byte
	question := q.appendTo(room[:0])
	body := headerLen + len(question)
	if questions != 1 || len(wire) < body || !sameQuestion(wire[headerLen:body], question) {
		return junk, message{}
	}
	m, err := readMessage(wire, body)
	if flags&flagTC != 0 {
		head := message{wire: wire[:body], records: body, flags: flags, rcode: int(flags & rcodeMask)}
		if err == nil {
			head.opt = m.opt // has the server's cookie
		}
		return ours, head
	}
	switch {
	case len(wire) > size, err == ErrCut, err == nil && exact && !bytes.Equal(wire[headerLen:body], question):
		return cutHint, m
	case err != nil:
		return junk, message{}
	}
	return ours, m
}

// isFailure reports whether a server that could not even read a question might say so.
func isFailure(rcode int) bool {
	switch rcode {
	case dns.RcodeFormatError, dns.RcodeServerFailure, dns.RcodeNotImplemented, dns.RcodeRefused:
		return true
	}
	return false
}

// wantsTCP reports whether the server has more to say than fits a datagram (RFC 7766 §5).
func (m *message) wantsTCP() bool { return m.flags&flagTC != 0 }

// wantsPlain reports whether the server made nothing of a query because of its OPT record (RFC 6891 §7).
func (m *message) wantsPlain() bool {
	return m.rcode == dns.RcodeFormatError || m.rcode == dns.RcodeNotImplemented || m.rcode == dns.RcodeBadVers
}

// isAnswer reports whether m, a reply to a question for qtype, ends it: that there are such records, or that there are none. Of one that
// is wanted verbatim, nothing more is asked.
func (m *message) isAnswer(qtype uint16, verbatim bool) bool {
	_, failed := m.failed(qtype)
	return !failed && !m.wantsTCP() && (verbatim || m.leads(qtype) == nil)
}

var errTruncated = errors.New("truncated over TCP")

// failed returns what m comes to when it is no answer to a question of type qtype, so that the next server is to be asked; ok is
// false when it is one: NOERROR and NXDOMAIN are.
func (m *message) failed(qtype uint16) (outcome Outcome, ok bool) {
	switch m.rcode {
	case dns.RcodeSuccess:
		return Refused, m.isReferral(qtype)
	case dns.RcodeNameError:
		return NXDomain, false
	case dns.RcodeServerFailure:
		return ServFail, true
	case dns.RcodeRefused, dns.RcodeNotImplemented:
		return Refused, true
	}
	return Unusable, true
}

// isReferral reports whether a server that does not know sends us elsewhere, which may be for the end of a chain that it knows: a
// stub cannot go. A server that recurses (RA) and finds nothing says so without naming other servers (RFC 2308 §2.2).
func (m *message) isReferral(qtype uint16) bool {
	if m.flags&flagAA != 0 || m.hasSOA || m.flags&flagRA != 0 && !m.hasNS {
		return false
	}
	off := m.records
	for range m.answers {
		r, _ := readRecord(m.wire, off)
		if r.rrtype == qtype || r.rrtype != dns.TypeCNAME && r.rrtype != dns.TypeDNAME {
			return false
		}
		off = r.end
	}
	return true
}

// leads returns why the answer section of m leads nowhere: its chain has no end, or it has records of type qtype, but none whose owner
// the chain from the question's name leads to, or of another class. A server that answers so has not said that there are none.
func (m *message) leads(qtype uint16) error {
	if m.rcode != dns.RcodeSuccess {
		return nil
	}
	owner := ref{m.wire, headerLen}
	for links := 0; ; links++ {
		_, target, ok := m.link(owner)
		if !ok {
			break
		}
		if links == maxLinks {
			return errEndless
		}
		owner = target
	}
	return m.strays(owner, qtype)
}

func (m *message) strays(owner ref, qtype uint16) error {
	var err error
	off := m.records
	for range m.answers {
		r, _ := readRecord(m.wire, off)
		off = r.end
		if r.rrtype != qtype {
			continue
		}
		name := ref{m.wire, r.owner}
		if r.class == dns.ClassINET && (owner.equal(name) || name.equal(ref{m.wire, headerLen})) {
			return nil
		}
		err = errStrays
	}
	return err
}

var (
	errEndless = errors.New("a chain of names that leads nowhere")
	errStrays  = errors.New("records of other names")
)
