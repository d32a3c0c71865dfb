package dnsclient

import (
	"encoding/binary"
	"errors"

	"github.com/miekg/dns"
)

// The header of a message (RFC 1035 §4.1.1): six numbers of 16 bits.
const (
	headerLen = 12

	flagQR = 1 << 15
	flagAA = 1 << 10
	flagTC = 1 << 9
	flagRD = 1 << 8
	flagRA = 1 << 7
	flagAD = 1 << 5

	opcodeMask = 0xf << 11
	rcodeMask  = 0xf
)

func flagsOf(wire []byte) uint16 { return binary.BigEndian.Uint16(wire[2:]) }

// ErrCut is what is wrong with a message that says there is more in it than there is.
var ErrCut = errors.New("a message that ends before it should")

var errMalformed = errors.New("malformed message")

// A message is a reply whose records were all walked: names, lengths and counts are what they say, and the data of the types
// that are read (A, AAAA, CNAME, DNAME, PTR in the answer, and OPT) fit them. What other records hold is skipped.
type message struct {
	wire    []byte
	records int // where they begin, behind the question
	answers int // how many of them are in the answer section
	flags   uint16
	rcode   int // with the upper bits of OPT (RFC 6891 §6.1.3)

	hasNS, hasSOA bool
	negativeTTL   uint32 // of an answer that there is nothing: min(SOA's TTL, MINIMUM) (RFC 2308 §5)
	opt           opt
}

// readMessage walks the records of wire, which stand behind a question that ends at body. The error is ErrCut where the message
// says there is more than it holds, else errMalformed.
func readMessage(wire []byte, body int) (message, error) {
	m := message{wire: wire, records: body, flags: flagsOf(wire), answers: int(binary.BigEndian.Uint16(wire[6:]))}
	m.rcode = int(m.flags & rcodeMask)
	off := body
	var err error
	for section := range 3 { // answer, authority, additional
		for range binary.BigEndian.Uint16(wire[6+2*section:]) {
			var r record
			if r, err = readRecord(wire, off); err == nil {
				err = m.note(section, r)
			}
			if section == 0 && err == nil && r.rrtype != dns.TypeSOA {
				err = r.fits(wire)
			}
			if err != nil {
				return m, err
			}
			off = r.end
		}
	}
	return m, nil
}

// note takes from authority and additional what counts there: the SOA, whether there is an NS, and OPT. An OPT elsewhere, a
// second one, or one with an owner makes the message malformed (RFC 6891 §6.1.1).
func (m *message) note(section int, r record) error {
	switch {
	case r.rrtype == dns.TypeOPT:
		if section != 2 || m.opt.present || m.wire[r.owner] != 0 {
			return errMalformed
		}
		m.rcode |= int(r.ttl >> 24 << 4)
		return m.opt.read(m.wire, r)
	case section != 1 || r.class != dns.ClassINET:
	case r.rrtype == dns.TypeNS:
		m.hasNS = true
	case r.rrtype == dns.TypeSOA && !m.hasSOA && r.fits(m.wire) == nil:
		m.hasSOA = true
		m.negativeTTL = min(r.ttl, binary.BigEndian.Uint32(m.wire[r.end-4:]))
	}
	return nil
}

// A record is where its parts stand in the message.
type record struct {
	owner         int // its name
	rrtype, class uint16
	ttl           uint32
	data, end     int // its data, and what is behind it
}

// readRecord reads the record at off (RFC 1035 §3.2.1).
func readRecord(wire []byte, off int) (record, error) {
	fixed, err := skipName(wire, off)
	if err != nil {
		return record{}, err
	}
	if fixed+10 > len(wire) {
		return record{}, ErrCut
	}
	r := record{
		owner:  off,
		rrtype: binary.BigEndian.Uint16(wire[fixed:]),
		class:  binary.BigEndian.Uint16(wire[fixed+2:]),
		ttl:    binary.BigEndian.Uint32(wire[fixed+4:]),
		data:   fixed + 10,
	}
	r.end = r.data + int(binary.BigEndian.Uint16(wire[fixed+8:]))
	if r.end > len(wire) {
		return r, ErrCut
	}
	return r, nil
}

