package resolver_test

import (
	"strings"
	"testing"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

// sorted is a machine with a sortlist and no way to anywhere, so that RFC 6724 has nothing to say about addresses of one family.
const sorted = `
-- etc/resolv.conf --
search example.org
sortlist 172.16.0.0 10.0.0.0
nameserver 192.0.2.53
-- etc/hosts --
192.0.2.1 filed
10.1.1.1  filed
172.16.1.1 filed
-- zone --
$ORIGIN example.org.
many A 192.0.2.1
many A 10.1.1.1
many A 172.16.1.1
many A 10.2.2.2
many AAAA 2001:db8::1
alias CNAME many
1.1.1.10.in-addr.arpa. PTR many
`

// As glibc, which sorts what it gets for IPv4 alone.
func TestSortlist(t *testing.T) {
	const (
		asItComes = "192.0.2.1 10.1.1.1 172.16.1.1 10.2.2.2"
		inOrder   = "172.16.1.1 10.1.1.1 10.2.2.2 192.0.2.1"
	)
	for _, tt := range []struct {
		name   string
		family inet.Family
		flags  resolver.Flags
		want   string
	}{
		{"many", inet.AF_INET, 0, inOrder},
		{"alias", inet.AF_INET, 0, inOrder},
		{"many", inet.AF_INET, resolver.AI_CANONNAME, inOrder},
		{"many", inet.AF_UNSPEC, 0, "2001:db8::1 " + asItComes},
		{"many", inet.AF_UNSPEC, resolver.AI_CANONNAME, "2001:db8::1 " + asItComes},
		{"many", inet.AF_INET6, 0, "2001:db8::1"},
		{"many", inet.AF_INET6, resolver.AI_V4MAPPED | resolver.AI_ALL, "2001:db8::1 ::ffff:" + strings.ReplaceAll(inOrder, " ", " ::ffff:")},
		{"filed", inet.AF_INET, 0, "192.0.2.1 10.1.1.1 172.16.1.1"},
	} {
		t.Run(tt.name+" "+tt.family.String(), func(t *testing.T) {
			on(t, sorted, func(t *testing.T, m *scenario.Machine) {
				addrs, err := m.Resolver.Getaddrinfo(t.Context(), tt.name, "80", &resolver.Hints{Family: tt.family, Flags: tt.flags, Socktype: stream})
				var got []string
				for _, a := range addrs {
					got = append(got, a.Addr.Addr().String())
				}
				if strings.Join(got, " ") != tt.want {
					t.Errorf("got %v, %v, want %s", got, err, tt.want)
				}
			})
		})
	}
}

func TestSortlistWhereAI_ADDRCONFIGLeavesIPv4(t *testing.T) {
	on(t, sorted+"-- interfaces --\neth0 up 203.0.113.1/24\n", func(t *testing.T, m *scenario.Machine) {
		got := lines(m.Resolver.Getaddrinfo(t.Context(), "many", "80", &resolver.Hints{Flags: resolver.AI_ADDRCONFIG, Socktype: stream}))
		if want := "AF_INET 1/6 172.16.1.1:80"; !strings.HasPrefix(got, want) {
			t.Errorf("got\n%s", got)
		}
	})
}

func TestSortlistOfHostents(t *testing.T) {
	on(t, sorted, func(t *testing.T, m *scenario.Machine) {
		if got, want := hostent(m.Resolver.GethostbynameEx(t.Context(), "many")), "many.example.org [] AF_INET [172.16.1.1 10.1.1.1 10.2.2.2 192.0.2.1]"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got, want := hostent(m.Resolver.GethostbynameEx(t.Context(), "filed")), "filed [] AF_INET [192.0.2.1 10.1.1.1 172.16.1.1]"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}
