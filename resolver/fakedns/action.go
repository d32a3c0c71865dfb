package fakedns

import (
	"bytes"
	"encoding/binary"
	"slices"
	"syscall"
	"time"

	"github.com/miekg/dns"
)

// Drop sends nothing.
func Drop(q Query, out []Packet) []Packet { return nil }

// Duplicate sends every packet twice.
func Duplicate(q Query, out []Packet) []Packet {
	var twice []Packet
	for _, p := range out {
		twice = append(twice, p, p)
	}
	return twice
}

// Delay sends everything d later.
func Delay(d time.Duration) Action {
	return func(q Query, out []Packet) []Packet {
		return each(out, func(p *Packet) { p.After += d })
	}
}

// Truncate sends over UDP no records but TC, as if none had fitted (RFC 2181 §9). Over TCP it changes nothing.
func Truncate(q Query, out []Packet) []Packet {
	if q.Network != "udp" {
		return out
	}
	return edit(out, func(m *dns.Msg) {
		strip(m)
		m.Truncated = true
	})
}

// Rcode sends no records but RCODE n, 0 to 4095. What is above 15 goes into the OPT record, and is lost if the query has none.
func Rcode(n int) Action {
	return func(q Query, out []Packet) []Packet {
		return edit(out, func(m *dns.Msg) {
			strip(m)
			m.Rcode = n
			if m.IsEdns0() == nil {
				m.Rcode &= 0xF
			}
		})
	}
}

// WrongID sends the answer under the complement of its id.
func WrongID(q Query, out []Packet) []Packet {
	return each(out, func(p *Packet) {
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

// Garbage sends data instead of every message; over TCP still behind its length. It may be empty.
func Garbage(data []byte) Action {
	return func(q Query, out []Packet) []Packet {
		return each(out, func(p *Packet) { p.Data = data })
	}
}

// SpoofBefore sends first what forge makes of the answer, and the answer itself d later.
func SpoofBefore(forge Action, d time.Duration) Action {
	return func(q Query, out []Packet) []Packet {
		return slices.Concat(forge(q, out), Delay(d)(q, out))
	}
}

// Fail lets the client's Read, or the dial, fail with err instead of getting anything.
func Fail(err error) Action {
	return func(q Query, out []Packet) []Packet { return []Packet{{Err: err}} }
}

// Refuse is what a client meets where nobody listens: its Read, or the dial, fails with ECONNREFUSED.
func Refuse(q Query, out []Packet) []Packet { return Fail(syscall.ECONNREFUSED)(q, out) }

// CloseMid closes a TCP connection after n octets of the answer, of which the first two are its length: 0 sends nothing, more
// than there are sends all. Over UDP it changes nothing.
func CloseMid(n int) Action {
	return func(q Query, out []Packet) []Packet {
		if q.Network != "tcp" {
			return out
		}
		return each(out, func(p *Packet) {
			data := p.frame()
			p.Data = data[:max(0, min(n, len(data)))]
			p.Raw, p.Close = true, true
		})
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

// each returns the packets as f changes them.
func each(out []Packet, f func(p *Packet)) []Packet {
	changed := make([]Packet, len(out))
	for i, p := range out {
		f(&p)
		changed[i] = p
	}
	return changed
}

// edit returns the packets with their messages as f changes them; those that are no message stay as they are.
func edit(out []Packet, f func(m *dns.Msg)) []Packet {
	return each(out, func(p *Packet) {
		m := new(dns.Msg)
		if p.Raw || m.Unpack(p.Data) != nil {
			return
		}
		f(m)
		m.Compress = true
		edited := pack(m)[0]
		p.Data, p.Err = edited.Data, edited.Err
	})
}

// strip leaves of m its header, question and OPT record.
func strip(m *dns.Msg) {
	opt := m.IsEdns0()
	m.Answer, m.Ns, m.Extra = nil, nil, nil
	if opt != nil {
		m.Extra = []dns.RR{opt}
	}
}

// frame returns what p puts on a TCP connection (RFC 1035 §4.2.2).
func (p Packet) frame() []byte {
	if p.Raw {
		return p.Data
	}
	data := p.Data[:min(len(p.Data), dns.MaxMsgSize)]
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(data))), data...)
}
