package resolver_test

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// says answers with records, relative to example.org: "@" is the name asked for, "ADDR right" an address of the type asked
// for, by its word. They are in ANSWER unless "AUTHORITY" or "ADDITIONAL" stands before them.
func says(records ...string) fakedns.Action { return saying(func(*dns.Msg) {}, records...) }

// saying is says, with the message as edit changes it in the end.
func saying(edit func(*dns.Msg), records ...string) fakedns.Action {
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		return fakedns.Handler(func(query *dns.Msg) *dns.Msg {
			m := new(dns.Msg).SetReply(query)
			m.RecursionAvailable = true
			m.Compress = len(records) > 100
			for _, text := range records {
				section := &m.Answer
				if rest, ok := strings.CutPrefix(text, "AUTHORITY "); ok {
					section, text = &m.Ns, rest
				} else if rest, ok := strings.CutPrefix(text, "ADDITIONAL "); ok {
					section, text = &m.Extra, rest
				}
				*section = append(*section, hostileRecord(q, text))
			}
			if query.IsEdns0() != nil {
				m.SetEdns0(1232, false)
			}
			edit(m)
			return m
		})(q, out)
	}
}

// hostileRecord reads one record, a TTL of 60 seconds if it has none. A text that is malformed is an error of its table.
func hostileRecord(q fakedns.Query, text string) dns.RR {
	if rest, ok := strings.CutPrefix(text, "@ "); ok {
		text = q.Name + " " + rest
	}
	if before, word, ok := strings.Cut(text, " ADDR "); ok {
		text = before + " " + dns.Type(q.Type).String() + " " + hostileAddr(q.Type, word)
	}
	p := dns.NewZoneParser(strings.NewReader(text+"\n"), "example.org.", "")
	p.SetDefaultTTL(60)
	rr, ok := p.Next()
	if !ok {
		panic(text)
	}
	return rr
}

// hostileAddr is the address of a type that a word stands for.
func hostileAddr(qtype uint16, word string) string {
	for addr, w := range hostileWords {
		if w == word && strings.Contains(addr, ":") == (qtype == dns.TypeAAAA) {
			return addr
		}
	}
	panic(word)
}

// forged answers with a forged address what is otherwise a right answer, as edit changes it.
func forged(edit func(*dns.Msg)) fakedns.Action { return saying(edit, "@ ADDR FORGED") }

// sends answers with the octets that f makes.
func sends(f func(q fakedns.Query) []byte) fakedns.Action {
	return func(q fakedns.Query, _ []fakedns.Packet) []fakedns.Packet { return []fakedns.Packet{{Data: f(q)}} }
}

// rewritten sends a forged answer with its octets as f changes them.
func rewritten(f func(q fakedns.Query, b []byte) []byte) fakedns.Action {
	return sends(func(q fakedns.Query) []byte { return f(q, message(q, 1, forgedRecord(q))) })
}

// message is a reply to q, in octets: NOERROR, RA, our question, a count of answers, and what follows.
func message(q fakedns.Query, answers int, body string) []byte {
	b := slices.Concat(q.Wire[:2], []byte{0x81, 0x80, 0, 1, byte(answers >> 8), byte(answers), 0, 0, 0, 0}, questionIn(q))
	return append(b, body...)
}

// questionIn is the octets of the question of q.
func questionIn(q fakedns.Query) []byte {
	end := 12
	for q.Wire[end] != 0 {
		end += 1 + int(q.Wire[end])
	}
	return q.Wire[12 : end+5]
}

// questionName is the name in the question, as a pointer to it (RFC 1035 §4.1.4).
const questionName = "\xc0\x0c"

// record is one of class IN, in octets, whose RDLENGTH is n.
func record(owner string, rrtype uint16, n int, rdata string) string {
	b := binary.BigEndian.AppendUint16([]byte(owner), rrtype)
	b = append(b, 0, 1, 0, 0, 0, 60)
	return string(binary.BigEndian.AppendUint16(b, uint16(n))) + rdata
}

// forgedRecord is a forged address of the name asked for.
func forgedRecord(q fakedns.Query) string { return addressRecord(q, questionName, "FORGED") }

// addressRecord is the address that a word stands for.
func addressRecord(q fakedns.Query, owner, word string) string {
	rdata := make([]byte, 0, 16)
	switch rr := hostileRecord(q, ". ADDR "+word).(type) {
	case *dns.A:
		rdata = append(rdata, rr.A.To4()...)
	case *dns.AAAA:
		rdata = append(rdata, rr.AAAA.To16()...)
	}
	return record(owner, q.Type, len(rdata), string(rdata))
}

// before sends what do makes of the right answer, and that spoofDelay later.
func before(do fakedns.Action) fakedns.Action { return fakedns.SpoofBefore(do, spoofDelay) }

// overUDP lets do meet UDP only, and overTCP lets it meet TCP only, where UDP is truncated.
func overUDP(do fakedns.Action) fakedns.Action {
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		if q.Network != "udp" {
			return out
		}
		return do(q, out)
	}
}

func overTCP(do fakedns.Action) fakedns.Action {
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		if q.Network == "udp" {
			return fakedns.Truncate(q, out)
		}
		return do(q, out)
	}
}

// once lets do meet the first query only.
func once(do fakedns.Action) fakedns.Action {
	return func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		if q.Nth > 1 {
			return out
		}
		return do(q, out)
	}
}
