package fakedns

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
)

func TestZoneErrors(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"www A 192.0.2.1\nwww A 192.0.2.300\n", `zone:2: bad A A: "192.0.2.300"`},
		{"www A", `zone:1: unexpected newline: "\n"`},
		{"www A ", `zone:1: bad A A: "\n"`},
		{"\n\nwww MX", `zone:3: unexpected newline: "\n"`},
		{"www\n", `zone:1: no blank before TTL: "\n"`},
		{"www A 192.0.2.1 192.0.2.2", `zone:1: garbage after rdata: "192.0.2.2"`},
		{"www TXT \"open", `zone:1: bad TXT Txt: " "`},
		{"www TXT (\n a", `zone:3: unbalanced brace: "unbalanced brace"`},
		{"www A 192.0.2.1 )", `zone:1: garbage after rdata: "extra closing brace"`},
		{"www WAT 1", `zone:1: not a TTL: "WAT"`},
		{"a..b A 192.0.2.1", `zone:1: bad owner name: "a..b"`},
		{strings.Repeat("a", 64) + " A 192.0.2.1", `zone:1: bad owner name: "` + strings.Repeat("a", 64) + `"`},
		{"$ORIGIN", `zone:1: not a TTL: "$ORIGIN"`},
		{"$TTL x\n", `zone:1: expecting $TTL value, not this...: "x"`},
		{"$INCLUDE other", `zone:1: $INCLUDE directive not allowed: "other"`},
		{"a A 192.0.2.1\n$generate 1-2 a A 192.0.2.$", "zone:2: $GENERATE directive not allowed"},
		{"; comment\n A 192.0.2.1", "zone:2: no owner name yet"},
		{"www CH A 192.0.2.1", "zone:1: www.: class CH is not served"},
		{"www CLASS300 A 192.0.2.1", "zone:1: www.: class CLASS300 is not served"},
		{`www TYPE255 \# 0`, "zone:1: www.: ANY is not a type of data"},
		{`www TYPE41 \# 0`, "zone:1: www.: OPT is not a type of data"},
		{`www TYPE128 \# 0`, "zone:1: www.: NXNAME is not a type of data"},
		{"www A 192.0.2.1\nwww CNAME web", "zone:2: www.: CNAME and other data"},
		{"www CNAME web\nwww SOA . . 1 2 3 4 5", "zone:2: www.: CNAME and other data"},
		{"www CNAME web\n\nWWW A 192.0.2.1", "zone:3: WWW.: CNAME and other data"},
		{"www CNAME web\nwww CNAME web", "zone:2: www.: second CNAME"},
		{"www DNAME web\nwww CNAME web", "zone:2: www.: CNAME and other data"},
		{"www CNAME web\nwww DNAME web", "zone:2: www.: CNAME and other data"},
		{"www DNAME web\nWWW DNAME web", "zone:2: WWW.: second DNAME"},
		{"@ SOA . . 1 2 3 4 5\n@ SOA . . (\n1 2 3 4 5 )", "zone:3: .: second SOA"},
		{"\ufeffwww A 192.0.2.1", "zone:1: a byte order mark is no part of a master file"},
		{"www SSHFP 1 1 xyz", "zone:1: www. SSHFP: encoding/hex: invalid byte: U+0078 'x'"},
	} {
		_, err := Parse(Zone{File: "zone", Text: tt.text})
		if err == nil {
			t.Errorf("%q is no error", tt.text)
		} else if err.Error() != tt.want {
			t.Errorf("%q:\n got %s\nwant %s", tt.text, err, tt.want)
		}
	}
}

