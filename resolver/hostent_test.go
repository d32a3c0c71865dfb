package resolver_test

import (
	"net/netip"
	"strings"
	"testing"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

// A colon makes an IPv6 address, for AF_INET of whatever begins as one does, for AF_INET6 of what could be one to its end: glibc's
// nss/digits_dots.c. What is one is not looked up, in hosts(5) neither.
func TestGethostbyname2TakesColonsForIPv6(t *testing.T) {
	names := strings.Fields("a:b face::b00k :x x:a 1: ::1. .:1 a:- 2001:db8::1%lo [::1] 1::2::3 f:: ::1")
	hosts := "-- etc/hosts --\n192.0.2.1 h " + strings.Join(names, " ") + "\n2001:db8::2 h " + strings.Join(names, " ") + "\n"
	var got []string
	on(t, hosts, func(t *testing.T, m *scenario.Machine) {
		for _, name := range names {
			answers := []string{name}
			for _, af := range []inet.Family{inet.AF_INET, inet.AF_INET6} {
				h, err := m.Resolver.Gethostbyname2(t.Context(), name, af)
				if err != nil {
					answers = append(answers, herrno(err))
				} else {
					answers = append(answers, h.Name+"="+h.Addrs[0].String())
				}
			}
			got = append(got, strings.Join(answers, " "))
		}
	})
	want := `a:b HOST_NOT_FOUND HOST_NOT_FOUND
face::b00k HOST_NOT_FOUND h=2001:db8::2
:x HOST_NOT_FOUND h=2001:db8::2
x:a h=192.0.2.1 h=2001:db8::2
1: HOST_NOT_FOUND HOST_NOT_FOUND
::1. HOST_NOT_FOUND h=2001:db8::2
.:1 h=192.0.2.1 h=2001:db8::2
a:- HOST_NOT_FOUND h=2001:db8::2
2001:db8::1%lo HOST_NOT_FOUND h=2001:db8::2
[::1] h=192.0.2.1 h=2001:db8::2
1::2::3 HOST_NOT_FOUND HOST_NOT_FOUND
f:: HOST_NOT_FOUND f::=f::
::1 HOST_NOT_FOUND ::1=::1`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

// In getaddrinfo(3) it is a name like others, whatever the family; glibc's refuses it for AF_INET, without AI_CANONNAME.
func TestGetaddrinfoFindsANameWithAColon(t *testing.T) {
	on(t, "-- etc/hosts --\n192.0.2.1 a:b\n", func(t *testing.T, m *scenario.Machine) {
		for _, af := range []inet.Family{inet.AF_UNSPEC, inet.AF_INET} {
			got := lines(m.Resolver.Getaddrinfo(t.Context(), "a:b", "80", &resolver.Hints{Family: af, Socktype: stream}))
			if want := "AF_INET 1/6 192.0.2.1:80"; got != want {
				t.Errorf("%v: got %s, want %s", af, got, want)
			}
		}
	})
}

func TestGethostbyname2(t *testing.T) {
	for _, tt := range []struct {
		name   string
		family inet.Family
		want   string
		asked  string
	}{
		{"four", inet.AF_INET, "four.example.org [] AF_INET [198.51.100.4]", "four A"},
		{"six", inet.AF_INET6, "six.example.org [] AF_INET6 [2001:db8:1::6]", "six AAAA"},
		{"alias", inet.AF_INET, "both.example.org [alias.example.org other.example.org] AF_INET [198.51.100.1]", "alias A"},
		{"nosuch", inet.AF_INET, "HOST_NOT_FOUND", "nosuch A, nosuch.. A"},
		{"four.example.org.", inet.AF_INET6, "NO_DATA", "four AAAA"},
		{"", inet.AF_INET, "NO_RECOVERY", ""},
		{"four", inet.AF_UNSPEC, "NO_RECOVERY", ""},

		// digits and dots are an address, or nothing; glibc's nss/digits_dots.c
		{"192.0.2.1", inet.AF_INET, "192.0.2.1 [] AF_INET [192.0.2.1]", ""},
		{"127.1", inet.AF_INET, "127.1 [] AF_INET [127.0.0.1]", ""},
		{"1.2.3.256", inet.AF_INET, "HOST_NOT_FOUND", ""},
		{"12.34.56.78.90", inet.AF_INET, "HOST_NOT_FOUND", ""},
		{"1.2.3.4.", inet.AF_INET, "HOST_NOT_FOUND", "1.2.3.4.. A"},
		{"0x7f.1", inet.AF_INET, "HOST_NOT_FOUND", "0x7f.1.. A, 0x7f.1 A"},
		{"192.0.2.1", inet.AF_INET6, "HOST_NOT_FOUND", ""},
		{"2001:db8::1", inet.AF_INET6, "2001:db8::1 [] AF_INET6 [2001:db8::1]", ""},
		{"2001:db8::1", inet.AF_INET, "HOST_NOT_FOUND", ""},
		{"fe80::1%lo", inet.AF_INET6, "HOST_NOT_FOUND", ""},
	} {
		t.Run(tt.name+" "+tt.family.String(), func(t *testing.T) {
			on(t, dual, func(t *testing.T, m *scenario.Machine) {
				if got := hostent(m.Resolver.Gethostbyname2(t.Context(), tt.name, tt.family)); got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
				if got := asked(m.DNS); got != tt.asked {
					t.Errorf("asked %s, want %s", got, tt.asked)
				}
			})
		})
	}
}

// Python's socket.gethostbyname is getaddrinfo for AF_INET, with two names of its own.
func TestGethostbyname(t *testing.T) {
	for name, want := range map[string]string{
		"": "0.0.0.0", "<broadcast>": "255.255.255.255", "0x7f.1": "127.0.0.1", "four": "198.51.100.4",
		"nosuch": "EAI_NONAME", "none.example.org.": "EAI_NODATA", "::1": "EAI_ADDRFAMILY",
	} {
		on(t, dual, func(t *testing.T, m *scenario.Machine) {
			addr, err := m.Resolver.Gethostbyname(t.Context(), name)
			got := addr.String()
			if err != nil {
				got = code(err)
			}
			if got != want {
				t.Errorf("%q: got %s, want %s", name, got, want)
			}
		})
	}
}

func TestGethostbyaddr(t *testing.T) {
	const files = "-- etc/hosts --\n192.0.2.9 nine ninth\n::ffff:192.0.2.8 eight\n"
	for _, tt := range []struct{ addr, want, asked string }{
		{"198.51.100.1", "both.example.org [1.100.51.198.in-addr.arpa] AF_INET [198.51.100.1]", "1.100.51.198.in-addr.arpa.. PTR"},
		{"::ffff:198.51.100.1", "both.example.org [1.100.51.198.in-addr.arpa] AF_INET [198.51.100.1]", "1.100.51.198.in-addr.arpa.. PTR"},
		{"::198.51.100.1", "both.example.org [1.100.51.198.in-addr.arpa] AF_INET [198.51.100.1]", "1.100.51.198.in-addr.arpa.. PTR"},
		{"198.51.100.4", "four.example.org [4.100.51.198.in-addr.arpa] AF_INET [198.51.100.4]", "4.100.51.198.in-addr.arpa.. PTR"}, // RFC 2317
		{"2001:db8:1::6", "six.example.org [6.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa] AF_INET6 [2001:db8:1::6]",
			"6.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.. PTR"},
		{"198.51.100.5", "NO_RECOVERY", "5.100.51.198.in-addr.arpa.. PTR"}, // not a host name
		{"198.51.100.77", "HOST_NOT_FOUND", "77.100.51.198.in-addr.arpa.. PTR"},
		{"192.0.2.9", "nine [ninth] AF_INET [192.0.2.9]", ""},
		{"192.0.2.8", "eight [] AF_INET [192.0.2.8]", ""},
		{"127.0.0.1", "localhost [] AF_INET [127.0.0.1]", ""},
		{"::1", "localhost [] AF_INET6 [::1]", ""},
		{"::1%lo", "localhost [] AF_INET6 [::1]", ""},
		{"::", "HOST_NOT_FOUND", ""},
	} {
		t.Run(tt.addr, func(t *testing.T) {
			on(t, dual+files, func(t *testing.T, m *scenario.Machine) {
				if got := hostent(m.Resolver.Gethostbyaddr(t.Context(), netip.MustParseAddr(tt.addr))); got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
				if got := asked(m.DNS); got != tt.asked {
					t.Errorf("asked %s, want %s", got, tt.asked)
				}
			})
		})
	}
	if _, err := new(resolver.Resolver).Gethostbyaddr(t.Context(), netip.Addr{}); herrno(err) != "HOST_NOT_FOUND" {
		t.Errorf("no address: %v", err)
	}
}

func TestGetfqdn(t *testing.T) {
	for name, want := range map[string]string{
		"four":         "four.example.org",
		" four\n":      "four.example.org",
		"both":         "both", // IPv6 comes first, and has no name
		"198.51.100.1": "both.example.org",
		"nosuch":       "nosuch",
		"198.51.100.8": "198.51.100.8",     // its name is the root
		"":             "host.example.org", // this machine, which the DNS does not know
		"0.0.0.0":      "host.example.org",
		"::":           "host.example.org",
		"localhost":    "localhost",
	} {
		on(t, dual, func(t *testing.T, m *scenario.Machine) {
			if got := m.Resolver.Getfqdn(t.Context(), name); got != want {
				t.Errorf("%q: got %s, want %s", name, got, want)
			}
		})
	}
}

// The first name with a dot: an alias where the canonical name has none, but never the reverse name.
func TestGetfqdnPrefersANameWithADot(t *testing.T) {
	for text, want := range map[string]string{
		"-- etc/hosts --\n192.0.2.1 short short.example.org\n":                                           "short.example.org",
		"-- etc/hosts --\n192.0.2.1 short other\n":                                                       "short",
		"-- etc/resolv.conf --\nnameserver 192.0.2.53\n-- zone --\n1.2.0.192.in-addr.arpa. PTR short.\n": "short",
	} {
		on(t, text, func(t *testing.T, m *scenario.Machine) {
			if got := m.Resolver.Getfqdn(t.Context(), "192.0.2.1"); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}
