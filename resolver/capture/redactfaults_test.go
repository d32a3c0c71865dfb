package capture

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/internal/zonetext"
)

// What a line of faults becomes under one key.
func TestFaults(t *testing.T) {
	r := newRedactor([]byte("key"))
	for _, tt := range []struct{ line, want string }{
		{"any -> drop", "any -> drop"},
		{"# zebraq", ""},
		{"  udp 10.1.2.3:53\twww.acme.com. A #1 -> drop ,delay 1s", "udp 10.179.26.59:53 pwy.twdo.com. A #1 -> drop, delay 1s\n"},
		{":53 tcp -> reset", ":53 tcp -> reset"},
		{"dial ::ffff:10.1.2.3 -> refuse", "dial ::ffff:10.179.26.59 -> refuse"},
		{"[fe80::1%acme0]:53 -> drop", "[fe80::b0ec:118c:a54d:54b7%jyli6]:53 -> drop"},
		{`"fe80::1%acme,0" -> drop`, `"fe80::b0ec:118c:a54d:54b7%flgu,1" -> drop`},
		{"fe80::1%acme0. -> drop", "fe80::b0ec:118c:a54d:54b7%bfwe4. -> drop"},
		{"10.1.2.3 -> drop", "10.179.26.59 -> drop"},
		{"10.1.2.3. -> drop", "42.7.5.4. -> drop"},
		{`acme\%eth0. -> drop`, `wxai\%yio3. -> drop`},
		{"acme%eth0. -> drop", `wxai\%yio3. -> drop`},
		{`\#acme. -> drop`, `\#hktb. -> drop`},
		{`"a b." -> drop`, `"w j." -> drop`},
		{`a\,b. -> drop`, `w\,h. -> drop`},
		{"any. -> drop", "xrp. -> drop"},
		{"type65280 -> drop", "type65280 -> drop"},
		{"any -> wrong-owner www.acme.com, wrong-question \"www.acme.com.\"", `any -> wrong-owner pwy.twdo.com, wrong-question "pwy.twdo.com."`},
		{"any -> rcode SERVFAIL, oversize 600, close-mid 7, slow-drip 1 1s", "any -> rcode SERVFAIL, oversize 600, close-mid 7, slow-drip 1 1s"},
		{"any -> garbage, garbage 6163, garbage \"6163\"", `any -> garbage, garbage 0000, garbage "0000"`},
		{"any -> spoof-before 1s spoof-before 2s answer a 10.1.2.3", "any -> spoof-before 1s spoof-before 2s answer A 10.179.26.59"},
		{`any -> answer TXT "ac\"me" a\,c "\xff"`, `any -> answer TXT "xxxxx" "xxx" "x"`},
		{"any -> answer MX 10 mail.acme.com.", "any -> answer MX 10 bjqy.twdo.com."},
		{`any -> answer CNAME a\ b.acme.com.`, `any -> answer TYPE5 \# 14 03` + hex.EncodeToString([]byte("w j")) + `047477646f03636f6d00`},
		{`any -> send 1s "", error 2s EOF`, "# 0 octets that are no message\nany -> send 1s \"\", error 2s EOF"},
		{"any -> send-raw 1s 00", "# 1 octets that are no message\nany -> send-raw 1s 00"},
		{"any -> lossy loss=30% jitter=10ms seed=7", "any -> lossy loss=30% jitter=10ms seed=7"},
	} {
		if _, err := fakedns.ParseFaults("faults", tt.line); err != nil {
			t.Errorf("%s: %v", tt.line, err)
		}
		got, err := r.faults(tt.line)
		if strings.TrimSuffix(got, "\n") != strings.TrimSuffix(tt.want, "\n") || err != nil {
			t.Errorf("%s becomes\n%s, %v, want\n%s", tt.line, got, err, tt.want)
		}
	}
}

// Each action that fakedns.ParseFaults documents can be redacted. One that is not known is an error, lest it keeps a secret.
func TestActions(t *testing.T) {
	doc, err := os.ReadFile("../fakedns/faulttext.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for line := range strings.Lines(string(doc)) {
		text, ok := strings.CutPrefix(line, "//\t")
		forms, _, isTable := strings.Cut(text, "  ")
		if !ok || !isTable {
			continue
		}
		for form := range strings.SplitSeq(forms, ", ") {
			name := strings.Fields(form)[0]
			if found++; actions[name] == nil {
				t.Errorf("no way is known to redact the action %s", name)
			}
		}
	}
	if found != len(actions) {
		t.Errorf("%d actions are documented, %d known", found, len(actions))
	}
	_, err = newRedactor(nil).faults("any -> dorp\n")
	if err == nil || err.Error() != `faults: no way is known to redact the action "dorp"` {
		t.Error(err)
	}
}

