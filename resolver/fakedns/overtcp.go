package fakedns

import (
	"cmp"
	"encoding/binary"
	"slices"
	"syscall"
	"time"

	"github.com/miekg/dns"
)

// CloseMid closes a TCP connection after n octets of what goes back, of which the first two are the length of the answer: 0
// sends nothing, more than there are sends all. Over UDP it changes nothing.
func CloseMid(n int) Action {
	return func(q Query, out []Packet) []Packet {
		if q.Network != "tcp" {
			return out
		}
		return cut(out, max(0, n))
	}
}

// cut returns what arrives of the packets until a connection closes after n octets, or at an error or end before that.
func cut(out []Packet, n int) []Packet {
	out = slices.Clone(out)
	slices.SortStableFunc(out, func(a, b Packet) int { return cmp.Compare(a.After, b.After) })
	var sent []Packet
	for i, p := range out {
		if p.Err != nil {
			return append(sent, p)
		}
		data := p.frame()
		p.Data, p.Raw = data[:min(n, len(data))], true
		n -= len(p.Data)
		p.Close = p.Close || n == 0 || i == len(out)-1
		sent = append(sent, p)
		if p.Close {
			break
		}
	}
	return sent
}

// SlowDrip sends the answer over TCP n octets at a time, its length included, one piece a d after the other. Over UDP it
// changes nothing. Two answers that drip on one connection at the same time would be mixed up.
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
	for data := range slices.Chunk(data, n) {
		piece := p
		piece.Data, piece.Raw, piece.Close = data, true, false
		pieces = append(pieces, piece)
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
