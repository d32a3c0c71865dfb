package fakedns

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"
)

// texts returns the TXT records that a server has for w., by which the tests here know a text.
func texts(t *testing.T, s *Server, server string) string {
	t.Helper()
	p := path{"udp", overUDP.client, netip.AddrPortFrom(netip.MustParseAddr(server), 53)}
	m := ask(t, s, p, question("w.", "TXT"))
	var all []string
	for _, rr := range m.Answer {
		all = append(all, strings.Join(rr.(*dns.TXT).Txt, "+"))
	}
	if len(all) == 0 {
		return dns.RcodeToString[m.Rcode]
	}
	return strings.Join(all, " ")
}

func zoneAt(server, text string) Zone {
	z := Zone{File: text, Text: "w TXT " + text}
	if server != "" {
		z.Server = netip.MustParseAddr(server)
	}
	return z
}

// A server of which a zone speaks has its own texts and no others, by whatever form of its address; all other servers share
// the texts that are of none.
func TestVirtualServers(t *testing.T) {
	s, err := Parse(
		zoneAt("", "common"),
		zoneAt("192.0.2.1", "one"),
		zoneAt("::ffff:192.0.2.2", "two"),
		zoneAt("192.0.2.2", "too"),
		zoneAt("2001:db8::3", "three"),
		zoneAt("", "shared"),
		Zone{File: "empty", Server: netip.MustParseAddr("192.0.2.4")},
	)
	if err != nil {
		t.Fatal(err)
	}
	for server, want := range map[string]string{
		"192.0.2.1":        "one",
		"192.0.2.2":        "two too",
		"2001:db8::3":      "three",
		"192.0.2.4":        "NXDOMAIN",
		"192.0.2.5":        "common shared",
		"2001:db8::1":      "common shared",
		"2001:db8::3%eth0": "common shared",
	} {
		if got := texts(t, s, server); got != want {
			t.Errorf("%s has %s; want %s", server, got, want)
		}
	}
}

// The address of a virtual server is the one that is dialled, and its port any.
func TestVirtualServerIsWhatIsDialled(t *testing.T) {
	s, err := Parse(zoneAt("", "common"), zoneAt("192.0.2.1", "one"))
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{
		"192.0.2.1:53":            "NOERROR | w. TXT \"one\"",
		"192.0.2.1:853":           "NOERROR | w. TXT \"one\"",
		"[::ffff:192.0.2.1]:53":   "NOERROR | w. TXT \"one\"",
		"[2001:db8::192.0.2.1]:1": "NOERROR | w. TXT \"common\"",
	} {
		c, err := s.Dial(t.Context(), "udp", address)
		if err != nil {
			t.Fatal(err)
		}
		wire, _ := question("w.", "TXT").Pack()
		c.Write(wire)
		data, _ := readMessage(c)
		m := new(dns.Msg)
		if err := m.Unpack(data); err != nil || show(m) != want {
			t.Errorf("%s: %s, %v; want %s", address, show(m), err, want)
		}
		c.Close()
	}
}

// One name may be a CNAME on one server and an address on another: they are no one tree.
func TestVirtualServersAreIndependent(t *testing.T) {
	_, err := Parse(
		Zone{Text: "w CNAME x", Server: netip.MustParseAddr("192.0.2.1")},
		Zone{Text: "w A 192.0.2.1", Server: netip.MustParseAddr("192.0.2.2")},
		Zone{Text: "w TXT x"},
	)
	if err != nil {
		t.Error(err)
	}
}

// version is a text of a file that is in force from a time on.
func version(from time.Duration, file, server, text string) Zone {
	z := zoneAt(server, text)
	z.File, z.From = file, from
	return z
}

