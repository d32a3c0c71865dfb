package resolver_test

import (
	"encoding/binary"
	"slices"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/resolvconf"
)

// segments sends what f makes of the right answer as it is: pieces of a TCP connection.
func segments(f func(q fakedns.Query, right []byte) []fakedns.Packet) fakedns.Action {
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		pieces := f(q, framed(out[0].Data))
		for i := range pieces {
			pieces[i].Raw = true
		}
		return pieces
	}
}

// segment is segments with one of them.
func segment(f func(q fakedns.Query, right []byte) []byte) fakedns.Action {
	return segments(func(q fakedns.Query, right []byte) []fakedns.Packet { return []fakedns.Packet{{Data: f(q, right)}} })
}

// framed is a message behind its length (RFC 1035 §4.2.2).
func framed(message []byte) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(message))), message...)
}

// stranger is a forged message with another id, behind its length.
func stranger(q fakedns.Query) []byte {
	b := message(q, 1, forgedRecord(q))
	b[0] ^= 0xFF
	return framed(b)
}

// streams are ways for the right answer to come over TCP (RFC 7766 §8).
var streams = []struct {
	name   string
	do     fakedns.Action
	pieces bool // its pieces come at different times
}{
	{"in one segment", segment(func(_ fakedns.Query, right []byte) []byte { return right }), false},
	{"its length, and the rest later", split(2), true},
	{"its length in two", split(1), true},
	{"split in the header", split(8), true},
	{"split before its last octet", segments(func(_ fakedns.Query, right []byte) []fakedns.Packet {
		n := len(right) - 1
		return []fakedns.Packet{{Data: right[:n]}, {Data: right[n:], After: spoofDelay}}
	}), true},
	{"an octet at a time", fakedns.SlowDrip(1, 100*time.Microsecond), true},
	{"twice in one segment", segment(func(_ fakedns.Query, right []byte) []byte { return slices.Repeat(right, 2) }), false},
	{"and half of it again", segment(func(_ fakedns.Query, right []byte) []byte { return slices.Concat(right, right[:20]) }), true},
	{"and a forged one in the same segment", segment(func(q fakedns.Query, right []byte) []byte {
		return slices.Concat(right, framed(message(q, 1, forgedRecord(q))))
	}), false},
	{"behind a stranger in the same segment", segment(func(q fakedns.Query, right []byte) []byte { return slices.Concat(stranger(q), right) }), false},
	{"behind 60 strangers", segment(func(q fakedns.Query, right []byte) []byte {
		return slices.Concat(slices.Repeat(stranger(q), 60), right)
	}), false},
	{"behind a message of no octets", segment(func(_ fakedns.Query, right []byte) []byte { return slices.Concat(framed(nil), right) }), false},
	{"behind one of 1 octet", segment(func(_ fakedns.Query, right []byte) []byte { return slices.Concat(framed([]byte("x")), right) }), false},
	{"behind one of 11 octets", segment(func(_ fakedns.Query, right []byte) []byte { return slices.Concat(framed(right[2:13]), right) }), false},
	{"behind one of 13 octets", segment(func(_ fakedns.Query, right []byte) []byte { return slices.Concat(framed(right[2:15]), right) }), false},
	{"behind the query", segment(func(q fakedns.Query, right []byte) []byte { return slices.Concat(framed(q.Wire), right) }), false},
	{"and closed", segments(func(_ fakedns.Query, right []byte) []fakedns.Packet {
		return []fakedns.Packet{{Data: right, Close: true}}
	}), false},
	{"of 65535 octets", fakedns.Oversize(dns.MaxMsgSize), false},
}

func split(n int) fakedns.Action {
	return segments(func(_ fakedns.Query, right []byte) []fakedns.Packet {
		return []fakedns.Packet{{Data: right[:n]}, {Data: right[n:], After: spoofDelay}}
	})
}

// A brokenStream is a TCP connection on which no answer comes: one that closes is given up at once, another one in time.
type brokenStream struct {
	name   string
	do     fakedns.Action
	waits  bool
	pieces bool // what came of the answer is not whole, and the connection stays
}

