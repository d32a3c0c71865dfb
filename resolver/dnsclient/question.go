package dnsclient

import (
	"bytes"
	"hash/maphash"

	"github.com/miekg/dns"
)

// A question is what a message asks for, in class IN.
type question struct {
	name  string // in presentation form, which [CheckName] has nothing against
	qtype uint16
}

// appendTo appends q as a message has it.
func (q question) appendTo(wire []byte) []byte {
	wire, _ = appendName(wire, q.name)
	return append(wire, byte(q.qtype>>8), byte(q.qtype), 0, dns.ClassINET)
}

// equals reports whether both ask the same, whatever the case of letters. It may not know of two that are spelled with other escapes.
func (q question) equals(other question) bool {
	name, others := unrooted(q.name), unrooted(other.name)
	return q.qtype == other.qtype && len(name) == len(others) && equalFold(name, others)
}

// sameQuestion reports whether a and b, of one length and as a message has them, ask the same: the name but for the case of ASCII letters
// (RFC 4343; the lengths of labels are below them), type and class exactly.
func sameQuestion(a, b []byte) bool {
	name := len(b) - 4
	return bytes.Equal(a, b) || equalFold(a[:name], b[:name]) && bytes.Equal(a[name:], b[name:])
}

var seed = maphash.MakeSeed()

// key is a hash of q and its network, the same for all that q equals. Of two questions with the same key, only the later is found and joined.
func (q question) key(tcp bool) uint32 {
	h := maphash.String(seed, lowered(unrooted(q.name))) + uint64(q.qtype)
	if tcp {
		h = ^h
	}
	return uint32(h)
}

// lowered is name with its ASCII letters in lower case; other bytes stay what they are.
func lowered(name string) string {
	i := 0
	for i < len(name) && lower(name[i]) == name[i] {
		i++
	}
	if i == len(name) {
		return name
	}
	octets := []byte(name)
	for ; i < len(octets); i++ {
		octets[i] = lower(octets[i])
	}
	return string(octets)
}
