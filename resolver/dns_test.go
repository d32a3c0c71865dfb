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