func TestErrorNamesItsFile(t *testing.T) {
	_, err := Parse(Zone{File: "a.zone", Text: "www CNAME web"}, Zone{File: "b.zone", Text: "\nwww A 192.0.2.1"})
	if want := "b.zone:2: www.: CNAME and other data"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestZoneText(t *testing.T) {
	const want = "NOERROR | www.example.org. A 192.0.2.1"
	for _, text := range []string{
		"www.example.org. A 192.0.2.1",
		"www.example.org A 192.0.2.1\n",
		"www.example.org 60 IN A 192.0.2.1\n",
		"www.example.org IN 60 A 192.0.2.1\r\n",
		"$ORIGIN org\n$ORIGIN example\nwww A 192.0.2.1",
		"\n; of www\nwww.example.org A ( ; brackets\n 192.0.2.1 )",
		`www.example.org TYPE1 \# 4 c0000201`,
		"\n  \n\t\twww.example.org. A 192.0.2.1\n\t\t                 AAAA ::\n\t",
		"\n\t$ORIGIN example.org.\n\twww TXT x\n\t    A 192.0.2.1",
		"  $ORIGIN example.org.\nwww A 192.0.2.1",
	} {
		if got := show(ask(t, parse(t, text), overUDP, question("www.example.org.", "A"))); got != want {
			t.Errorf("%q answers %s", text, got)
		}
	}
}

func TestTTL(t *testing.T) {
	s := parse(t, `
		a     A 192.0.2.1   ; none given anywhere: 300
		b 60  A 192.0.2.1
		c     A 192.0.2.1   ; the last one given (RFC 1035 §5.1)
		$TTL 1h
		d     A 192.0.2.1   ; the default (RFC 2308 §4)
		e 2   A 192.0.2.1
		f     A 192.0.2.1   ; the default still
	`)
	for name, want := range map[string]uint32{"a.": 300, "b.": 60, "c.": 60, "d.": 3600, "e.": 2, "f.": 3600} {
		if got := ask(t, s, overUDP, question(name, "A")).Answer[0].Header().Ttl; got != want {
			t.Errorf("%s has TTL %d, want %d", name, got, want)
		}
	}
}

// One tree of names out of several texts; the SOA may be in one, the record in another.
func TestSeveralZones(t *testing.T) {
	s, err := Parse(
		Zone{File: "a", Text: "$ORIGIN example.org.\n@ SOA ns admin 1 3600 600 86400 60"},
		Zone{File: "b", Text: "www.example.org. CNAME www.example.net."},
		Zone{File: "c", Text: "@ SOA . . 1 2 3 4 5\n$ORIGIN example.net.\nwww A 192.0.2.1"},
	)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []asked{
		{"www.example.org.", "A", "NOERROR | www.example.org. CNAME www.example.net. | www.example.net. A 192.0.2.1"},
		{"x.example.org.", "A", "NXDOMAIN / example.org. SOA 60"},
		{"x.example.net.", "A", "NXDOMAIN / . SOA 5"},
	} {
		if got := show(ask(t, s, overUDP, question(tt.name, tt.qtype))); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// RFC 4035 §2.5: what DNSSEC says of a CNAME may be beside it.
func TestCNAMEBesideItsSignature(t *testing.T) {
	s := parse(t, `
		www CNAME web
		www NSEC  web CNAME RRSIG NSEC
		www RRSIG CNAME 8 1 300 20300101000000 20200101000000 1 . AAAA
		web A     192.0.2.1
	`)
	m := ask(t, s, overUDP, question("www.", "A"))
	if want := "NOERROR | www. CNAME web. | web. A 192.0.2.1"; show(m) != want {
		t.Errorf("got %s, want %s", show(m), want)
	}
	if m := ask(t, s, overUDP, question("www.", "NSEC")); len(m.Answer) != 1 || m.Answer[0].Header().Rrtype != dns.TypeNSEC {
		t.Errorf("got %s", show(m))
	}
}

func TestDoublesAreServed(t *testing.T) {
	s := parse(t, "www A 192.0.2.1\nwww 60 A 192.0.2.1")
	if m := ask(t, s, overUDP, question("www.", "A")); len(m.Answer) != 2 {
		t.Errorf("got %s", show(m))
	}
}
