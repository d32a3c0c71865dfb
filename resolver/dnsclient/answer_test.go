package dnsclient

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
)

func TestRead(t *testing.T) {
	loop := "www.example.org. CNAME a.test.\na.test. CNAME www.example.org."
	long := func(n int) string {
		records := []string{"www.example.org. CNAME c1.test."}
		for i := 1; i < n; i++ {
			records = append(records, fmt.Sprintf("c%d.test. CNAME c%d.test.", i, i+1))
		}
		return strings.Join(append(records, fmt.Sprintf("c%d.test. A 192.0.2.1", n)), "\n")
	}
	for _, tt := range []struct {
		name   string
		rcode  int
		answer string // records, one a line
		want   string // outcome: canonical name [aliases] addresses
	}{
		{"an address", 0, "www.example.org. A 192.0.2.1", "found www.example.org [] 192.0.2.1"},
		{"addresses keep their order", 0, "www.example.org. A 192.0.2.2\nwww.example.org. A 192.0.2.1", "found www.example.org [] 192.0.2.2 192.0.2.1"},
		{"the spelling asked for", 0, "WWW.example.org. A 192.0.2.1", "found www.example.org [] 192.0.2.1"},
		{"a chain", 0, "www.example.org. CNAME a.test.\na.test. CNAME b.test.\nb.test. A 192.0.2.1", "found b.test [www.example.org a.test] 192.0.2.1"},
		{"a chain out of order", 0, "b.test. A 192.0.2.1\na.test. CNAME b.test.\nwww.example.org. CNAME a.test.", "found b.test [www.example.org a.test] 192.0.2.1"},
		{"a chain in mixed case", 0, "www.EXAMPLE.org. CNAME A.test.\na.TEST. A 192.0.2.1", "found A.test [www.example.org] 192.0.2.1"},
		{"another owner", 0, "evil.test. A 192.0.2.6", "nodata"},
		{"an owner off the chain", 0, "www.example.org. CNAME a.test.\nb.test. A 192.0.2.6", "nodata"},
		{"another class", 0, "www.example.org. CH A 192.0.2.6", "nodata"},
		{"another type", 0, "www.example.org. AAAA 2001:db8::1", "nodata"},
		{"nothing", 0, "", "nodata"},
		{"a chain that ends nowhere", 0, "www.example.org. CNAME a.test.", "nodata"},
		{"a chain to NXDOMAIN", dns.RcodeNameError, "www.example.org. CNAME a.test.", "nxdomain"},
		{"NXDOMAIN with an address", dns.RcodeNameError, "www.example.org. A 192.0.2.6", "nxdomain"},
		{"FORMERR", dns.RcodeFormatError, "", "unusable"},
		{"rcode 9", 9, "", "unusable"},
		{"a loop", 0, loop, "servfail"},
		{"a chain of 16", 0, long(16), "found c16.test [www.example.org" + names(1, 15) + "] 192.0.2.1"},
		{"a chain of 17", 0, long(17), "servfail"},
		{"a target that is no host name is not the canonical one", 0, "www.example.org. CNAME a\\032b.test.\na\\032b.test. A 192.0.2.1", "found www.example.org [] 192.0.2.1"},
		{"nor an alias in between", 0, "www.example.org. CNAME -x.test.\n-x.test. CNAME b.test.\nb.test. A 192.0.2.1", "found b.test [www.example.org] 192.0.2.1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := new(dns.Msg)
			m.Rcode = tt.rcode
			for line := range strings.Lines(tt.answer) {
				m.Answer = append(m.Answer, rr(t, line))
			}
			if got := text(read(t, m, "www.example.org.", dns.TypeA)); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// read is what m says as the reply to name and qtype.
func read(t *testing.T, m *dns.Msg, name string, qtype uint16) Answer {
	t.Helper()
	m.Question = []dns.Question{{Name: name, Qtype: qtype, Qclass: dns.ClassINET}}
	wire, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	a, err := Read(wire)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func names(from, to int) string {
	var b strings.Builder
	for i := from; i <= to; i++ {
		fmt.Fprintf(&b, " c%d.test", i)
	}
	return b.String()
}

// A domain of the search list may have escapes, and make of a host name one that no host has. The server does not say so, and not how long
// it holds: it may have records of other types.
func TestReadOfANameThatASearchListMakes(t *testing.T) {
	for _, tt := range []struct{ name, answer, want string }{
		{`www.\119.test.`, `www.w.test. A 192.0.2.1`, "found www.w.test [] 192.0.2.1"},
		{`www.*.test.`, `www.*.test. A 192.0.2.1`, "nxdomain"},
		{`www.caf\195\169.test.`, `www.caf\195\169.test. A 192.0.2.1`, "nxdomain"},
		{`www.*.test.`, "www.*.test. CNAME a.test.\na.test. A 192.0.2.1", "nxdomain"},
		{`www.*.test.`, `www.*.test. TXT x`, "nodata"},
	} {
		m := new(dns.Msg)
		for line := range strings.Lines(tt.answer) {
			m.Answer = append(m.Answer, rr(t, line))
		}
		m.Ns = append(m.Ns, rr(t, "test. 60 SOA ns.test. hostmaster.test. 1 7200 3600 1209600 30"))
		a := read(t, m, tt.name, dns.TypeA)
		if got := text(a); got != tt.want || got == "nxdomain" && a.TTL != 0 {
			t.Errorf("%s: got %s for %v, want %s", tt.name, got, a.TTL, tt.want)
		}
	}
}

func text(a Answer) string {
	switch a.Outcome {
	case NXDomain:
		return "nxdomain"
	case NoData:
		return "nodata"
	case ServFail:
		return "servfail"
	case Unusable:
		return "unusable"
	}
	addrs := make([]string, len(a.Addrs))
	for i, addr := range a.Addrs {
		addrs[i] = addr.String()
	}
	return fmt.Sprintf("found %s %v %s", a.Name, a.Aliases, strings.Join(addrs, " "))
}

func TestReadOfNoMessage(t *testing.T) {
	right := reply(t, nothing)
	for _, tt := range []struct {
		name string
		wire []byte
		want error
	}{
		{"nothing", nil, errMalformed},
		{"no question", []byte{11: 0}, errMalformed},
		{"cut off in the question", right[:headerLen+3], errMalformed},
		{"cut off in a record", right[:len(right)-1], ErrCut},
	} {
		if _, err := Read(tt.wire); err != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestReadKeepsTheLeastTTL(t *testing.T) {
	for _, tt := range []struct {
		answer string
		want   time.Duration
	}{
		{"www.example.org. 60 CNAME a.test.\na.test. 30 A 192.0.2.1\na.test. 90 A 192.0.2.2", 30 * time.Second},
		{"www.example.org. 10 CNAME a.test.\na.test. 30 A 192.0.2.1", 10 * time.Second},
		{"www.example.org. 0 A 192.0.2.1\nwww.example.org. 30 A 192.0.2.2", 0},
		{"www.example.org. 2147483648 A 192.0.2.1", 0}, // RFC 2181 §8: the top bit
		{"www.example.org. 30 CNAME a.test.", 0},       // nothing found
	} {
		m := new(dns.Msg)
		for line := range strings.Lines(tt.answer) {
			m.Answer = append(m.Answer, rr(t, line))
		}
		if got := read(t, m, "www.example.org.", dns.TypeA).TTL; got != tt.want {
			t.Errorf("%s: %v, want %v", tt.answer, got, tt.want)
		}
	}
}

func TestReadPTR(t *testing.T) {
	const reverse = "1.2.0.192.in-addr.arpa."
	for _, tt := range []struct{ answer, want string }{
		{reverse + " PTR a.test.\n" + reverse + " PTR b.test.", "[a.test b.test]"},
		{reverse + " PTR a.test.\n" + reverse + " PTR -b.test.", "[a.test]"}, // no other name comes out
		{reverse + " PTR -a.test.\n" + reverse + " PTR b.test.", "unusable"},
		{reverse + " CNAME 1.sub.test.\n1.sub.test. PTR a.test.", "[a.test]"}, // RFC 2317
		{reverse + " TXT x", "nodata"},
	} {
		m := new(dns.Msg)
		for line := range strings.Lines(tt.answer) {
			m.Answer = append(m.Answer, rr(t, line))
		}
		a := read(t, m, reverse, dns.TypePTR)
		got := text(a)
		if a.Outcome == Found {
			got = fmt.Sprint(a.Names)
		}
		if got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.answer, got, tt.want)
		}
	}
}

// Every byte that a label can hold: only those of host names come out of a PTR.
func TestReadPTRGivesHostNamesOnly(t *testing.T) {
	const reverse = "1.2.0.192.in-addr.arpa."
	for b := range 256 {
		m := new(dns.Msg)
		m.Answer = []dns.RR{&dns.PTR{Hdr: dns.RR_Header{Name: reverse, Rrtype: dns.TypePTR, Class: dns.ClassINET}, Ptr: fmt.Sprintf("a\\%03db.test.", b)}}
		a := read(t, m, reverse, dns.TypePTR)
		c := byte(b)
		good := c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if good != (a.Outcome == Found) {
			t.Errorf("byte %#x: outcome %d", b, a.Outcome)
		}
	}
}
