package resolver_test

import (
	"strings"
	"testing"

	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

// Rule 3 of RFC 6724 section 6: a destination that is reached from a deprecated address goes last. These are the orders of
// glibc 2.36 on Linux, with these interfaces.
func TestDeprecatedSources(t *testing.T) {
	const hosts = `
-- etc/hosts --
2001:db8:1::9 both
192.0.2.9     both
192.0.2.9     four
198.51.100.9  four
203.0.113.9   four
`
	for _, tt := range []struct{ name, machine, node, want string }{
		{"none", "eth0 up 192.0.2.5/24 2001:db8:1::5/64", "both", "2001:db8:1::9 192.0.2.9"},
		{"that of IPv6", "eth0 up 192.0.2.5/24 2001:db8:1::5/64,deprecated", "both", "192.0.2.9 2001:db8:1::9"},
		{"that of both", "eth0 up 192.0.2.5/24,deprecated 2001:db8:1::5/64,deprecated", "both", "2001:db8:1::9 192.0.2.9"},
		{"not the one that Linux chooses", "eth0 up 192.0.2.5/24 2001:db8:1::5/64,deprecated 2001:db8:2::5/64", "both",
			"2001:db8:1::9 192.0.2.9"},
		{"one of IPv4", "eth0 up 192.0.2.5/24,deprecated 198.51.100.5/24 2001:db8:1::5/64", "four",
			"198.51.100.9 192.0.2.9 203.0.113.9"},
		{"one of IPv4, unseen without IPv6", "eth0 up 192.0.2.5/24,deprecated 198.51.100.5/24", "four",
			"192.0.2.9 198.51.100.9 203.0.113.9"},
		{"by the file routes", "eth0 up 192.0.2.5/24 2001:db8:1::5/64\n-- routes --\n::/0 2001:db8:1::5/64,deprecated", "both",
			"192.0.2.9 2001:db8:1::9"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, "-- interfaces --\nlo up,loopback 127.0.0.1/8 ::1/128\n"+tt.machine+hosts, func(t *testing.T, m *scenario.Machine) {
				list, err := m.Resolver.Getaddrinfo(t.Context(), tt.node, "", &resolver.Hints{Socktype: stream})
				var got []string
				for _, a := range list {
					got = append(got, a.Addr.Addr().String())
				}
				if strings.Join(got, " ") != tt.want || err != nil {
					t.Errorf("got %v, %v; want %s", got, err, tt.want)
				}
			})
		})
	}
}
