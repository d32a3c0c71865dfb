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

func TestOurs(t *testing.T) {
	_, q := query(t)
	right := reply(t, func(*dns.Msg) {})
	edited := func(edit func([]byte)) []byte {
		wire := append([]byte(nil), right...)
		edit(wire)
		return wire
	}
	for _, tt := range []struct {
		name string
		wire []byte
		want bool
	}{
		{"the right answer", right, true},
		{"case of the name changed", edited(func(b []byte) { b[13] = 'W' }), true},
		{"nothing", nil, false},
		{"three bytes", right[:3], false},
		{"a bare header", right[:12], false},
		{"twenty times 0xff", []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), false},
		{"with a record of a type that nobody asked for", reply(t, func(m *dns.Msg) { m.Answer = append(m.Answer, rr(t, "www.example.org. TXT x")) }), true},
		{"another id", reply(t, func(m *dns.Msg) { m.Id++ }), false},
		{"the query itself", q, false},
		{"QR not set", reply(t, func(m *dns.Msg) { m.Response = false }), false},
		{"opcode UPDATE", reply(t, func(m *dns.Msg) { m.Opcode = dns.OpcodeUpdate }), false},
		{"another name", reply(t, func(m *dns.Msg) { m.Question[0].Name = "wwx.example.org." }), false},
		{"a longer name", reply(t, func(m *dns.Msg) { m.Question[0].Name = "www.example.org.evil." }), false},
		{"another type", reply(t, func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeAAAA }), false},
		{"a type that differs in the bit of case", reply(t, func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeA | 0x20 }), false},
		{"another class", reply(t, func(m *dns.Msg) { m.Question[0].Qclass = dns.ClassCHAOS }), false},
		{"no question", reply(t, func(m *dns.Msg) { m.Question = nil }), false},
		{"two questions", reply(t, func(m *dns.Msg) { m.Question = append(m.Question, m.Question[0]) }), false},
		{"cut off in a record", right[:len(right)-1], false},
		{"fewer records than promised", edited(func(b []byte) { b[7] = 5 }), false},
		{"an authority record promised", edited(func(b []byte) { b[9] = 1 }), false},
		{"an additional record promised", edited(func(b []byte) { b[11] = 1 }), false},
		{"a record of 3 bytes for an address", edited(func(b []byte) { b[len(b)-5] = 3 }), false},
		{"a record of 5 bytes for an address", append(edited(func(b []byte) { b[len(b)-5] = 5 }), 0), false},
		{"a record of no bytes for an address", edited(func(b []byte) { b[len(b)-5] = 0 })[:len(right)-4], false},
		{"truncated, and cut off in a record", edited(func(b []byte) { b[2] |= 0x02 })[:len(right)-1], true},
		{"truncated, and nothing but the question", edited(func(b []byte) { b[2] |= 0x02; b[7] = 9 })[:len(q)], true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, ok := ours(tt.wire, q); ok != tt.want {
				t.Errorf("ours = %v, want %v", ok, tt.want)
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
			_, q := query(t)
			m, ok := ours(reply(t, tt.mutate), q)
			if !ok {
				t.Fatal("not ours")
			}
			if got, bad := failed(m); bad != (tt.want != Found) || bad && got != tt.want {
				t.Errorf("failed = %v, %v; want %v", got, bad, tt.want)
			}
		})
	}
}

// Whatever arrives, ours neither panics nor takes an answer for another question.
func FuzzOurs(f *testing.F) {
	f.Add(reply(f, func(*dns.Msg) {}))                                    // the right one
	f.Add(reply(f, func(m *dns.Msg) { m.Truncated = true }))              // TC
	f.Add([]byte("\x12\x67\x80\x00\x00\x01\x00\x00\x00\x00\x00\x00\xc0")) // a pointer to itself as the question
	_, q := query(f)
	f.Fuzz(func(t *testing.T, wire []byte) {
		m, ok := ours(wire, q)
		if !ok {
			return
		}
		if m.Id != 4711 || !m.Response || len(m.Question) != 1 || m.Question[0].Qtype != dns.TypeA {
			t.Errorf("accepted %v", m)
		}
		failed(m)
		Read(Reply{Msg: m}, "www.example.org", dns.TypeA)
	})
}