var brokenStreams = []brokenStream{
	{"closed at once", fakedns.CloseMid(0), false, false},
	{"closed after 1 octet", fakedns.CloseMid(1), false, false},
	{"closed after the length", fakedns.CloseMid(2), false, false},
	{"closed after 3 octets", fakedns.CloseMid(3), false, false},
	{"closed in the header", fakedns.CloseMid(13), false, false},
	{"closed behind the header", fakedns.CloseMid(14), false, false},
	{"closed in the question", fakedns.CloseMid(20), false, false},
	{"closed in the answer", fakedns.CloseMid(40), false, false},
	{"reset", fakedns.Reset, false, false},
	{"reset in the answer", segments(func(_ fakedns.Query, right []byte) []fakedns.Packet {
		return []fakedns.Packet{{Data: right[:20]}, fakedns.Reset(fakedns.Query{Network: "tcp"}, nil)[0]}
	}), false, false},
	{"closed behind a stranger", segments(func(q fakedns.Query, _ []byte) []fakedns.Packet {
		return []fakedns.Packet{{Data: stranger(q), Close: true}}
	}), false, false},
	{"a length of more than there is, closed", segments(func(q fakedns.Query, _ []byte) []fakedns.Packet {
		b := framed(message(q, 1, forgedRecord(q)))
		b[1] += 10
		return []fakedns.Packet{{Data: b, Close: true}}
	}), false, false},
	{"silent", fakedns.Drop, true, false},
	{"silent behind the length", segment(func(_ fakedns.Query, right []byte) []byte { return right[:2] }), true, true},
	{"silent before the last octet", segment(func(_ fakedns.Query, right []byte) []byte { return right[:len(right)-1] }), true, true},
	{"silent behind a stranger", segment(func(q fakedns.Query, _ []byte) []byte { return stranger(q) }), true, false},
	{"an octet a second", fakedns.SlowDrip(1, time.Second), true, true},
	{"a length of less than there is", segment(func(q fakedns.Query, _ []byte) []byte {
		b := framed(message(q, 2, forgedRecord(q)+forgedRecord(q)))
		b[1] -= 5
		return b
	}), true, true},
	{"1000 messages of no octets", segment(func(fakedns.Query, []byte) []byte { return make([]byte, 2000) }), true, false},
	{"1000 strangers", segment(func(q fakedns.Query, _ []byte) []byte { return slices.Repeat(stranger(q), 1000) }), true, false},
	{"octets of 0xFF without an end", segment(func(fakedns.Query, []byte) []byte { return slices.Repeat([]byte{0xFF}, 200_000) }), true, true},
}

func useVC(c *resolvconf.Config) { c.UseVC = true }

// hostileTCP have each of them where UDP is truncated, and broken ones where TCP is all there is (use-vc), too.
func hostileTCP() []hostile {
	var all []hostile
	for _, s := range streams {
		all = append(all, hostile{name: "the answer " + s.name, do: overTCP(s.do), want: "right", within: spoofDelay, sends: 2, tcp: true, alone: s.pieces})
	}
	for _, b := range brokenStreams {
		all = append(all,
			hostile{name: b.name, do: overTCP(b.do), want: "EAI_AGAIN", waits: b.waits, sends: overBoth, tcp: true, alone: b.pieces},
			hostile{name: b.name + ", once", do: overTCP(once(b.do)), want: "right", waits: b.waits, sends: 4, tcp: true, alone: true},
			hostile{name: b.name + ", TCP only", do: b.do, conf: useVC, want: "EAI_AGAIN", waits: b.waits, sends: failing, tcp: true, alone: b.pieces})
	}
	for _, s := range spoofs {
		all = append(all, hostile{name: s.name + ", first", do: overTCP(before(s.forge)), want: "right", within: spoofDelay, sends: 2, tcp: true})
	}
	return append(all,
		hostile{name: "TC over TCP", do: forged(func(m *dns.Msg) { m.Truncated = true }), want: "EAI_AGAIN", sends: overBoth, tcp: true},
		hostile{name: "TC over TCP, no records", do: saying(func(m *dns.Msg) { m.Truncated = true }), want: "EAI_AGAIN", sends: overBoth, tcp: true},
		hostile{name: "TC over TCP, TCP only", do: forged(func(m *dns.Msg) { m.Truncated = true }), conf: useVC, want: "EAI_AGAIN", sends: failing, tcp: true})
}
