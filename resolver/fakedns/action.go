package fakedns

import (
	"bytes"
	"slices"
	"syscall"
	"time"

	"github.com/miekg/dns"
)

// Drop sends nothing.
func Drop(q Query, out []Packet) []Packet { return nil }

// Duplicate sends every packet twice. To one query go no more than 4096, whatever its faults.
func Duplicate(q Query, out []Packet) []Packet {
	var twice []Packet
	for _, p := range out {
		twice = append(twice, p, p)
	}
	return bounded(twice)
}

// maxPackets is how many go back to one query at most.
const maxPackets = 4096

// bounded returns the first packets, as many as go back to one query.
func bounded(out []Packet) []Packet { return out[:min(len(out), maxPackets)] }

// Delay sends everything d later.
func Delay(d time.Duration) Action {
	return func(q Query, out []Packet) []Packet {
		return each(out, func(p *Packet) { p.After += d })
	}
}

// Reorder lets every packet arrive behind the next one that the server sends to anybody: see [Packet].Behind.
func Reorder(q Query, out []Packet) []Packet {
	return each(out, func(p *Packet) { p.Behind = true })
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

// Fail lets the client's Read, or the dial, fail with err instead of getting anything.
func Fail(err error) Action {
	return func(q Query, out []Packet) []Packet { return []Packet{{Err: err}} }
}

// Refuse is what a client meets where nobody listens: its Read, or the dial, fails with ECONNREFUSED.
func Refuse(q Query, out []Packet) []Packet { return Fail(syscall.ECONNREFUSED)(q, out) }

// Unreachable is what a client meets for whose packets there is no way to the server: its Read, or the dial, fails with
// EHOSTUNREACH, as after an ICMP message (RFC 792).
func Unreachable(q Query, out []Packet) []Packet { return Fail(syscall.EHOSTUNREACH)(q, out) }

// Send adds p to what goes back. If p is a message, its id is XORed with that of the query: a message of id 0 answers whatever
// query meets it.
func Send(p Packet) Action {
	return func(q Query, out []Packet) []Packet {
		sent := messages([]Packet{p}, func(p *Packet) {
			if len(p.Data) >= 2 && len(q.Wire) >= 2 {
				p.Data = bytes.Clone(p.Data)
				p.Data[0] ^= q.Wire[0]
				p.Data[1] ^= q.Wire[1]
			}
		})
		return slices.Concat(out, sent)
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

// messages returns the packets with those that are messages as f changes them: not the errors, nor pieces of a stream.
func messages(out []Packet, f func(p *Packet)) []Packet {
	return each(out, func(p *Packet) {
		if p.Err == nil && !p.Raw {
			f(p)
		}
	})
}

// edit returns the packets with their messages as f changes them; what is no DNS message stays as it is.
func edit(out []Packet, f func(m *dns.Msg)) []Packet {
	return messages(out, func(p *Packet) {
		m := new(dns.Msg)
		if m.Unpack(p.Data) != nil {
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
