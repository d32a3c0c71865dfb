package fakedns

import (
	"encoding/binary"
	"slices"
	"syscall"
	"time"

	"github.com/miekg/dns"
)

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

// SlowDrip sends the answer over TCP n octets at a time, its length included, one piece a d after the other. Over UDP it
// changes nothing.
func SlowDrip(n int, d time.Duration) Action {
	return func(q Query, out []Packet) []Packet {
		if q.Network != "tcp" {
			return out
		}
		var pieces []Packet
		for _, p := range out {
			pieces = append(pieces, drip(p, max(1, n), d)...)
		}
		return pieces
	}
}

// drip cuts p up.
func drip(p Packet, n int, d time.Duration) []Packet {
	data := p.frame()
	if p.Err != nil || len(data) == 0 {
		return []Packet{p}
	}
	var pieces []Packet
	for piece := range slices.Chunk(data, n) {
		pieces = append(pieces, Packet{After: p.After, Data: piece, Raw: true})
		p.After += d
	}
	pieces[len(pieces)-1].Close = p.Close
	return pieces
}

// Reset ends a TCP connection with ECONNRESET instead of an answer. Over UDP, which has no such thing, it changes nothing.
func Reset(q Query, out []Packet) []Packet {
	if q.Network != "tcp" {
		return out
	}
	return Fail(syscall.ECONNRESET)(q, out)
}

// frame returns what p puts on a TCP connection (RFC 1035 §4.2.2).
func (p Packet) frame() []byte {
	if p.Raw {
		return p.Data
	}
	data := p.Data[:min(len(p.Data), dns.MaxMsgSize)]
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(data))), data...)
}
