package dnsclient

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"

	"github.com/miekg/dns"
)

// ednsSize is the size of answer that an OPT record asks for: what crosses any path unfragmented (RFC 9715 §3.2). Without one
// an answer is of 512 octets at most (RFC 1035 §4.2.1).
const (
	ednsSize  = 1232
	plainSize = dns.MinMsgSize
)

// An ExtendedError is what a server says of why it failed, or of an answer that it gives, as that it is a stale or a forged one (RFC 8914).
type ExtendedError struct {
	Code uint16
	Text string // as the server gave it, in any bytes; may be empty
}

// String returns one printable line: the name of the code in the IANA's registry, and the text.
func (e ExtendedError) String() string {
	name, ok := dns.ExtendedErrorCodeToString[e.Code]
	if !ok {
		name = "extended error " + strconv.Itoa(int(e.Code))
	}
	if e.Text == "" {
		return name
	}
	return fmt.Sprintf("%s: %s", name, shown(e.Text))
}

// An opt is what is read of an OPT record (RFC 6891).
type opt struct {
	present  bool
	cookie   []byte // the COOKIE option (RFC 7873), a part of the message; nil where there is none
	extended []byte // the options from the first Extended DNS Error (RFC 8914) on, the same
}

// read takes the options of r. They must fill its data; what is unknown is passed over (RFC 6891 §6.1.2).
func (o *opt) read(wire []byte, r record) error {
	o.present = true
	for data := wire[r.data:r.end]; len(data) > 0; {
		if len(data) < 4 || len(data) < 4+int(binary.BigEndian.Uint16(data[2:])) {
			return errMalformed
		}
		end := 4 + int(binary.BigEndian.Uint16(data[2:]))
		switch value := data[4:end]; {
		case binary.BigEndian.Uint16(data) == dns.EDNS0COOKIE && o.cookie == nil && isCookie(value):
			o.cookie = value
		case binary.BigEndian.Uint16(data) == dns.EDNS0EDE && o.extended == nil && len(value) >= 2:
			o.extended = data
		}
		data = data[end:]
	}
	return nil
}

// isCookie reports whether value is a client cookie, or one with a server's behind it (RFC 7873 §4).
func isCookie(value []byte) bool { return len(value) == 8 || 16 <= len(value) && len(value) <= 40 }

// extendedError is the first one of m, nil where there is none.
func (m *message) extendedError() *ExtendedError {
	if all := m.extendedErrors(1); all != nil {
		return &all[0]
	}
	return nil
}

// maxExtended bounds the Extended DNS Errors that are taken from one message.
const maxExtended = 8

// extendedErrors are those of m, in its order, the first most of them; nil where there is none.
func (m *message) extendedErrors(most int) (all []ExtendedError) {
	for data := m.opt.extended; len(data) > 0 && len(all) < most; {
		end := 4 + int(binary.BigEndian.Uint16(data[2:]))
		if value := data[4:end]; binary.BigEndian.Uint16(data) == dns.EDNS0EDE && len(value) >= 2 {
			all = append(all, ExtendedError{binary.BigEndian.Uint16(value), string(value[2:])})
		}
		data = data[end:]
	}
	return all
}

// JoinExtended returns what a and b say together, those of a first and each once. It alters neither, and what it returns has no room.
func JoinExtended(a, b []ExtendedError) []ExtendedError {
	var all []ExtendedError
	for _, e := range slices.Concat(a, b) {
		if !slices.Contains(all, e) {
			all = append(all, e)
		}
	}
	return slices.Clip(all)
}

// appendQuery appends a query: the question, which is of class IN and asks for recursion, and where edns says so an OPT record without
// options.
func appendQuery(dst []byte, id uint16, q question, trustAD, edns bool) []byte {
	flags := uint16(flagRD)
	if trustAD {
		flags |= flagAD // RFC 6840 §5.7
	}
	additional := byte(0)
	if edns {
		additional = 1
	}
	dst = binary.BigEndian.AppendUint16(dst, id)
	dst = binary.BigEndian.AppendUint16(dst, flags)
	dst = append(dst, 0, 1, 0, 0, 0, 0, 0, additional)
	if dst = q.appendTo(dst); !edns {
		return dst
	}
	return append(dst, 0, 0, byte(dns.TypeOPT), ednsSize>>8, ednsSize&0xff, 0, 0, 0, 0, 0, 0)
}

// appendCookie appends our cookie, and theirs where it is known, to a query that ends with an OPT record without options.
func (m *memory) appendCookie(query []byte) []byte {
	n := len(m.client) + len(m.server)
	query = append(query[:len(query)-2], 0, byte(4+n), 0, dns.EDNS0COOKIE, 0, byte(n))
	return append(append(query, m.client[:]...), m.server...)
}
