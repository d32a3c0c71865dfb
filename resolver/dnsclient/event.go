package dnsclient

import (
	"encoding/binary"
	"sync"

	"github.com/miekg/dns"
)

// A packet is a message that came.
type packet struct {
	event   event // of its coming
	message message
	room    [bufferSize]byte // of its wire, where that is not longer
}

var packets = sync.Pool{New: func() any { return new(packet) }}

// An event is what an exchange came to, or a hint of it. Who has it may use it until its packet is put back.
type event struct {
	message *message // nil where err says why nothing came
	packet  *packet  // of message, to be put back; nil where several have it
	err     error
	at      moment
	verdict verdict // ours or a hint; junk where err says why there is none
	stale   bool    // err may be no answer to this question, but to others over the same stream, or to none
	final   bool    // an answer
}

// hintOf is a hint of that verdict, with no more of m than it may tell: as the reply that it comes to if nothing else comes.
func hintOf(v verdict, m *message, at moment) *event {
	told := &message{rcode: m.rcode}
	if v == cutHint {
		told.flags = flagTC
	}
	return &event{verdict: v, message: told, at: at}
}

// isHint reports whether what is to come after e may be the reply.
func (e *event) isHint() bool { return e.verdict == bareHint || e.verdict == cutHint }

// unpacks reports whether package dns can read all of wire.
func unpacks(wire []byte) bool {
	m := new(dns.Msg)
	return m.Unpack(wire) == nil && len(m.Answer) == int(binary.BigEndian.Uint16(wire[6:]))
}
