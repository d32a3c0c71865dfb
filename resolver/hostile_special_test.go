package resolver_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
)

// neverAsked are names that no server is asked for, and what they are instead (RFC 6761 §6.3, §6.4; RFC 7686 §2; RFC 9476 §2;
// RFC 1035 §2.3.4; RFC 1123 §2.1).
var neverAsked = []struct{ name, want string }{
	{"localhost", "127.0.0.1 ::1"},
	{"localhost.", "127.0.0.1 ::1"},
	{"LocalHost", "127.0.0.1 ::1"},
	{"www.localhost", "127.0.0.1 ::1"},
	{"a.b.localhost.", "127.0.0.1 ::1"},
	{"invalid", "EAI_NONAME"},
	{"www.invalid", "EAI_NONAME"},
	{"www.INVALID.", "EAI_NONAME"},
	{"onion", "EAI_NONAME"},
	{"www.onion", "EAI_NONAME"},
	{"expyuzz4wqqyqhjn.Onion.", "EAI_NONAME"},
	{"alt", "EAI_NONAME"},
	{"www.alt.", "EAI_NONAME"},
	{`www.oni\111n`, "EAI_NONAME"},
	{`www.\105nvalid`, "EAI_NONAME"},
	{"192.0.2.1", "192.0.2.1"},
	{"2001:db8::1", "2001:db8::1"},
	{"0x7f.1", "127.0.0.1"},
	{"1", "0.0.0.1"},
	{"256.0.0.1", "EAI_NONAME"},
	{"1.2.3.4.5", "EAI_NONAME"},
	{"192.0.2.1 x", "EAI_NONAME"},
	{"2001:db8::1x", "EAI_NONAME"},
	{"fe80::1%", "EAI_NONAME"},
	{"[2001:db8::1]", "EAI_NONAME"},
	{"..", "EAI_NONAME"},
	{".example.org", "EAI_NONAME"},
	{"a..example.org", "EAI_NONAME"},
	{"example.org..", "EAI_NONAME"},
	{strings.Repeat("x", 64) + ".example.org", "EAI_NONAME"},
	{strings.Repeat("x.", 127) + "x", "EAI_NONAME"},
	{strings.Repeat("x", 100_000), "EAI_NONAME"},
	{"a b.example.org", "EAI_NONAME"},
	{"a\x00.example.org", "EAI_NONAME"},
	{"a\n.example.org", "EAI_NONAME"},
	{"\x1b[31m.example.org", "EAI_NONAME"},
	{"\xff.example.org", "EAI_NONAME"},
	{"-a.example.org", "EAI_NONAME"},
	{"*.example.org", "EAI_NONAME"},
	{"a/b.example.org", "EAI_NONAME"},
	{"a:b.example.org", "EAI_NONAME"},
}

func TestHostileNamesThatAreNeverAskedFor(t *testing.T) {
	for _, tt := range neverAsked {
		for _, search := range []string{"", "onion", "."} {
			synctest.Test(t, func(t *testing.T) {
				r, srv := on53(t, says("@ ADDR FORGED"))
				if search != "" {
					r.Conf.Search = []string{search}
				}
				addrs, err := r.Getaddrinfo(t.Context(), tt.name, "", &resolver.Hints{Socktype: stream})
				got := code(err)
				if err == nil {
					got = plainAddrs(addrs)
				}
				if got != tt.want {
					t.Errorf("%.80q: got %s, want %s", tt.name, got, tt.want)
				}
				if err != nil && (!isPrintable(err.Error()) || len(err.Error()) > 1000) {
					t.Errorf("%.80q: the error is %.2000q", tt.name, err)
				}
				if log := srv.Log(); log != "" {
					t.Errorf("%.80q: asked\n%.1000s", tt.name, log)
				}
			})
		}
	}
}

// plainAddrs are the addresses in the order of their text, IPv4 first.
func plainAddrs(addrs []resolver.Addrinfo) string {
	var four, six []string
	for _, a := range addrs {
		if text := a.Addr.Addr().String(); a.Family == inet.AF_INET {
			four = append(four, text)
		} else {
			six = append(six, text)
		}
	}
	return strings.Join(append(four, six...), " ")
}

// A search list does not make a name that is never asked for into one that is, nor ends at one.
func TestHostileSearchLists(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, srv := on53(t, coded(dns.RcodeNameError, soa))
		r.Conf.Ndots = 1
		r.Conf.Search = []string{"onion", "x.invalid", "ALT.", "localhost", "a..b", strings.Repeat("x", 64), strings.Repeat("x.", 127), "example.net"}
		_, err := r.Getaddrinfo(t.Context(), "foo", "", &resolver.Hints{Family: inet.AF_INET})
		if want := "udp 192.0.2.53:53 foo.example.net. A\nudp 192.0.2.53:53 foo. A\n"; srv.Log() != want {
			t.Errorf("asked\n%s, want\n%s", srv.Log(), want)
		}
		if code(err) != "EAI_NONAME" || !isPrintable(err.Error()) {
			t.Errorf("got %v", err)
		}
	})
}

// The longest of search lists ends, with no more packets than any lookup sends.
func TestHostileLongSearchLists(t *testing.T) {
	for _, kind := range hostileKinds {
		var broken string
		synctest.Test(t, func(t *testing.T) {
			r, srv := on53(t, kind.do)
			r.Conf.Ndots = 1
			for range 200 {
				r.Conf.Search = append(r.Conf.Search, "s.example.net")
			}
			start := time.Now()
			r.Getaddrinfo(t.Context(), "foo", "", nil)
			if n := len(srv.Queries()); n > hostilePackets {
				broken = fmt.Sprintf("sent %d queries in %v", n, time.Since(start))
			}
		})
		if broken != "" {
			t.Errorf("%s: %s", kind.name, broken)
		}
	}
}

// Addresses of the loopback interface are nobody else's to name (RFC 6761 §6.3, RFC 6303).
func TestHostileAddressesThatAreNeverAskedFor(t *testing.T) {
	for _, addr := range []string{"127.0.0.1", "::1"} {
		synctest.Test(t, func(t *testing.T) {
			r, srv := on53(t, says("@ PTR evil.test."))
			h, err := r.Gethostbyaddr(t.Context(), netip.MustParseAddr(addr))
			if err != nil || h.Name != "localhost" || srv.Log() != "" {
				t.Errorf("%s: got %v, %v; asked\n%s", addr, h, err, srv.Log())
			}
		})
	}
}