func FuzzRedactFaults(f *testing.F) {
	for _, text := range []string{
		"any -> drop\nudp 10.1.2.3:53 www.zebraq.example. A #1 -> send 1ms 0000, wrong-owner zebraq\n",
		"dial tcp [2001:db8::1%zebraq]:53 \"#1\" -> error 1s EOF",
		`"fe80::1%zebraq,0" \#zebraq\,. zebraq -> drop`,
		`ab\%::1. -> spoof-before 1s answer TXT "zebraq" zebraq\;, garbage 7a6562726171`,
		`any -> answer CAA 0 issue "zebraq", answer SOA . zebraq. 1 2 3 4 5, answer NULL \# 1 00, answer HTTPS 1 . alpn="h2,h3"`,
		`any -> answer LOC 51 30 12.748 N 0 7 39.612 W 0.00m 0.00m 0.00m 0.00m, answer NAPTR 1 2 "u" "" "!z!b!" zebraq.`,
		"any -> lossy loss=1% seed=1",
		"any -> answer soa",
	} {
		f.Add(text, []byte("key"))
	}
	for _, wire := range wires(f) {
		f.Add("any -> send 1s \""+hex.EncodeToString(wire)+"\"", []byte("key"))
	}
	f.Fuzz(func(t *testing.T, text string, key []byte) {
		faults, err := fakedns.ParseFaults("faults", text)
		if err != nil {
			return
		}
		r := newRedactor(key)
		redacted, err := r.faults(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		again, err := fakedns.ParseFaults("faults", redacted)
		if err != nil || len(again) != len(faults) {
			t.Fatalf("%q becomes %q: %v", text, redacted, err)
		}
		for i, f := range faults {
			if f.Server.Addr().IsValid() {
				f.Server = netip.AddrPortFrom(r.addr(f.Server.Addr()), f.Server.Port())
			}
			if f.Name != "" {
				f.Name = r.name(f.Name)
			}
			if got, want := again[i].Match.String(), f.Match.String(); got != want {
				t.Errorf("%q becomes %q: got %s, want %s", text, redacted, got, want)
			}
		}
		if lower := strings.ToLower(redacted); strings.Contains(lower, secret) || strings.Contains(lower, hexSecret) {
			t.Errorf("%q becomes %q", text, redacted)
		}
	})
}

func FuzzRedactZone(f *testing.F) {
	for _, text := range []string{
		"$ORIGIN zebraq.example.\n@ SOA ns root 1 2 3 4 5\nwww 60 A 10.1.2.3\n AAAA 2001:db8::1\n* CNAME www\n",
		"\n\t$TTL 7\n\t3.2.1.10.in-addr.arpa. PTR a\\.zebraq.\n\t b IN TXT \"\" zebraq\n",
		"a\\;b A 10.1.2.3 ; zebraq\n\\$TTL A 10.1.2.3\n\"\\\"\" A 10.1.2.3\n",
		"a TYPE65280 \\# 6 7a6562726171\nb A \\# 4 0a010203\nc TXT \\# 0\nTXT TXT TXT\n",
		"a NSEC3 1 1 12 aabb 2vptu5timamqttgl4luu9kg21e0aor3s A\na HIP 2 200100107B1A74DF365639CC39F1D578 AwEA zebraq.\n",
		"a SVCB 1 zebraq mandatory=port port=1 key65000=zebraq\na APL 1:10.1.2.0/24 !2:2001:db8::/32\n",
		"0 PX 0 0 02707\xc0\xc0\\\\\n", // spelled so that package dns errs about its end
		"a AMTRELAY 10 0 3 zebraq.\na GPOS 1 2 3\na X25 311061700956\na PX 10 zebraq. zebraq.\n",
	} {
		f.Add(text, []byte("key"))
	}
	f.Fuzz(func(t *testing.T, text string, key []byte) {
		if _, err := fakedns.Parse(fakedns.Zone{File: "zone", Text: text}); err != nil {
			return
		}
		r := newRedactor(key)
		redacted, err := r.zone(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if _, err := fakedns.Parse(fakedns.Zone{File: "zone", Text: redacted}); err != nil {
			t.Fatalf("%q becomes %q: %v", text, redacted, err)
		}
		if got, want := owners(redacted, identity), owners(text, mappingOf(r)); got != want {
			t.Errorf("%q becomes %q: got\n%s\nwant\n%s", text, redacted, got, want)
		}
		if lower := strings.ToLower(redacted); strings.Contains(lower, secret) || strings.Contains(lower, hexSecret) {
			t.Errorf("%q becomes %q", text, redacted)
		}
	})
}

// owners are the records of a zone, but for their data, and where those lead.
func owners(text string, m mapping) string {
	var b strings.Builder
	zp := zonetext.New(text)
	for rr, ok := zp.Next(); ok; rr, ok = zp.Next() {
		h := rr.Header()
		fmt.Fprintf(&b, "%q %d %d", onWire(m.name(h.Name)), h.Ttl, h.Rrtype)
		switch rr := rr.(type) {
		case *dns.CNAME:
			fmt.Fprintf(&b, " %q", onWire(m.name(rr.Target)))
		case *dns.PTR:
			fmt.Fprintf(&b, " %q", onWire(m.name(rr.Ptr)))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// onWire is a name as it is on the wire, however it is spelled.
func onWire(name string) string {
	wire := make([]byte, maxNameLen+1)
	n, err := dns.PackDomainName(name, wire, 0, nil, false)
	return fmt.Sprint(string(wire[:min(n, len(wire))]), err)
}
