package dnsclient

import (
	"testing"

	"github.com/miekg/dns"
)

// query is the question that the tests below forge answers to: www.example.org. A with id 4711.
func query(t testing.TB) (*dns.Msg, []byte) {
	t.Helper()
	m := new(dns.Msg)
	m.SetQuestion("www.example.org.", dns.TypeA)
	m.Id = 4711
	wire, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return m, wire
}

// asked is what it asks for.
var asked = question{"www.example.org.", dns.TypeA}

// reply is the right answer, as mutate changes it.
func reply(t testing.TB, mutate func(*dns.Msg)) []byte {
	t.Helper()
	q, _ := query(t)
	m := new(dns.Msg)
	m.SetReply(q)
	m.RecursionAvailable = true
	m.Answer = append(m.Answer, rr(t, "www.example.org. 60 IN A 192.0.2.1"))
	mutate(m)
	wire, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return wire
}

func rr(t testing.TB, text string) dns.RR {
	t.Helper()
	record, err := dns.NewRR(text)
	if err != nil {
		t.Fatal(err)
	}
	return record
}

func TestCheck(t *testing.T) {
	_, q := query(t)
	right := reply(t, func(*dns.Msg) {})
	edited := func(edit func([]byte)) []byte {
		wire := append([]byte(nil), right...)
		edit(wire)
		return wire
	}
	longOption := reply(t, func(m *dns.Msg) {
		m.SetEdns0(1232, false)
		m.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_LOCAL{Code: dns.EDNS0LOCALSTART, Data: []byte{1}}}
	})
	longOption[len(longOption)-2]++ // its length
	owner := func(first, second byte) []byte {
		wire := reply(t, func(m *dns.Msg) { m.Compress = true })
		wire[len(q)], wire[len(q)+1] = first, second
		return wire
	}
	bare := func(rcode byte) []byte { return []byte{q[0], q[1], 0x80, rcode, 11: 0} }
	for _, tt := range []struct {
		name string
		wire []byte
		want verdict
	}{
		{"the right answer", right, ours},
		{"case of the name changed", edited(func(b []byte) { b[13] = 'W' }), ours},
		{"nothing", nil, junk},
		{"three bytes", right[:3], junk},
		{"a bare header", right[:12], junk},
		{"twenty times 0xff", []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), junk},
		{"with a record of a type that nobody asked for", reply(t, func(m *dns.Msg) { m.Answer = append(m.Answer, rr(t, "www.example.org. TXT x")) }), ours},
		{"another id", reply(t, func(m *dns.Msg) { m.Id++ }), junk},
		{"the query itself", q, junk},
		{"QR not set", reply(t, func(m *dns.Msg) { m.Response = false }), junk},
		{"opcode UPDATE", reply(t, func(m *dns.Msg) { m.Opcode = dns.OpcodeUpdate }), junk},
		{"another name", reply(t, func(m *dns.Msg) { m.Question[0].Name = "wwx.example.org." }), junk},
		{"a longer name", reply(t, func(m *dns.Msg) { m.Question[0].Name = "www.example.org.evil." }), junk},
		{"another type", reply(t, func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeAAAA }), junk},
		{"a type that differs in the bit of case", reply(t, func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeA | 0x20 }), junk},
		{"another class", reply(t, func(m *dns.Msg) { m.Question[0].Qclass = dns.ClassCHAOS }), junk},
		{"no question", reply(t, func(m *dns.Msg) { m.Question = nil }), junk},
		{"two questions", reply(t, func(m *dns.Msg) { m.Question = append(m.Question, m.Question[0]) }), junk},
		{"cut off in a record", right[:len(right)-1], cutHint},
		{"fewer records than promised", edited(func(b []byte) { b[7] = 5 }), cutHint},
		{"an authority record promised", edited(func(b []byte) { b[9] = 1 }), cutHint},
		{"an additional record promised", edited(func(b []byte) { b[11] = 1 }), cutHint},
		{"a record of 3 bytes for an address", edited(func(b []byte) { b[len(b)-5] = 3 }), junk},
		{"a record of 5 bytes for an address", append(edited(func(b []byte) { b[len(b)-5] = 5 }), 0), junk},
		{"a record of no bytes for an address", edited(func(b []byte) { b[len(b)-5] = 0 })[:len(right)-4], junk},
		{"an old server's bare header: SERVFAIL", bare(dns.RcodeServerFailure), bareHint},
		{"a bare header: NXDOMAIN", bare(dns.RcodeNameError), junk},
		{"two OPT records", reply(t, func(m *dns.Msg) { m.SetEdns0(1232, false).SetEdns0(1232, false) }), junk},
		{"OPT among the answers", reply(t, func(m *dns.Msg) { m.SetEdns0(1232, false); m.Answer, m.Extra = m.Extra, nil }), junk},
		{"an option of OPT that is longer than OPT", longOption, junk},
		{"an owner that points to the question", owner(0xc0, headerLen), ours},
		{"an owner that points to itself", owner(0xc0, byte(len(q))), junk},
		{"an owner that points into the header", owner(0xc0, headerLen-8), junk},
		{"an owner of a label of an unknown kind", owner(0x40, headerLen), junk},
		{"truncated, and cut off in a record", edited(func(b []byte) { b[2] |= 0x02 })[:len(right)-1], ours},
		{"truncated, and nothing but the question", edited(func(b []byte) { b[2] |= 0x02; b[7] = 9 })[:len(q)], ours},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, _ := check(tt.wire, 4711, asked, plainSize, false); got != tt.want {
				t.Errorf("check = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestFailed(t *testing.T) {
	for _, tt := range []struct {
		name   string
		mutate func(*dns.Msg)
		want   Outcome // Found: no failure
	}{
		{"an answer", func(*dns.Msg) {}, Found},
		{"NXDOMAIN is an answer", func(m *dns.Msg) { m.Rcode = dns.RcodeNameError }, Found},
		{"FORMERR", func(m *dns.Msg) { m.Rcode = dns.RcodeFormatError }, Unusable},
		{"an rcode that answers no query", func(m *dns.Msg) { m.Rcode = dns.RcodeNotZone }, Unusable},
		{"SERVFAIL", func(m *dns.Msg) { m.Rcode = dns.RcodeServerFailure }, ServFail},
		{"REFUSED", func(m *dns.Msg) { m.Rcode = dns.RcodeRefused }, Refused},
		{"NOTIMP", func(m *dns.Msg) { m.Rcode = dns.RcodeNotImplemented }, Refused},
		{"nothing, from a server that recurses, is NODATA", func(m *dns.Msg) { m.Answer = nil }, Found},
		{"nothing, from an authority, is NODATA", func(m *dns.Msg) { m.Answer, m.RecursionAvailable, m.Authoritative = nil, false, true }, Found},
		{"a referral", func(m *dns.Msg) { m.Answer, m.RecursionAvailable = nil, false }, Refused},
		{"nothing but a SOA is NODATA whoever says it", func(m *dns.Msg) {
			m.Answer, m.RecursionAvailable = nil, false
			m.Ns = []dns.RR{rr(t, "example.org. SOA ns hostmaster 1 3600 600 86400 300")}
		}, Found},
		{"a referral that names servers", func(m *dns.Msg) {
			m.Answer, m.RecursionAvailable = nil, false
			m.Ns = []dns.RR{rr(t, "example.org. NS ns.example.org.")}
		}, Refused},
		{"a referral with OPT", func(m *dns.Msg) { m.Answer, m.RecursionAvailable = nil, false; m.SetEdns0(1232, false) }, Refused},
		{"a referral for the end of a chain", func(m *dns.Msg) {
			m.Answer, m.RecursionAvailable = []dns.RR{rr(t, "www.example.org. CNAME www.example.net.")}, false
			m.Ns = []dns.RR{rr(t, "example.net. NS ns.example.net.")}
		}, Refused},
		{"a chain without an end, from a server that recurses, is NODATA", func(m *dns.Msg) {
			m.Answer = []dns.RR{rr(t, "www.example.org. CNAME www.example.net.")}
		}, Found},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v, m := check(reply(t, tt.mutate), 4711, asked, plainSize, false)
			if v != ours {
				t.Fatal("not ours")
			}
			if got, bad := m.failed(dns.TypeA); bad != (tt.want != Found) || bad && got != tt.want {
				t.Errorf("failed = %v, %v; want %v", got, bad, tt.want)
			}
		})
	}
}