// fits holds the data of the types that are read to what they should be (RFC 1035 §3.3, RFC 3596 §2.2).
func (r record) fits(wire []byte) error {
	whole := wire[:r.end]
	next, err := r.end, error(nil)
	switch r.rrtype {
	case dns.TypeA:
		next = r.data + 4
	case dns.TypeAAAA:
		next = r.data + 16
	case dns.TypeCNAME, dns.TypeDNAME, dns.TypePTR:
		next, err = skipName(whole, r.data)
	case dns.TypeSOA:
		if next, err = skipName(whole, r.data); err == nil {
			next, err = skipName(whole, next)
		}
		next += 20
	}
	if err != nil || next != r.end {
		return errMalformed
	}
	return nil
}

// skipName returns what stands behind the name at off. The name is walked to its end: it is not longer than a name may be, and each
// pointer leads back to before the labels that it ends (RFC 1035 §4.1.4, RFC 9267 §2).
func skipName(wire []byte, off int) (int, error) {
	next, length := 0, 1
	for segment := off; ; {
		if off >= len(wire) {
			return 0, ErrCut
		}
		switch c := int(wire[off]); {
		case c == 0:
			if next == 0 {
				next = off + 1
			}
			return next, nil
		case c <= maxLabelLen:
			off += 1 + c
			if length += 1 + c; length > maxNameLen {
				return 0, errMalformed
			}
		case c < 0xc0:
			return 0, errMalformed
		default:
			if off+2 > len(wire) {
				return 0, ErrCut
			}
			if next == 0 {
				next = off + 2
			}
			off = int(binary.BigEndian.Uint16(wire[off:]) & 0x3fff)
			if off >= segment || off < headerLen {
				return 0, errMalformed
			}
			segment = off
		}
	}
}

// A ref is a name in a message that was walked, or in a buffer of its own.
type ref struct {
	wire []byte
	off  int
}

// labels steps through a name: it returns the label that n begins with, and what follows it. That of the root is empty.
func (n ref) label() (label []byte, rest ref) {
	for n.wire[n.off] > maxLabelLen {
		n.off = int(binary.BigEndian.Uint16(n.wire[n.off:]) & 0x3fff)
	}
	end := n.off + 1 + int(n.wire[n.off])
	return n.wire[n.off+1 : end], ref{n.wire, end}
}

// equal compares two names as DNS does (RFC 4343).
func (n ref) equal(other ref) bool {
	for {
		var a, b []byte
		a, n = n.label()
		b, other = other.label()
		if len(a) != len(b) || !equalFold(a, b) {
			return false
		}
		if len(a) == 0 {
			return true
		}
	}
}

// count is how many labels n has, without the root.
func (n ref) count() int {
	for labels := 0; ; labels++ {
		label, rest := n.label()
		if len(label) == 0 {
			return labels
		}
		n = rest
	}
}

// text is n in presentation form, without the root dot but for the root itself (RFC 1035 §5.1, RFC 4343 §2.1).
func (n ref) text() string {
	var buf [maxNameLen]byte
	b := buf[:0]
	for {
		label, rest := n.label()
		if len(label) == 0 {
			break
		}
		if len(b) > 0 {
			b = append(b, '.')
		}
		for _, c := range label {
			b = appendEscaped(b, c)
		}
		n = rest
	}
	if len(b) == 0 {
		return "."
	}
	return string(b)
}

// appendEscaped appends one octet of a label.
func appendEscaped(b []byte, c byte) []byte {
	switch {
	case c < '!' || c > '~':
		return append(b, '\\', '0'+c/100, '0'+c/10%10, '0'+c%10)
	case c == '.' || c == '\\' || c == '"' || c == '(' || c == ')' || c == ';' || c == '@' || c == '\'':
		return append(b, '\\', c)
	}
	return append(b, c)
}

// isHostname is [IsHostname] on the wire, where a dot within a label is none between labels.
func (n ref) isHostname() bool {
	first := true
	for {
		label, rest := n.label()
		if len(label) == 0 {
			return !first
		}
		for i, c := range label {
			c = lower(c)
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && (c != '-' || first && i == 0) {
				return false
			}
		}
		n, first = rest, false
	}
}
