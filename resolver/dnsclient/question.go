package dnsclient

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"slices"

	"github.com/miekg/dns"
)

// A question is what a message asks for, in class IN.
type question struct {
	name  []byte // on the wire
	qtype uint16
}

// appendTo appends q as a message has it.
func (q question) appendTo(wire []byte) []byte {
	wire = append(wire, q.name...)
	return append(wire, byte(q.qtype>>8), byte(q.qtype), 0, dns.ClassINET)
}

// size is how long q is in a message.
func (q question) size() int { return len(q.name) + 4 }

// isIn reports whether section, which is as long as q, asks for q: the name but for the case of ASCII letters (RFC 4343; the lengths of
// labels are below them), or with it if exact, type and class exactly.
func (q question) isIn(section []byte, exact bool) bool {
	name, rest := section[:len(q.name)], section[len(q.name):]
	return binary.BigEndian.Uint16(rest) == q.qtype && binary.BigEndian.Uint16(rest[2:]) == dns.ClassINET &&
		(bytes.Equal(name, q.name) || !exact && equalFold(name, q.name))
}

// equals reports whether both ask the same, whatever the case of letters.
func (q question) equals(other question) bool {
	return q.qtype == other.qtype && len(q.name) == len(other.name) && equalFold(q.name, other.name)
}

var seed = maphash.MakeSeed()

// key is a hash of q and its network, whatever the case of its letters. Of two that have the same, nobody finds the first to wait with.
func (q question) key(tcp bool) uint64 {
	name := q.name
	if slices.ContainsFunc(name, func(c byte) bool { return c != lower(c) }) {
		name = slices.Clone(name)
		for i, c := range name {
			name[i] = lower(c)
		}
	}
	h := maphash.Bytes(seed, name) + uint64(q.qtype)
	if tcp {
		h = ^h
	}
	return h
}