// A version takes the place of the one before it, of its file and its server, at its very instant.
func TestVersions(t *testing.T) {
	const ns = time.Nanosecond
	for _, tt := range []struct {
		what  string
		zones []Zone
		want  string // "when server texts", one after the other
	}{
		{"one that begins late", []Zone{version(5*time.Second, "f", "", "a")},
			"0s:NXDOMAIN 4.999999999s:NXDOMAIN 5s:a 1h0m0s:a"},
		{"two", []Zone{version(0, "f", "", "a"), version(5*time.Second, "f", "", "b")},
			"0s:a 4.999999999s:a 5s:b 1h0m0s:b"},
		{"in any order", []Zone{version(5*time.Second, "f", "", "b"), version(0, "f", "", "a")},
			"0s:a 4.999999999s:a 5s:b 1h0m0s:b"},
		{"of several files", []Zone{version(0, "f", "", "a"), version(0, "g", "", "x"), version(5*time.Second, "g", "", "y")},
			"0s:a,x 4.999999999s:a,x 5s:a,y 1h0m0s:a,y"},
		{"of one file for two servers", []Zone{version(0, "f", "", "a"), version(0, "f", "192.0.2.1", "x"), version(5*time.Second, "f", "192.0.2.1", "y")},
			"0s:a 4.999999999s:a 5s:a 1h0m0s:a"},
		{"at one time both", []Zone{version(0, "f", "", "a"), version(0, "f", "", "b"), version(5*time.Second, "f", "", "c"), version(5*time.Second, "f", "", "d")},
			"0s:a,b 4.999999999s:a,b 5s:c,d 1h0m0s:c,d"},
		{"without a name", []Zone{version(0, "", "", "a"), version(0, "", "", "b")},
			"0s:a,b 4.999999999s:a,b 5s:a,b 1h0m0s:a,b"},
		{"before the beginning", []Zone{version(-time.Second, "f", "", "b"), version(-time.Hour, "f", "", "a")},
			"0s:b 4.999999999s:b 5s:b 1h0m0s:b"},
		{"that ends all", []Zone{version(0, "f", "", "a"), {File: "f", From: 5 * time.Second}},
			"0s:a 4.999999999s:a 5s:NXDOMAIN 1h0m0s:NXDOMAIN"},
		{"an hour later", []Zone{version(0, "f", "", "a"), version(time.Hour, "f", "", "b"), version(time.Hour+ns, "f", "", "c")},
			"0s:a 4.999999999s:a 5s:a 1h0m0s:b"},
	} {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Hour) // before there is a server, so of no account
			s, err := Parse(tt.zones...)
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			var got []string
			for _, at := range []time.Duration{0, 5*time.Second - ns, 5 * time.Second, time.Hour} {
				time.Sleep(at - time.Since(start))
				got = append(got, fmt.Sprintf("%v:%s", at, strings.ReplaceAll(texts(t, s, "192.0.2.9"), " ", ",")))
			}
			if got := strings.Join(got, " "); got != tt.want {
				t.Errorf("%s:\n got %s\nwant %s", tt.what, got, tt.want)
			}
		})
	}
}

// A server whose text is yet to come is one of its own already.
func TestVersionsOfAVirtualServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := Parse(version(0, "f", "", "common"), version(time.Second, "f", "192.0.2.1", "own"))
		if err != nil {
			t.Fatal(err)
		}
		if got := texts(t, s, "192.0.2.1"); got != "NXDOMAIN" {
			t.Errorf("at first: %s", got)
		}
		time.Sleep(time.Second)
		if got := texts(t, s, "192.0.2.1"); got != "own" {
			t.Errorf("then: %s", got)
		}
		if got := texts(t, s, "192.0.2.2"); got != "common" {
			t.Errorf("on another: %s", got)
		}
	})
}

// A text that only begins later is read at once, and so are its errors; of several the first in time counts, and then in
// the order of the zones.
func TestVersionErrors(t *testing.T) {
	bad := func(from time.Duration, file, server string) Zone {
		z := version(from, file, server, "x")
		z.Text = "w A nonsense"
		return z
	}
	for range 20 {
		for _, tt := range []struct {
			zones []Zone
			want  string
		}{
			{[]Zone{version(0, "f", "", "a"), bad(time.Hour, "g", "")}, `g:1: bad A A: "nonsense"`},
			{[]Zone{bad(time.Hour, "f", ""), bad(0, "g", "")}, `g:1: bad A A: "nonsense"`},
			{[]Zone{bad(0, "f", "192.0.2.1"), bad(0, "g", "192.0.2.2"), bad(0, "h", "192.0.2.3")}, `f:1: bad A A: "nonsense"`},
			{[]Zone{bad(0, "f", "192.0.2.1"), bad(0, "g", "")}, `g:1: bad A A: "nonsense"`}, // the common texts are the first
		} {
			if _, err := Parse(tt.zones...); err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		}
	}
}

// A name may have an address in one version and be a CNAME in the next, but not both in one.
func TestVersionsDoNotMix(t *testing.T) {
	a, cname := Zone{File: "f", Text: "w A 192.0.2.1"}, Zone{File: "f", Text: "w CNAME x", From: time.Second}
	if _, err := Parse(a, cname); err != nil {
		t.Error(err)
	}
	cname.File = "g"
	if _, err := Parse(a, cname); err == nil || err.Error() != "g:1: w.: CNAME and other data" {
		t.Errorf("at one time: %v", err)
	}
}
