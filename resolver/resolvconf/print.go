package resolvconf

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// String prints the effective configuration as the resolv.conf(5) that would give it, whatever files and variables it came
// from. What the format cannot say is printed so that it is seen: a server on another port than 53 as ADDRESS:PORT, a network
// of IPv6 as ADDRESS/BITS; a timeout is rounded up to seconds.
func (c *Config) String() string {
	var b strings.Builder
	c = c.Effective()
	for _, server := range c.Servers {
		fmt.Fprintf(&b, "nameserver %s\n", serverText(server))
	}
	if len(c.Search) > 0 {
		fmt.Fprintf(&b, "search %s\n", strings.Join(searchTexts(c.Search), " "))
	}
	if len(c.Sortlist) > 0 {
		fmt.Fprintf(&b, "sortlist %s\n", strings.Join(networkTexts(c.Sortlist), " "))
	}
	fmt.Fprintf(&b, "options %s\n", strings.Join(c.optionTexts(), " "))
	return b.String()
}

func serverText(server netip.AddrPort) string {
	if server.Port() == port {
		return server.Addr().String()
	}
	return server.String()
}

// searchTexts writes the empty domain, which only an API can give, as the "." that means the same.
func searchTexts(domains []string) []string {
	texts := slices.Clone(domains)
	for i, domain := range texts {
		if domain == "" {
			texts[i] = "."
		}
	}
	return texts
}

func networkTexts(networks []netip.Prefix) []string {
	var texts []string
	for _, n := range networks {
		if !n.Addr().Is4() {
			texts = append(texts, n.String())
			continue
		}
		texts = append(texts, fmt.Sprintf("%s/%s", n.Addr(), netip.AddrFrom4(maskOf(n.Bits()))))
	}
	return texts
}

func (c *Config) optionTexts() []string {
	texts := []string{
		fmt.Sprintf("ndots:%d", c.Ndots),
		fmt.Sprintf("timeout:%d", (c.Timeout+time.Second-1)/time.Second),
		fmt.Sprintf("attempts:%d", max(c.Attempts, 0)),
	}
	printed := map[*bool]bool{}
	for _, o := range flags {
		if flag := o.flag(c); *flag && !printed[flag] {
			texts = append(texts, o.name)
			printed[flag] = true
		}
	}
	return texts
}
