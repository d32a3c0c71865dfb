package fakedns

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// WrongID sends the answer under the complement of its id.
func WrongID(q Query, out []Packet) []Packet {
	return messages(out, func(p *Packet) {
		if p.Data = bytes.Clone(p.Data); len(p.Data) >= 2 {
			p.Data[0] ^= 0xFF
			p.Data[1] ^= 0xFF
		}
	})
}

// WrongQuestion sends the answer with its records, but as if the question had been for name.
func WrongQuestion(name string) Action {
	return func(q Query, out []Packet) []Packet {
		return edit(out, func(m *dns.Msg) {
			for i := range m.Question {
				m.Question[i].Name = dns.Fqdn(name)
			}
		})
	}
}

// WrongOwner sends the answer with name as the owner of all its records.
func WrongOwner(name string) Action {
	return func(q Query, out []Packet) []Packet {
		return edit(out, func(m *dns.Msg) {
			for _, rr := range m.Answer {
				rr.Header().Name = dns.Fqdn(name)
			}
		})
	}
}

// Answer sends NOERROR and one record, which has the name asked for, a TTL of 300 seconds, and the type and the data that text
// gives in master file form: "A 192.0.2.66". It is what a forger would send.
func Answer(text string) (Action, error) {
	rr, err := parseRecord(text)
	if err != nil {
		return nil, fmt.Errorf("%q is not TYPE RDATA: %w", text, err)
	}
	return func(q Query, out []Packet) []Packet {
		return edit(out, func(m *dns.Msg) {
			strip(m)
			m.Rcode = dns.RcodeSuccess
			m.Answer = []dns.RR{owned(rr, dns.Fqdn(q.Name))}
		})
	}, nil
}

// parseRecord reads the type and the data of a record, and sees to it that they have a wire form.
func parseRecord(text string) (dns.RR, error) {
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("no type")
	}
	rr, err := dns.NewRR(". 300 IN " + text)
	if err != nil {
		what, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "dns: "), " at line: ")
		return nil, errors.New(what)
	}
	wire := make([]byte, dns.Len(rr)+1)
	if _, err := dns.PackRR(rr, wire, 0, nil, false); err != nil {
		return nil, err
	}
	if rr.Header().Rdlength == 0 {
		return nil, errors.New("no data")
	}
	return rr, nil
}

// Garbage sends data instead of every message; over TCP still behind its length. It may be empty.
func Garbage(data []byte) Action {
	return func(q Query, out []Packet) []Packet {
		return messages(out, func(p *Packet) { p.Data = data })
	}
}

// Oversize sends the answer blown up to n octets, 65 535 at most, by a record in ADDITIONAL that says nothing, whatever size
// was asked for, and does not mark it TC. One that is longer, or less than 12 octets shorter, stays as it is.
func Oversize(n int) Action {
	n = min(n, dns.MaxMsgSize)
	return func(q Query, out []Packet) []Packet {
		return messages(out, func(p *Packet) {
			if len(p.Data) < headerLen || n-len(p.Data) < fillerLen {
				return
			}
			p.Data = appendFiller(bytes.Clone(p.Data), n-len(p.Data))
		})
	}
}

const (
	headerLen = 12 // of a message (RFC 1035 §4.1.1)
	fillerLen = 12 // of the least filler: owner, type, class, TTL, length, one octet
)

// appendFiller adds a record of n octets in all, and counts it in ARCOUNT: of the root, of a type for private use (RFC 6895 §3.1).
func appendFiller(message []byte, n int) []byte {
	count := binary.BigEndian.Uint16(message[10:]) + 1
	binary.BigEndian.PutUint16(message[10:], count)
	message = append(message, 0, 0xFF, 0x00, 0, 1, 0, 0, 0, 0)
	message = binary.BigEndian.AppendUint16(message, uint16(n-fillerLen+1))
	return append(message, make([]byte, n-fillerLen+1)...)
}

// SpoofBefore sends first what forge makes of the answer, and the answer itself d later.
func SpoofBefore(forge Action, d time.Duration) Action {
	return func(q Query, out []Packet) []Packet {
		return bounded(slices.Concat(forge(q, out), Delay(d)(q, out)))
	}
}

// Handler sends the reply of f to a copy of the query instead of the answer, as it is: neither its id nor its question nor
// its size is seen to. If f returns nil nothing is sent. A reply that cannot be packed becomes the error of the client's Read.
func Handler(f func(q *dns.Msg) *dns.Msg) Action {
	return func(q Query, out []Packet) []Packet {
		if q.Msg == nil {
			return out
		}
		m := f(q.Msg.Copy())
		if m == nil {
			return nil
		}
		return pack(m.Copy())
	}
}
