package mockdns_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns/mockdns"
)

// edit does what a line says: append NAME TYPE DATA, remove NAME TYPE, or reset.
func edit(srv *mockdns.Server, line string) error {
	arg := strings.SplitN(line, " ", 4)
	switch arg[0] {
	case "append":
		return srv.AppendRR(arg[1], dns.StringToType[arg[2]], arg[3])
	case "remove":
		srv.RemoveRR(arg[1], dns.StringToType[arg[2]])
	case "reset":
		srv.Reset()
	}
	return nil
}

func TestEdit(t *testing.T) {
	zones := map[string]mockdns.Zone{
		"old.example":    {A: []string{"192.0.2.1"}},
		"boom.example.":  {Err: errBoom, A: []string{"192.0.2.2"}},
		"alias.example.": {CNAME: "old.example.", A: []string{"192.0.2.3"}},
	}
	srv := newServer(t, zones, false)
	for _, tt := range []struct{ line, question, want string }{
		{"append new.example A 192.0.2.4", "new.example. A", "ra NOERROR | new.example. 9999 IN A 192.0.2.4"},
		{"append NEW.example. A 192.0.2.5", "new.example. A",
			"ra NOERROR | new.example. 9999 IN A 192.0.2.4 | new.example. 9999 IN A 192.0.2.5"},
		{"append new.example AAAA 2001:db8::1", "new.example. AAAA", "ra NOERROR | new.example. 9999 IN AAAA 2001:db8::1"},
		{"append new.example MX 10 mx.example", "new.example. MX", "ra NOERROR | new.example. 9999 IN MX 10 mx.example."},
		{"append new.example NS ns.example", "new.example. NS", "ra NOERROR | new.example. 9999 IN NS ns.example."},
		{"append new.example PTR ptr.example.", "new.example. PTR", "ra NOERROR | new.example. 9999 IN PTR ptr.example."},
		{"append new.example SRV 1 2 3 srv.example.", "new.example. SRV",
			"ra NOERROR | new.example. 9999 IN SRV 1 2 3 srv.example."},
		{"append new.example TXT two words", "new.example. TXT", "ra NOERROR | new.example. TXT 9"},
		{"append new.example CNAME one.example.", "new.example. CNAME", "ra NOERROR | new.example. 9999 IN CNAME one.example."},
		{"append new.example CNAME two.example.", "new.example. CNAME", "ra NOERROR | new.example. 9999 IN CNAME two.example."},
		{"append new.example TXT hidden", "new.example. TXT", "ra NXDOMAIN | new.example. 9999 IN CNAME two.example. / . SOA"},

		{"remove new.example CNAME", "new.example. TXT", "ra NOERROR | new.example. TXT 9 | new.example. TXT 6"},
		{"remove new.example. TXT", "new.example. TXT", "ra NOERROR / new.example. SOA"},
		{"remove new.example AAAA", "new.example. AAAA", "ra NOERROR / new.example. SOA"},
		{"remove new.example MX", "new.example. MX", "ra NOERROR / new.example. SOA"},
		{"remove new.example NS", "new.example. NS", "ra NOERROR / new.example. SOA"},
		{"remove new.example PTR", "new.example. PTR", "ra NOERROR / new.example. SOA"},
		{"remove new.example SRV", "new.example. SRV", "ra NOERROR / new.example. SOA"},
		{"remove new.example CAA", "new.example. A",
			"ra NOERROR | new.example. 9999 IN A 192.0.2.4 | new.example. 9999 IN A 192.0.2.5"},
		{"remove NEW.example A", "new.example. A", "ra NXDOMAIN / . SOA"},
		{"remove new.example A", "new.example. A", "ra NXDOMAIN / . SOA"},

		{"append OLD.example. A 192.0.2.6", "old.example. A",
			"ra NOERROR | old.example. 9999 IN A 192.0.2.1 | old.example. 9999 IN A 192.0.2.6"},
		{"append alias.example. A 192.0.2.7", "alias.example. CNAME", "ra NOERROR | alias.example. 9999 IN CNAME old.example."},
		{"append boom.example. A 192.0.2.8", "boom.example. A", "ra SERVFAIL"},
		{"remove boom.example. A", "boom.example. A", "ra SERVFAIL"},
		{"append *.wild.example. A 192.0.2.9", "x.wild.example. A", "ra NOERROR | x.wild.example. 9999 IN A 192.0.2.9"},
		{"reset", "old.example. A", "ra NXDOMAIN / . SOA"},
		{"append new.example A 192.0.2.10", "new.example. A", "ra NOERROR | new.example. 9999 IN A 192.0.2.10"},
	} {
		if err := edit(srv, tt.line); err != nil {
			t.Errorf("%s: %v", tt.line, err)
		}
		if got := ask(t, srv, tt.question); got != tt.want {
			t.Errorf("%s: %s: %s; want %s", tt.line, tt.question, got, tt.want)
		}
	}
	// What Append and Remove have changed is in the map of the caller too; what comes after Reset is not.
	const want = "[*.wild.example. alias.example. boom.example. old.example]"
	if got := fmt.Sprint(slices.Sorted(maps.Keys(zones))); got != want {
		t.Errorf("zones: %s; want %s", got, want)
	}
}

// An AppendRR that fails leaves everything as it is.
func TestAppendRRErrors(t *testing.T) {
	srv := newServer(t, map[string]mockdns.Zone{
		"a.example.":     {A: []string{"192.0.2.1"}},
		"alias.example.": {CNAME: "a.example."},
		"boom.example.":  {Err: errBoom},
	}, false)
	for _, tt := range []struct{ line, want string }{
		{"append a.example. A 192.0.2", `mockdns: a.example.: "192.0.2" is no IPv4 address`},
		{"append a.example. A 2001:db8::1", `mockdns: a.example.: "2001:db8::1" is no IPv4 address`},
		{"append a.example. AAAA x", `mockdns: a.example.: "x" is no IP address`},
		{"append alias.example. AAAA x", `mockdns: alias.example.: "x" is no IP address`},
		{"append boom.example. AAAA x", `mockdns: boom.example.: "x" is no IP address`},
		{"append a.example. CNAME b..example.", "mockdns: a.example.: CNAME: dns: bad rdata"},
		{"append a.example. MX ", `mockdns: a.example.: dns: bad MX Pref: "\n" at line: 1:5`},
		{"append a.example. MX 65536 mx.example.", `mockdns: a.example.: dns: bad MX Pref: "65536" at line: 1:11`},
		{"append a.example. SRV 1 2 x.example.", `mockdns: a.example.: dns: bad SRV Port: "x.example." at line: 1:20`},
		{"append a.example. CAA 0 issue x", "mockdns: a.example.: CAA: records of this type cannot be appended"},
		{"append a..example. A 192.0.2.1", `mockdns: "a..example." is no domain name`},
	} {
		err := edit(srv, tt.line)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v; want %s", tt.line, err, tt.want)
		}
	}
	const want = "ra NOERROR | a.example. 9999 IN A 192.0.2.1 | a.example. SOA"
	if got := ask(t, srv, "a.example. ANY"); got != want {
		t.Errorf("%s; want %s", got, want)
	}
}
