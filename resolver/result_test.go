package resolver_test

import (
	"strings"
	"testing"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

// An address that is IPv4-mapped in hosts(5) or in an AAAA record: with AI_V4MAPPED alone it is dropped beside real IPv6
// addresses, as by glibc, and kept where it is all there is, where glibc finds nothing (getaddrinfo.c, generate_addrinfo).
func TestV4MappedKeepsMappedAddressesOnlyWhereThereAreNoOthers(t *testing.T) {
	const machine = `
-- etc/hosts --
::ffff:192.0.2.1 only beside
2001:db8::1 beside
192.0.2.2 beside
-- etc/resolv.conf --
nameserver 192.0.2.53
-- zone --
only.test. AAAA ::ffff:192.0.2.1
only.test. A 192.0.2.2
beside.test. AAAA ::ffff:192.0.2.1
beside.test. AAAA 2001:db8::1
`
	const mapped, all = resolver.AI_V4MAPPED, resolver.AI_V4MAPPED | resolver.AI_ALL
	for _, tt := range []struct {
		node   string
		family inet.Family
		flags  resolver.Flags
		want   string
	}{
		{"only", inet.AF_INET6, 0, "::ffff:192.0.2.1"},
		{"only", inet.AF_INET6, mapped, "::ffff:192.0.2.1"},
		{"only.test", inet.AF_INET6, mapped, "::ffff:192.0.2.1"},
		{"beside", inet.AF_INET6, 0, "2001:db8::1 ::ffff:192.0.2.1"},
		{"beside", inet.AF_INET6, mapped, "2001:db8::1"},
		{"beside", inet.AF_INET6, all, "2001:db8::1 ::ffff:192.0.2.1 ::ffff:192.0.2.1 ::ffff:192.0.2.2"},
		{"beside.test", inet.AF_INET6, 0, "2001:db8::1 ::ffff:192.0.2.1"},
		{"beside.test", inet.AF_INET6, mapped, "2001:db8::1"},
		{"beside.test", inet.AF_UNSPEC, mapped, "2001:db8::1 ::ffff:192.0.2.1"},
	} {
		on(t, machine, func(t *testing.T, m *scenario.Machine) {
			addrs, err := m.Resolver.Getaddrinfo(t.Context(), tt.node, "", &resolver.Hints{Family: tt.family, Flags: tt.flags, Socktype: stream})
			var got []string
			for _, a := range addrs {
				got = append(got, a.Addr.Addr().String())
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("%s %v %v: got %v, %v, want %s", tt.node, tt.family, tt.flags, got, err, tt.want)
			}
		})
	}
}
