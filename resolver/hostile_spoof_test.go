package resolver_test

import (
	"encoding/binary"
	"slices"
	"sync"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// spoofs are forged answers that are not to the question asked (RFC 5452 §9.1, RFC 9619): each has the right id, the right
// question and a forged address of the name asked for, but for what its name says.
var spoofs = []struct {
	name  string
	forge fakedns.Action
}{
	{"the complement of the id", fakedns.WrongID},
	{"the id plus 1", forged(func(m *dns.Msg) { m.Id++ })},
	{"the id minus 1", forged(func(m *dns.Msg) { m.Id-- })},
	{"the id in the other order of octets", forged(func(m *dns.Msg) {
		if swapped := m.Id>>8 | m.Id<<8; swapped != m.Id {
			m.Id = swapped
			return
		}
		m.Id++
	})},
	{"the lower half of the id", forged(func(m *dns.Msg) { m.Id ^= 0xFF00 })},
	{"the upper half of the id", forged(func(m *dns.Msg) { m.Id ^= 0x00FF })},

	{"QR not set", forged(func(m *dns.Msg) { m.Response = false })},
	{"our query, echoed", sends(func(q fakedns.Query) []byte { return q.Wire })},
	{"opcode IQUERY", forged(func(m *dns.Msg) { m.Opcode = dns.OpcodeIQuery })},
	{"opcode STATUS", forged(func(m *dns.Msg) { m.Opcode = dns.OpcodeStatus })},
	{"opcode NOTIFY", forged(func(m *dns.Msg) { m.Opcode = dns.OpcodeNotify })},
	{"opcode UPDATE", forged(func(m *dns.Msg) { m.Opcode = dns.OpcodeUpdate })},
	{"opcode 15", forged(func(m *dns.Msg) { m.Opcode = 15 })},

	{"no question", forged(func(m *dns.Msg) { m.Question = nil })},
	{"no question counted, and one there", rewritten(func(_ fakedns.Query, b []byte) []byte { b[5] = 0; return b })},
	{"the question twice", forged(func(m *dns.Msg) { m.Question = append(m.Question, m.Question[0]) })},
	{"the question, and another one", forged(func(m *dns.Msg) { m.Question = append(m.Question, evil(m.Question[0])) })},
	{"another question, and ours", forged(func(m *dns.Msg) { m.Question = []dns.Question{evil(m.Question[0]), m.Question[0]} })},
	{"65535 questions counted", rewritten(func(_ fakedns.Query, b []byte) []byte { b[4], b[5] = 0xFF, 0xFF; return b })},

	{"another name", asking("evil.test.")},
	{"another name, with its own address", fakedns.WrongQuestion("evil.test")},
	{"a name below", asking("www.desk-1.example.org.")},
	{"the name above", asking("example.org.")},
	{"the root", asking(".")},
	{"a name one letter longer", asking("desk-12.example.org.")},
	{"a name one letter shorter", asking("desk-.example.org.")},
	{"a name with more behind it", asking("desk-1.example.org.evil.test.")},
	{"a name with a NUL", asking(`desk-1\000.example.org.`)},
	{"a name with a dot in a label", asking(`desk-1\.example.org.`)},
	{"a control octet for the hyphen", asking(`desk\0131.example.org.`)}, // 0x0D|0x20 is '-'
	{"a control octet for the digit", asking(`desk-\017.example.org.`)},  // 0x11|0x20 is '1'
	{"the Kelvin sign for the k", asking(`des\226\132\170-1.example.org.`)},
	{"the long s for the s", asking(`de\197\191k-1.example.org.`)},
	{"a pointer for the question, and the name behind", rewritten(func(q fakedns.Query, b []byte) []byte {
		name := questionIn(q)[:len(questionIn(q))-4]
		typeAndClass := questionIn(q)[len(name):]
		return slices.Concat(b[:6], []byte{0, 0, 0, 0, 0, 0, 0xC0, 18}, typeAndClass, name)
	})},

	{"the type of the other family", forged(func(m *dns.Msg) { m.Question[0].Qtype = otherFamily(m.Question[0].Qtype) })},
	{"type CNAME", forged(func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeCNAME })},
	{"type TXT", forged(func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeTXT })},
	{"type ANY", forged(func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeANY })},
	{"a type that differs by the bit of the case of letters", forged(func(m *dns.Msg) { m.Question[0].Qtype ^= 0x20 })},
	{"class CH", forged(func(m *dns.Msg) { m.Question[0].Qclass = dns.ClassCHAOS })},
	{"class NONE", forged(func(m *dns.Msg) { m.Question[0].Qclass = dns.ClassNONE })},
	{"class ANY", forged(func(m *dns.Msg) { m.Question[0].Qclass = dns.ClassANY })},
	{"class IN with the top bit, as in mDNS", forged(func(m *dns.Msg) { m.Question[0].Qclass |= 0x8000 })},

	{"TC, and another id", forged(func(m *dns.Msg) { m.Truncated = true; m.Id++ })},
	{"TC, and another name", forged(func(m *dns.Msg) { m.Truncated = true; m.Question[0].Name = "evil.test." })},
	{"TC, and no question", forged(func(m *dns.Msg) { m.Truncated = true; m.Question = nil })},
	{"SERVFAIL, and another id", forged(func(m *dns.Msg) { m.Rcode = dns.RcodeServerFailure; m.Id++ })},
	{"NXDOMAIN, and another id", forged(func(m *dns.Msg) { m.Rcode = dns.RcodeNameError; m.Id++ })},
	{"NXDOMAIN, and another name", forged(func(m *dns.Msg) { m.Rcode = dns.RcodeNameError; m.Question[0].Name = "evil.test." })},
}

