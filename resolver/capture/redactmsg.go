package capture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/internal/frame"
)

// headerLen is the length of a message's header (RFC 1035 §4.1.1).
const headerLen = 12

// message redacts a DNS message. Its id and its flags stay, and with them the form of its id, which is XORed with that of a
// query. One that is malformed remains so: to lookups it is junk or, if it says that it is truncated, a header and a question.
func (r *redactor) message(wire []byte) []byte {
	m := new(dns.Msg)
	if m.Unpack(wire) != nil || !isWhole(m, wire) {
		return r.malformedMessage(wire)
	}
	for i := range m.Question {
		m.Question[i].Name = r.name(m.Question[i].Name)
	}
	for _, section := range [][]dns.RR{m.Answer, m.Ns, m.Extra} {
		for i, rr := range section {
			section[i] = r.record(rr)
		}
	}
	redacted, err := packAs(m, len(wire))
	if err != nil {
		return r.malformedMessage(wire)
	}
	copy(redacted, wire[:4])
	return redacted
}

// isWhole reports whether m holds as much as the header of wire says, and the one question of an answer is spelled out, as
// lookups demand: dns.Msg.Unpack checks neither.
func isWhole(m *dns.Msg, wire []byte) bool {
	for i, n := range []int{len(m.Question), len(m.Answer), len(m.Ns), len(m.Extra)} {
		if int(binary.BigEndian.Uint16(wire[4+2*i:])) != n {
			return false
		}
	}
	_, _, spelledOut := questionOf(wire)
	return spelledOut || len(m.Question) != 1
}

// packAs packs m with compressed names or without, whichever comes closer to a length.
func packAs(m *dns.Msg, length int) ([]byte, error) {
	m.Compress = true
	short, err := m.Pack()
	if err != nil {
		return nil, err
	}
	m.Compress = false
	long, err := m.Pack()
	if err != nil || max(len(long)-length, length-len(long)) > max(len(short)-length, length-len(short)) {
		return short, nil
	}
	return long, nil
}

// questionOf returns the name of the first question of a message, and where its type and class are, if no pointer (RFC 1035
// §4.1.4) is in it.
func questionOf(wire []byte) (name string, end int, ok bool) {
	for end = headerLen; end < len(wire) && wire[end] != 0; end += 1 + int(wire[end]) {
		if wire[end] > 63 {
			return "", 0, false
		}
	}
	name, end, err := dns.UnpackDomainName(wire, headerLen)
	return name, end, err == nil && end+4 <= len(wire)
}

// malformedMessage keeps of a message its header, with no more than one record in a section, and its question, if lookups would
// look at that. The rest becomes 0xff, of its length, which is no record: a name would begin with a pointer that leads nowhere. Of
// a message that is cut off, which lookups ask for again over TCP, it becomes records without end.
func (r *redactor) malformedMessage(wire []byte) []byte {
	if len(wire) < headerLen {
		return filled(wire[:min(len(wire), 2)], len(wire))
	}
	header := bytes.Clone(wire[:headerLen])
	for i := 4; i < headerLen; i += 2 {
		header[i], header[i+1] = 0, min(header[i]|header[i+1], 1)
	}
	name, end, ok := questionOf(wire)
	packed := make([]byte, maxNameLen+1)
	n, err := dns.PackDomainName(r.name(name), packed, 0, nil, false)
	isAnswer := wire[2]&0x80 != 0 && binary.BigEndian.Uint16(wire[4:]) == 1
	if !ok || err != nil || !isAnswer {
		return filled(header, len(wire))
	}
	rest := bytes.Repeat([]byte{0xff}, len(wire)-end-4)
	if _, err := dnsclient.Read(wire); errors.Is(err, dnsclient.ErrCut) {
		header[6], header[7] = 0xff, 0xff
		clear(rest)
	}
	return slices.Concat(header, packed[:n], wire[end:end+4], rest)
}

// filled returns octets with 0xff behind them, up to a length.
func filled(octets []byte, length int) []byte {
	octets = bytes.Clone(octets)
	return append(octets, bytes.Repeat([]byte{0xff}, length-len(octets))...)
}

// stream redacts octets as they go over TCP: messages behind their lengths, the last of which may not be whole (RFC 1035
// §4.2.2). Of that the length stays.
func (r *redactor) stream(octets []byte) []byte {
	var redacted []byte
	for {
		message, rest, ok := frame.Cut(octets)
		if !ok {
			return append(redacted, filled(octets[:min(len(octets), 2)], len(octets))...)
		}
		message = r.message(message)
		redacted = binary.BigEndian.AppendUint16(redacted, uint16(len(message)))
		redacted = append(redacted, message...)
		octets = rest
	}
}
