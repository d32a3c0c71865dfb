package resolver_test

import (
	"strings"
	"testing"

	"netdb.example/resolver/scenario"
)

// A domain of the search list with which the node makes no name is passed over. In glibc it ends the list, so that the names behind
// it are not found.
func TestADomainThatMakesNoName(t *testing.T) {
	long := strings.Repeat(strings.Repeat("d", 61)+".", 4) + "dd" // 250 octets, to which "four." is too much
	for _, domain := range []string{"a..b", "..", "..example.org", strings.Repeat("d", 64), long} {
		on(t, strings.Replace(dual, "search ", "search "+domain+" ", 1), func(t *testing.T, m *scenario.Machine) {
			const want = "four.example.org [] AF_INET [198.51.100.4]"
			if got := hostent(m.Resolver.GethostbynameEx(t.Context(), "four")); got != want {
				t.Errorf("%s: %s", domain, got)
			}
			if got := m.DNS.Log(); strings.Count(got, "\n") != 1 {
				t.Errorf("%s: asked for:\n%s", domain, got)
			}
		})
	}
}

// The search goes on behind an answer for a name that no host has.
func TestADomainThatNoHostHas(t *testing.T) {
	const zone = "four.*.test. A 192.0.2.6\nfour.w.test. A 192.0.2.7\n"
	for _, tt := range []struct{ search, want string }{
		{"*.test", "HOST_NOT_FOUND"},
		{`*.test \119.test`, "four.w.test [] AF_INET [192.0.2.7]"},
	} {
		on(t, "-- etc/resolv.conf --\nsearch "+tt.search+"\noptions no-tld-query\n-- zone --\n"+zone, func(t *testing.T, m *scenario.Machine) {
			if got := hostent(m.Resolver.GethostbynameEx(t.Context(), "four")); got != tt.want {
				t.Errorf("%s: %s, want %s", tt.search, got, tt.want)
			}
		})
	}
}