func evil(q dns.Question) dns.Question {
	q.Name = "evil.test."
	return q
}

func asking(name string) fakedns.Action {
	return forged(func(m *dns.Msg) { m.Question[0].Name = name })
}

func otherFamily(qtype uint16) uint16 { return dns.TypeA + dns.TypeAAAA - qtype }

// hostileSpoofs have each spoof come before the right answer, which is waited for on the socket that has asked, and have it for
// ever, over UDP and over TCP, when nothing is an answer at all.
func hostileSpoofs() []hostile {
	var all []hostile
	for _, s := range spoofs {
		all = append(all,
			hostile{name: s.name + ", first", do: before(s.forge), want: "right", within: spoofDelay},
			hostile{name: s.name + ", for ever", do: s.forge, want: "EAI_AGAIN", waits: true, sends: failing})
	}
	return append(all,
		hostile{name: "200 ids, first", do: before(flood(200)), want: "right", within: spoofDelay},
		hostile{name: "the answer to the other family's query, first", each: otherQuery, want: "right", within: spoofDelay},
		hostile{name: "the answer to the try before, first", each: replayed, want: "right", waits: true, within: spoofDelay, sends: failing},
		hostile{name: "forged, behind the right answer", do: behind(behindBy(spoofDelay, forged(func(*dns.Msg) {}))), want: "right"},
		hostile{name: "the right answer twice", do: fakedns.Duplicate, want: "right"},
		hostile{name: "the right answer a hundred times", do: copies(100), want: "right"})
}

// flood sends n forged answers, none with our id.
func flood(n int) fakedns.Action {
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		var all []fakedns.Packet
		for i := range n {
			b := message(q, 1, forgedRecord(q))
			binary.BigEndian.PutUint16(b, q.Msg.Id+uint16(i)+1)
			all = append(all, fakedns.Packet{Data: b})
		}
		return all
	}
}

// behind sends what do makes of the right answer behind that.
func behind(do fakedns.Action) fakedns.Action {
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet { return slices.Concat(out, do(q, out)) }
}

// copies sends the right answer n times.
func copies(n int) fakedns.Action {
	return func(_ fakedns.Query, out []fakedns.Packet) []fakedns.Packet { return slices.Repeat(out, n) }
}

// otherQuery sends on each family's socket first what answers the query of the other one, and has its id where that is known.
func otherQuery() fakedns.Action {
	var mu sync.Mutex
	ids := map[uint16]uint16{}
	return before(func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		mu.Lock()
		defer mu.Unlock()
		ids[q.Type] = q.Msg.Id
		id, asked := ids[otherFamily(q.Type)]
		return forged(func(m *dns.Msg) {
			m.Question[0].Qtype = otherFamily(q.Type)
			if asked {
				m.Id = id
			}
		})(q, out)
	})
}

// replayed loses the first answer, and sends it before that of the next try.
func replayed() fakedns.Action {
	var mu sync.Mutex
	lost := map[uint16][]fakedns.Packet{}
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		mu.Lock()
		defer mu.Unlock()
		first, ok := lost[q.Type]
		if !ok {
			lost[q.Type] = out
			return nil
		}
		return before(func(fakedns.Query, []fakedns.Packet) []fakedns.Packet { return first })(q, out)
	}
}

// hostileFlags are answers that are unusual and right: what does not say whose answer it is does not matter.
var hostileFlags = []hostile{
	{name: "AA", do: saying(func(m *dns.Msg) { m.Authoritative = true }, "@ ADDR right"), want: "right"},
	{name: "RA not set", do: saying(func(m *dns.Msg) { m.RecursionAvailable = false }, "@ ADDR right"), want: "right"},
	{name: "RD not copied", do: saying(func(m *dns.Msg) { m.RecursionDesired = false }, "@ ADDR right"), want: "right"},
	{name: "the reserved bit, AD and CD", do: saying(func(m *dns.Msg) { m.Zero, m.AuthenticatedData, m.CheckingDisabled = true, true, true }, "@ ADDR right"), want: "right"},
	{name: "the question in capitals", do: saying(func(m *dns.Msg) { m.Question[0].Name = "DESK-1.EXAMPLE.ORG." }, "@ ADDR right"), want: "right"},
	{name: "the owner in capitals", do: says("DESK-1.EXAMPLE.ORG. ADDR right"), want: "right"},
	{name: "no OPT", do: saying(func(m *dns.Msg) { m.Extra = nil }, "@ ADDR right"), want: "right"},
	{name: "a TTL of 0", do: says("@ 0 IN ADDR right"), want: "right"},
	{name: "a TTL with its top bit", do: says("@ 2147483648 IN ADDR right"), want: "right"},
	{name: "a TTL of all bits", do: says("@ 4294967295 IN ADDR right"), want: "right"},
	{name: "the owner written out", do: sends(func(q fakedns.Query) []byte {
		name := questionIn(q)[:len(questionIn(q))-4]
		return message(q, 1, addressRecord(q, string(name), "right"))
	}), want: "right"},
	{name: "the owner a pointer to a pointer", do: sends(func(q fakedns.Query) []byte {
		end := endOf(q)
		return message(q, 2, addressRecord(q, questionName, "right")+addressRecord(q, pointer(end), "right"))
	}), want: "right"},
}
