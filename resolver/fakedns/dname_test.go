package fakedns

import (
	"fmt"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// RFC 6672. BIND 9.18 gives these answers too, but does not follow a chain into another zone. NSD 4.6 does, and at ANY as well;
// it takes no zone with names below a DNAME.
func TestDNAME(t *testing.T) {
	testAnswers(t, `
		$ORIGIN example.org.
		@        SOA   ns admin 1 3600 600 86400 60
		old      DNAME New
		old      TXT   "the owner"
		www.old  A     192.0.2.66
		*.old    A     192.0.2.67
		del.old  NS    ns.elsewhere.
		a.b.old  DNAME example.net.
		new      TXT   "the target"
		www.new  A     192.0.2.1
		a\.b.new A     192.0.2.2
		to.new   CNAME www.net
		*.w.new  A     192.0.2.3
		net      DNAME example.net.
		older    DNAME old
		alias    CNAME www.old
		top      DNAME .
		in.empty DNAME new
		$ORIGIN example.net.
		@        SOA   ns admin 1 3600 600 86400 30
		www      A     192.0.2.9
		$ORIGIN zone.old.example.org.
		@        SOA   ns admin 1 3600 600 86400 20
		www      A     192.0.2.8
	`, []asked{
		{"www.old.example.org.", "A", "NOERROR | old.example.org. DNAME New.example.org. | www.old.example.org. CNAME www.New.example.org. | www.New.example.org. A 192.0.2.1"},
		// The name is spelled as asked, the DNAME and what it puts in as written.
		{"WwW.Old.Example.ORG.", "A", "NOERROR | old.example.org. DNAME New.example.org. | WwW.Old.Example.ORG. CNAME WwW.New.example.org. | WwW.New.example.org. A 192.0.2.1"},
		{`a\.b.old.example.org.`, "A", `NOERROR | old.example.org. DNAME New.example.org. | a\.b.old.example.org. CNAME a\.b.New.example.org. | a\.b.New.example.org. A 192.0.2.2`},

		// §2.3: it is not for its own name, which has its records as any other.
		{"old.example.org.", "TXT", `NOERROR | old.example.org. TXT "the owner"`},
		{"Old.example.org.", "DNAME", "NOERROR | Old.example.org. DNAME New.example.org."},
		{"old.example.org.", "ANY", `NOERROR | old.example.org. DNAME New.example.org. | old.example.org. TXT "the owner"`},
		{"old.example.org.", "A", "NOERROR / example.org. SOA 60"},

		// §2.4: nothing below it is seen, be it a name, a wildcard, a delegation or another DNAME.
		{"any.old.example.org.", "A", "NXDOMAIN | old.example.org. DNAME New.example.org. | any.old.example.org. CNAME any.New.example.org. / example.org. SOA 60"},
		{"*.old.example.org.", "A", "NXDOMAIN | old.example.org. DNAME New.example.org. | *.old.example.org. CNAME *.New.example.org. / example.org. SOA 60"},
		{"del.old.example.org.", "NS", "NXDOMAIN | old.example.org. DNAME New.example.org. | del.old.example.org. CNAME del.New.example.org. / example.org. SOA 60"},
		{"www.a.b.old.example.org.", "A", "NXDOMAIN | old.example.org. DNAME New.example.org. | www.a.b.old.example.org. CNAME www.a.b.New.example.org. / example.org. SOA 60"},
		// But a zone of its own is (RFC 1034 §4.3.2 step 2), all but its DS.
		{"www.zone.old.example.org.", "A", "NOERROR | www.zone.old.example.org. A 192.0.2.8"},
		{"zone.old.example.org.", "DS", "NXDOMAIN | old.example.org. DNAME New.example.org. | zone.old.example.org. CNAME zone.New.example.org. / example.org. SOA 60"},
		// Nor are names above it hidden.
		{"empty.example.org.", "A", "NOERROR / example.org. SOA 60"},
		{"www.empty.example.org.", "A", "NXDOMAIN / example.org. SOA 60"},
		{"www.in.empty.example.org.", "TXT", "NOERROR | in.empty.example.org. DNAME new.example.org. | www.in.empty.example.org. CNAME www.new.example.org. / example.org. SOA 60"},

		// The chain goes on: to a wildcard, to a DNAME, from and to a CNAME, across zones, to the root.
		{"x.w.old.example.org.", "A", "NOERROR | old.example.org. DNAME New.example.org. | x.w.old.example.org. CNAME x.w.New.example.org. | x.w.New.example.org. A 192.0.2.3"},
		{"www.older.example.org.", "A", "NOERROR | older.example.org. DNAME old.example.org. | www.older.example.org. CNAME www.old.example.org. | old.example.org. DNAME New.example.org. | www.old.example.org. CNAME www.New.example.org. | www.New.example.org. A 192.0.2.1"},
		{"alias.example.org.", "A", "NOERROR | alias.example.org. CNAME www.old.example.org. | old.example.org. DNAME New.example.org. | www.old.example.org. CNAME www.New.example.org. | www.New.example.org. A 192.0.2.1"},
		{"to.old.example.org.", "A", "NOERROR | old.example.org. DNAME New.example.org. | to.old.example.org. CNAME to.New.example.org. | to.New.example.org. CNAME www.net.example.org. | net.example.org. DNAME example.net. | www.net.example.org. CNAME www.example.net. | www.example.net. A 192.0.2.9"},
		{"no.net.example.org.", "A", "NXDOMAIN | net.example.org. DNAME example.net. | no.net.example.org. CNAME no.example.net. / example.net. SOA 30"},
		{"www.example.net.top.example.org.", "A", "NOERROR | top.example.org. DNAME . | www.example.net.top.example.org. CNAME www.example.net. | www.example.net. A 192.0.2.9"},

		// As at any CNAME it does not if that is asked for, or everything; a DNAME is looked for at the end.
		{"www.older.example.org.", "CNAME", "NOERROR | older.example.org. DNAME old.example.org. | www.older.example.org. CNAME www.old.example.org."},
		{"www.older.example.org.", "ANY", "NOERROR | older.example.org. DNAME old.example.org. | www.older.example.org. CNAME www.old.example.org."},
		{"www.old.example.org.", "DNAME", "NOERROR | old.example.org. DNAME New.example.org. | www.old.example.org. CNAME www.New.example.org. / example.org. SOA 60"},
	})
}

// It needs no SOA, and may be at the top of a zone.
func TestDNAMEAnywhere(t *testing.T) {
	testAnswers(t, `
		old       DNAME new
		www.new   A     192.0.2.1
		$ORIGIN example.org.
		@         SOA   ns admin 1 3600 600 86400 60
		@         DNAME new.
	`, []asked{
		{"www.old.", "A", "NOERROR | old. DNAME new. | www.old. CNAME www.new. | www.new. A 192.0.2.1"},
		{"www.example.org.", "A", "NOERROR | example.org. DNAME new. | www.example.org. CNAME www.new. | www.new. A 192.0.2.1"},
		{"example.org.", "A", "NOERROR / example.org. SOA 60"},
	})
}

// RFC 4592 §4.4, RFC 6672 §3.2 step 3C: a wildcard's DNAME is a record as others for the names it covers, and no redirection.
func TestDNAMEOfWildcard(t *testing.T) {
	testAnswers(t, `
		*.w   DNAME new
		a.new A     192.0.2.1
	`, []asked{
		{"a.w.", "A", "NOERROR / . SOA 300"},
		{"b.a.w.", "A", "NOERROR / . SOA 300"},
		{"a.w.", "DNAME", "NOERROR | a.w. DNAME new."},
		{"a.*.w.", "A", "NOERROR | *.w. DNAME new. | a.*.w. CNAME a.new. | a.new. A 192.0.2.1"},
	})
}

// RFC 6672 §3.1: the CNAME has the TTL of the DNAME.
func TestDNAMETTL(t *testing.T) {
	s := parse(t, "old 7 DNAME new\nwww.new 30 A 192.0.2.1")
	want := []uint32{7, 7, 30}
	for i, rr := range ask(t, s, overUDP, question("www.old.", "A")).Answer {
		if rr.Header().Ttl != want[i] {
			t.Errorf("want TTL %d: %v", want[i], rr)
		}
	}
}

// A DNAME that a chain meets twice is in the answer once.
func TestDNAMEMetTwice(t *testing.T) {
	testAnswers(t, `
		old   DNAME new
		x.new CNAME y.old
		y.new A     192.0.2.1
	`, []asked{
		{"x.old.", "A", "NOERROR | old. DNAME new. | x.old. CNAME x.new. | x.new. CNAME y.old. | y.old. CNAME y.new. | y.new. A 192.0.2.1"},
	})
}

// RFC 6672 §2.2: a name has 255 octets at most.
func TestDNAMEThatMakesNamesTooLong(t *testing.T) {
	label := strings.Repeat("x", 63)
	target := strings.Repeat(label[:60]+".", 3) + "t." // 3·61 + 2 + 1 = 186 octets
	fits, tooLong := "xxxx."+label, "xxxxx."+label     // 69 and 70 octets before it
	testAnswers(t, fmt.Sprintf("old DNAME %s\nalias CNAME %s.old", target, tooLong), []asked{
		{fits + ".old.", "A", fmt.Sprintf("NXDOMAIN | old. DNAME %s | %s.old. CNAME %s.%s / . SOA 300", target, fits, fits, target)},
		{tooLong + ".old.", "A", fmt.Sprintf("YXDOMAIN | old. DNAME %s", target)},
		{tooLong + ".old.", "CNAME", fmt.Sprintf("YXDOMAIN | old. DNAME %s", target)},
		{"alias.", "A", fmt.Sprintf("YXDOMAIN | alias. CNAME %s.old. | old. DNAME %s", tooLong, target)},
	})
}

func TestDNAMELoops(t *testing.T) {
	testAnswers(t, `
		self DNAME self
		l0   DNAME l1
		l1   DNAME l0
		grow DNAME x.grow
	`, []asked{
		{"www.self.", "A", "SERVFAIL"},
		{"www.l0.", "A", "SERVFAIL"},
		{"www.grow.", "A", "SERVFAIL"},
		{"self.", "A", "NOERROR / . SOA 300"},
	})
	m := ask(t, parse(t, "far DNAME "+strings.Repeat("x.", 40)+"far"), overTCP, question("www.far.", "A"))
	if m.Rcode != dns.RcodeYXDomain || len(m.Answer) != 1+3 { // 4 + 80·n + 5 octets
		t.Errorf("got %s", show(m))
	}
}

// Each substitution is a link.
func TestLongestChainOfDNAMEs(t *testing.T) {
	var zone strings.Builder
	for i := range MaxLinks + 1 {
		fmt.Fprintf(&zone, "n%d DNAME n%d\n", i, i+1)
	}
	fmt.Fprintf(&zone, "x.n%d A 192.0.2.1\nalias CNAME x.n1\n", MaxLinks+1)
	s := parse(t, zone.String())
	m := ask(t, s, overTCP, question("x.n1.", "A"))
	if m.Rcode != dns.RcodeSuccess || len(m.Answer) != 2*MaxLinks+1 {
		t.Errorf("%d links: %s", MaxLinks, show(m))
	}
	for _, name := range []string{"x.n0.", "alias."} {
		if m := ask(t, s, overTCP, question(name, "A")); show(m) != "SERVFAIL" {
			t.Errorf("%d links: %s", MaxLinks+1, show(m))
		}
	}
}
