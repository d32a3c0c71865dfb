package resolver_test

import (
	"slices"
	"strings"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
)

// hostileOutcome puts into hostileWords what a lookup came to: the addresses of each family it has, IPv4 first, or a code.
func hostileOutcome(addrs []resolver.Addrinfo, err error) string {
	if err != nil {
		return code(err)
	}
	words := map[inet.Family][]string{}
	for _, a := range addrs {
		addr := a.Addr.Addr().String()
		word, ok := hostileWords[addr]
		if !ok {
			word = addr
		}
		words[a.Family] = append(words[a.Family], word)
	}
	var families []string
	for _, af := range []inet.Family{inet.AF_INET, inet.AF_INET6} {
		if len(words[af]) > 0 {
			slices.Sort(words[af])
			families = append(families, af.String()+" "+strings.Join(slices.Compact(words[af]), " "))
		}
	}
	return strings.Join(families, ", ")
}

// outcomes are those that the lookup l may have.
func (h hostile) outcomes(l hostileLookup) []string {
	want := h.want
	if l.honest {
		want = h.withSecond()
	}
	outcomes := map[uint16]string{dns.TypeA: "right", dns.TypeAAAA: "right"}
	for _, qtype := range l.hit {
		outcomes[qtype] = want
	}
	four, six := strings.Split(outcomes[dns.TypeA], " or "), strings.Split(outcomes[dns.TypeAAAA], " or ")
	switch l.family {
	case inet.AF_INET:
		six = []string{""}
	case inet.AF_INET6:
		four = []string{""}
	}
	var all []string
	for _, a := range four {
		for _, aaaa := range six {
			if outcome := mergedOutcome(a, aaaa); !slices.Contains(all, outcome) {
				all = append(all, outcome)
			}
		}
	}
	return all
}

// withSecond is what comes of h with an honest server behind it, which has the last word where the first one says nothing that
// stands.
func (h hostile) withSecond() string {
	if h.second != "" {
		return h.second
	}
	var all []string
	for _, want := range strings.Split(h.want, " or ") {
		if want == "EAI_AGAIN" || want == "EAI_FAIL" {
			want = "right"
		}
		if !slices.Contains(all, want) {
			all = append(all, want)
		}
	}
	return strings.Join(all, " or ")
}

// mergedOutcome is what A and AAAA come to together, "" being a family that is not asked for: the addresses that there are;
// else that there is no such name, which holds for both families (RFC 8020); else what may pass; else what is not
// understood; else that there are none.
func mergedOutcome(a, aaaa string) string {
	var found []string
	for af, outcome := range map[inet.Family]string{inet.AF_INET: a, inet.AF_INET6: aaaa} {
		if outcome != "" && !strings.HasPrefix(outcome, "EAI_") {
			found = append(found, af.String()+" "+outcome)
		}
	}
	if len(found) > 0 {
		slices.Sort(found) // AF_INET before AF_INET6
		return strings.Join(found, ", ")
	}
	for _, code := range []string{"EAI_NONAME", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA"} {
		if a == code || aaaa == code {
			return code
		}
	}
	return a + aaaa
}
