package dnsclient

import (
	"bytes"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// A name goes onto the wire as package dns puts it there, and what it refuses is refused here.
func FuzzName(f *testing.F) {
	for _, name := range []string{".", "a", "www.example.org.", `a\.b.test`, `\065.test`, `\`, `\2`, `\256`, "a..b", ".a", `a\\.b`, "ä.test"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got, err := appendName(nil, name)
		if err != nil {
			return // package dns lets some pass: an empty name, escapes that are none
		}
		want := make([]byte, maxNameLen+1)
		n, packErr := dns.PackDomainName(dns.Fqdn(name), want, 0, nil, false)
		isASCII := !strings.ContainsFunc(name, func(r rune) bool { return r >= 0x80 }) // beyond it package dns loses "ä\\."
		if isASCII && (packErr != nil || !bytes.Equal(got, want[:n])) {
			t.Fatalf("%q is %x, want %x, %v", name, got, want[:n], packErr)
		}
		again, err := appendName(nil, ref{got, 0}.text())
		if err != nil || !bytes.Equal(again, got) {
			t.Fatalf("%q is %x, and %q %x, %v", name, got, ref{got, 0}.text(), again, err)
		}
	})
}

// Whatever arrives, check neither panics nor takes an answer for another question; and of what it takes, it reads no address that package
// dns does not find in the answer section.
func FuzzCheck(f *testing.F) {
	f.Add(reply(f, func(*dns.Msg) {}))
	f.Add(reply(f, func(m *dns.Msg) { m.Truncated = true }))
	f.Add(reply(f, func(m *dns.Msg) { m.SetEdns0(1232, false) }))
	f.Add(reply(f, func(m *dns.Msg) {
		m.Answer = []dns.RR{rr(f, "www.example.org. CNAME a.test."), rr(f, "test. DNAME org."), rr(f, "a.org. A 192.0.2.1")}
	}))
	f.Add([]byte("\x12\x67\x80\x00\x00\x01\x00\x00\x00\x00\x00\x00\xc0")) // a pointer to itself as the question
	f.Fuzz(func(t *testing.T, wire []byte) {
		v, m := check(wire, 4711, asked, ednsSize, false)
		if v != ours {
			return
		}
		m.failed(dns.TypeA)
		m.leads(dns.TypeA)
		var a Answer
		a.read(&m, "www.example.org", dns.TypeA)
		theirs := new(dns.Msg)
		if err := theirs.Unpack(wire); err != nil && !m.wantsTCP() {
			return // records of types that are not read
		}
		if theirs.Id != 4711 || !theirs.Response || len(theirs.Question) != 1 || theirs.Question[0].Qtype != dns.TypeA {
			t.Errorf("accepted %v", theirs)
		}
		for _, addr := range a.Addrs {
			if !holds(theirs.Answer, addr.String()) {
				t.Errorf("%v is not in %v", addr, theirs)
			}
		}
	})
}

func holds(records []dns.RR, addr string) bool {
	for _, record := range records {
		if a, ok := record.(*dns.A); ok && a.A.String() == addr {
			return true
		}
	}
	return false
}
