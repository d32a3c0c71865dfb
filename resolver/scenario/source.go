package scenario

import (
	"net"
	"net/netip"
	"slices"
	"strconv"

	"netdb.example/resolver"
	"netdb.example/resolver/addrselect"
)

// A candidate is an address from which a packet may leave, and the prefix that lies on its link: that of its peer, if it has
// one, else its own.
type candidate struct {
	netip.Prefix
	link       netip.Prefix
	deprecated bool
}

// sourceFor is RFC 6724 section 5 in the small: the address, of those that the interfaces have, from which a packet to dst
// would leave. There is no routing table: an interface leads to its own prefixes, and one that is not a loopback interface
// to everywhere else. ok is false where no address will do. An IPv4-mapped dst is its IPv4 address; with a zone, dst lies
// behind the interface of that name or index, and without one an IPv6 dst of link-local scope lies nowhere, as to Linux'
// connect(2). Nor does the broadcast address of a link.
func sourceFor(interfaces []resolver.Interface, dst netip.Addr) (src addrselect.Source, ok bool) {
	zone := dst.Zone()
	dst = dst.Unmap().WithZone("")
	if zone == "" && isLinkLocal6(dst) || dst == allHosts {
		return addrselect.Source{}, false
	}
	var best candidate
	for _, i := range interfaces {
		if i.Flags&net.FlagUp == 0 || zone != "" && zone != i.Name && zone != strconv.Itoa(i.Index) {
			continue
		}
		for _, p := range i.Addrs {
			c := candidate{p, linkOf(i, p), slices.Contains(i.Deprecated, p.Addr())}
			if isBroadcast(c.link, dst) {
				return addrselect.Source{}, false
			}
			if c.leadsTo(i, dst) && (!best.IsValid() || better(c, best, dst)) {
				best = c
			}
		}
	}
	if !best.IsValid() {
		return addrselect.Source{}, false
	}
	return resolver.SourceOf(best.Addr(), interfaces), true
}

// linkOf is the prefix that is on the link of the address of p, which interface i has.
func linkOf(i resolver.Interface, p netip.Prefix) netip.Prefix {
	for _, peer := range i.Peers {
		if p.IsSingleIP() && peer.Local == p.Addr() {
			return peer.Remote
		}
	}
	return p
}

var allHosts = netip.AddrFrom4([4]byte{255, 255, 255, 255})

// isBroadcast reports whether dst is the last address of an IPv4 link (RFC 919), which one of two addresses or less has not
// (RFC 3021).
func isBroadcast(link netip.Prefix, dst netip.Addr) bool {
	return dst.Is4() && link.Bits() < 31 && link.Contains(dst) && !link.Contains(dst.Next())
}

// isLinkLocal6 reports whether a is an IPv6 address that is nothing without a zone: fe80::/10, ff01::/16 or ff02::/16.
func isLinkLocal6(a netip.Addr) bool {
	return a.Is6() && (a.IsLinkLocalUnicast() || a.IsInterfaceLocalMulticast() || a.IsLinkLocalMulticast())
}

// leadsTo reports whether a packet to dst may leave from c, which interface i has.
func (c candidate) leadsTo(i resolver.Interface, dst netip.Addr) bool {
	switch {
	case c.Addr().Is4() != dst.Is4():
		return false
	case dst.IsLoopback() || dst.IsUnspecified():
		return c.Addr().IsLoopback()
	case c.Addr().IsLoopback():
		return false
	case c.Addr() == dst || c.link.Contains(dst):
		return true
	case i.Flags&net.FlagLoopback != 0:
		return false
	}
	return !c.Addr().IsLinkLocalUnicast() || isLinkLocal6(dst) && dst.IsMulticast()
}

// better reports whether a is a better source for dst than b. Where no rule decides, the first stays.
func better(a, b candidate, dst netip.Addr) bool {
	// Rule 1: Prefer same address.
	// "If SA = D, then prefer SA."
	if (a.Addr() == dst) != (b.Addr() == dst) {
		return a.Addr() == dst
	}
	// Rule 2: Prefer appropriate scope.
	// "If Scope(SA) < Scope(SB): If Scope(SA) < Scope(D), then prefer SB and otherwise prefer SA."
	// That of IPv4 addresses does not matter to Linux, and leadsTo has seen to a D of more than link-local scope.
	if a.Addr().IsLinkLocalUnicast() != b.Addr().IsLinkLocalUnicast() && isLinkLocal6(dst) {
		return a.Addr().IsLinkLocalUnicast()
	}
	// Rule 3: Avoid deprecated addresses.
	// "If one of the two source addresses is "preferred" and one of them is "deprecated" (in the [RFC4862] sense), then prefer
	// the one that is "preferred"."
	// Linux does not heed it in IPv4.
	if a.deprecated != b.deprecated && dst.Is6() {
		return b.deprecated
	}
	// Rule 4: left out, for Linux is seldom built to heed it.

	// Rule 5: Prefer outgoing interface.
	// What is left of it: the link that dst is on goes before the way to everywhere else.
	if a.link.Contains(dst) != b.link.Contains(dst) {
		return a.link.Contains(dst)
	}
	// Rules 6 and 7: left out, for labels are gai.conf(5)'s, and no address here is temporary.

	// Rule 8: Use longest matching prefix.
	// "If CommonPrefixLen(SA, D) > CommonPrefixLen(SB, D), then prefer SA."
	// Beyond the links, Linux does not heed it in IPv4.
	return a.commonPrefixLen(dst) > b.commonPrefixLen(dst)
}

// commonPrefixLen is CommonPrefixLen of RFC 6724 section 2.2, which ends where the prefix of c does. It is that of the link if dst
// is there: of two links that dst is on, the more specific one wins, as in a routing table. In IPv4 it is else 0.
func (c candidate) commonPrefixLen(dst netip.Addr) int {
	switch {
	case c.link.Contains(dst):
		return c.link.Bits()
	case dst.Is4():
		return 0
	}
	n := c.Bits()
	for n > 0 && !netip.PrefixFrom(c.Addr(), n).Contains(dst) {
		n--
	}
	return n
}
