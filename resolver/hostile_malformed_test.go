package resolver_test

import (
	"strings"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// malformed are replies to our question that hold a forged address, and something that cannot be read where what is asked for may
// stand (RFC 1035 §4.1.4, RFC 9267).
var malformed = []struct {
	name    string
	answers int
	body    func(q fakedns.Query) string
}{
	{"a label of 64 octets", 2, ownedBy("\x40" + strings.Repeat("x", 64) + "\x00")},
	{"a label of the type 0x80", 2, ownedBy("\x80x\x00")},
	{"a name of 256 octets", 2, ownedBy(strings.Repeat("\x3f"+strings.Repeat("x", 63), 3) + "\x3e" + strings.Repeat("x", 62) + "\x00")},
	{"a name of 256 octets, by a pointer", 2, ownedBy(strings.Repeat("\x3f"+strings.Repeat("x", 63), 3) + "\x2b" + strings.Repeat("x", 43) + questionName)},
	{"a name without an end", 2, func(q fakedns.Query) string { return forgedRecord(q) + "\x06desk-1" }},
	{"a pointer to itself", 2, ownedByPointer(0)},
	{"a pointer to a pointer to it", 3, func(q fakedns.Query) string {
		at := endOf(q)
		return addressRecord(q, pointer(at+len(addressRecord(q, questionName, "FORGED"))), "FORGED") +
			addressRecord(q, pointer(at), "FORGED") + forgedRecord(q)
	}},
	{"a label, and a pointer to it", 2, func(q fakedns.Query) string {
		return forgedRecord(q) + addressRecord(q, "\x01x"+pointer(endOf(q)+len(forgedRecord(q))), "FORGED")
	}},
	{"a pointer forwards", 2, func(q fakedns.Query) string {
		before := 2*len(forgedRecord(q)) + endOf(q)
		return forgedRecord(q) + addressRecord(q, pointer(before), "FORGED") + string(questionIn(q))
	}},
	{"a pointer into the header", 2, ownedBy(pointer(4))},
	{"a pointer past the end", 2, ownedBy(pointer(0x3FFF))},
	{"half a pointer at the end", 2, func(q fakedns.Query) string { return forgedRecord(q) + "\xc0" }},
	{"RDLENGTH past the end", 2, also(func(q fakedns.Query) string { return record(questionName, q.Type, 255, "\xc0\x00\x02\x42") })},
	{"RDLENGTH past the end, of another type", 2, also(func(q fakedns.Query) string { return record(questionName, dns.TypeTXT, 255, "\x01x") })},
	{"an address of no octets", 2, also(func(q fakedns.Query) string { return record(questionName, q.Type, 0, "") })},
	{"an address an octet short", 2, alsoAddress(-1)},
	{"an address an octet long", 2, alsoAddress(1)},
	{"an address of the other family's length", 2, also(func(q fakedns.Query) string {
		n := 20 - addressLen(q)
		return record(questionName, q.Type, n, strings.Repeat("\x42", n))
	})},
	{"a CNAME of no octets", 2, also(func(fakedns.Query) string { return record(questionName, dns.TypeCNAME, 0, "") })},
	{"a CNAME that ends before its RDLENGTH", 2, also(func(fakedns.Query) string { return record(questionName, dns.TypeCNAME, 4, "\x01x\x00x") })},
	{"a CNAME that ends behind its RDLENGTH", 2, also(func(fakedns.Query) string { return record(questionName, dns.TypeCNAME, 2, "\x01x\x00") })},
	{"a CNAME to a pointer to itself", 2, func(q fakedns.Query) string {
		return forgedRecord(q) + record(questionName, dns.TypeCNAME, 2, pointer(endOf(q)+len(forgedRecord(q))+12))
	}},
	{"a CNAME to a label of 64 octets", 2, also(func(fakedns.Query) string {
		return record(questionName, dns.TypeCNAME, 66, "\x40"+strings.Repeat("x", 64)+"\x00")
	})},
	{"a record cut in its type", 2, also(func(fakedns.Query) string { return questionName + "\x00" })},
	{"a record cut in its TTL", 2, also(func(fakedns.Query) string { return questionName + "\x00\x01\x00\x01\x00" })},
	{"a record more counted than there are", 2, forgedRecord},
	{"65535 records counted", 65535, forgedRecord},
	{"no record, and one counted", 1, func(fakedns.Query) string { return "" }},
}

// also puts what f makes behind a forged record.
func also(f func(q fakedns.Query) string) func(q fakedns.Query) string {
	return func(q fakedns.Query) string { return forgedRecord(q) + f(q) }
}

func alsoAddress(more int) func(q fakedns.Query) string {
	return also(func(q fakedns.Query) string {
		n := addressLen(q) + more
		return record(questionName, q.Type, n, strings.Repeat("\x42", n))
	})
}

func addressLen(q fakedns.Query) int {
	if q.Type == dns.TypeAAAA {
		return 16
	}
	return 4
}

// ownedBy puts a record of an owner in octets behind the forged one, and ownedByPointer one whose owner points to the octet at
// its offset in that record.
func ownedBy(owner string) func(q fakedns.Query) string {
	return also(func(q fakedns.Query) string { return addressRecord(q, owner, "FORGED") })
}

func ownedByPointer(at int) func(q fakedns.Query) string {
	return func(q fakedns.Query) string { return ownedBy(pointer(endOf(q) + len(forgedRecord(q)) + at))(q) }
}

func pointer(to int) string { return string([]byte{0xC0 | byte(to>>8), byte(to)}) }

// endOf is the offset at which the question of a reply ends.
func endOf(q fakedns.Query) int { return 12 + len(questionIn(q)) }

// hostileMalformed have each of them come before the right answer, and for ever. What ends too early may be looked for over TCP.
func hostileMalformed() []hostile {
	var all []hostile
	for _, m := range malformed {
		do := sends(func(q fakedns.Query) []byte { return message(q, m.answers, m.body(q)) })
		all = append(all,
			hostile{name: m.name + ", first", do: before(do), want: "right", within: spoofDelay, sends: 2},
			hostile{name: m.name + ", for ever", do: do, want: "EAI_AGAIN", waits: true, sends: overBoth})
	}
	return all
}

// skipped are records beside the right one that nobody has asked for: only their RDLENGTH is read.
var skipped = []struct{ name, record string }{
	{"TXT, a string past its end", record(questionName, dns.TypeTXT, 2, "\xffx")},
	{"TXT of no octets", record(questionName, dns.TypeTXT, 0, "")},
	{"NS, a pointer past the end", record(questionName, dns.TypeNS, 2, "\xff\xff")},
	{"MX of no octets", record(questionName, dns.TypeMX, 0, "")},
	{"SRV of 3 octets", record(questionName, dns.TypeSRV, 3, "\x00\x01\x00")},
	{"SOA of 2 octets", record(questionName, dns.TypeSOA, 2, "\x00\x00")},
	{"LOC of 1 octet", record(questionName, dns.TypeLOC, 1, "\x00")},
	{"NSEC, a bitmap past its end", record(questionName, dns.TypeNSEC, 4, "\x00\x00\x20\x40")},
	{"RRSIG of 4 octets", record(questionName, dns.TypeRRSIG, 4, "\x00\x01\x08\x03")},
	{"HTTPS, a parameter past its end", record(questionName, dns.TypeHTTPS, 7, "\x00\x01\x00\x00\x01\xff\xff")},
	{"SVCB, a parameter twice", record(questionName, dns.TypeSVCB, 11, "\x00\x01\x00\x00\x02\x00\x00\x00\x02\x00\x00")},
	{"type 0", record(questionName, 0, 1, "x")},
	{"type ANY", record(questionName, dns.TypeANY, 4, "\xc0\x00\x02\x42")},
	{"type AXFR", record(questionName, dns.TypeAXFR, 0, "")},
	{"type 65535", record(questionName, 65535, 3, "xyz")},
	{"owned by 255 octets", record(strings.Repeat("\x3f"+strings.Repeat("x", 63), 3)+"\x3d"+strings.Repeat("x", 61)+"\x00", dns.TypeTXT, 2, "\x01x")},
}

// hostileSkipped have each of them before the right address and behind it.
func hostileSkipped() []hostile {
	var all []hostile
	for _, s := range skipped {
		all = append(all, hostile{name: s.name, want: "right", do: sends(func(q fakedns.Query) []byte {
			return message(q, 3, s.record+addressRecord(q, questionName, "right")+s.record)
		})})
	}
	return append(all,
		hostile{name: "an address of 3 octets in AUTHORITY", want: "right", do: withSection(9, record(questionName, dns.TypeA, 3, "xyz"))},
		hostile{name: "an address of 3 octets in ADDITIONAL", want: "right", do: withSection(11, record(questionName, dns.TypeA, 3, "xyz"))},
		hostile{name: "a record more counted in AUTHORITY", want: "right", do: overUDP(withSection(9, "")), within: hintGrace, sends: 2},
		hostile{name: "a record more counted in ADDITIONAL", want: "right", do: overUDP(withSection(11, "")), within: hintGrace, sends: 2},
		hostile{name: "octets behind the message", want: "right or EAI_AGAIN", waits: true, sends: overBoth,
			do: sends(func(q fakedns.Query) []byte { return message(q, 1, addressRecord(q, questionName, "right")+"more") })},
		hostile{name: "a record that is not counted", want: "EAI_NODATA or EAI_AGAIN", waits: true, sends: overBoth,
			do: sends(func(q fakedns.Query) []byte { return message(q, 0, forgedRecord(q)) })})
}

// withSection sends the right answer, a record counted by the octet of the header at count, and what is there of it.
func withSection(count int, record string) fakedns.Action {
	return sends(func(q fakedns.Query) []byte {
		b := message(q, 1, addressRecord(q, questionName, "right")+record)
		b[count]++
		return b
	})
}
