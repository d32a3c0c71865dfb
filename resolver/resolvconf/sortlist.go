package resolvconf

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
	"slices"
	"strings"

	"netdb.example/inet"
)

// maxSorted is how many addresses of a host are sorted: MAX_NR_ADDRS of glibc's nss_dns.
const maxSorted = 48

// SortAddrs sorts the IPv4 addresses of a host by the first network of Sortlist that each is in, as addrsort in glibc's
// nss_dns does with the first 48 of them. Those in one network keep their order; those in none come last. glibc sorts the
// answers of the DNS to gethostbyname(3) and to a getaddrinfo(3) for IPv4 alone, which goes on with RFC 6724 from there; never
// those to a getaddrinfo for both families, nor IPv6 addresses, nor what is from hosts(5).
func (c *Config) SortAddrs(addrs []netip.Addr) {
	slices.SortStableFunc(addrs[:min(len(addrs), maxSorted)], func(a, b netip.Addr) int {
		return c.network(a) - c.network(b)
	})
}

// network is the place in Sortlist of the first network that addr is in, or else the end of it.
func (c *Config) network(addr netip.Addr) int {
	for i, network := range c.Sortlist {
		if network.Contains(addr) {
			return i
		}
	}
	return len(c.Sortlist)
}

// sortlist takes networks up to a ';': ADDRESS, with the mask of its class, ADDRESS/MASK or ADDRESS&MASK. Those of all lines
// add up, also beyond the 10 of the manual page. A mask that is no address is that of the class. What no address matches, as
// 10.0.0.1/255.0.0.0, is left out. Unlike in glibc so is a mask with ones behind a zero, as 255.0.255.0; and a word that glibc
// hangs at for ever is ignored, as any other that is no network: one with a carriage return, and x/255.0.0.0.
func (c *Config) sortlist(line int, rest string) {
	rest, _, _ = strings.Cut(rest, ";")
	for _, word := range fields(rest) {
		network, problem := parseNetwork(word)
		if problem != "" {
			c.warn(line, word, problem)
			continue
		}
		c.Sortlist = append(c.Sortlist, network)
	}
}

// parseNetwork reads a word of sortlist, or says why it has no effect.
func parseNetwork(s string) (network netip.Prefix, problem string) {
	text, mask := s, ""
	if i := strings.IndexAny(s, "/&"); i >= 0 {
		text, mask = s[:i], s[i+1:]
	}
	addr, err := inet.AtonExact(text)
	if err != nil {
		return network, "not a network as ADDRESS[/MASK]"
	}
	n := classBits(addr)
	if m, err := inet.AtonExact(mask); err == nil {
		if n = leadingOnes(m); m != maskOf(n) {
			return network, "a mask with ones behind a zero: the network is ignored"
		}
	}
	network = netip.PrefixFrom(netip.AddrFrom4(addr), n)
	if network != network.Masked() {
		return network, "no address is in this network: it has bits that its mask has not"
	}
	return network, ""
}

// classBits is the prefix length of the classful network of b.
func classBits(b [4]byte) int {
	switch {
	case b[0] < 128:
		return 8
	case b[0] < 192:
		return 16
	}
	return 24
}

func leadingOnes(mask [4]byte) int { return bits.LeadingZeros32(^binary.BigEndian.Uint32(mask[:])) }

// maskOf is the mask of a network with a prefix of n bits.
func maskOf(n int) (mask [4]byte) {
	binary.BigEndian.PutUint32(mask[:], ^uint32(0)<<(32-n))
	return mask
}
