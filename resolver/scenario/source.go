package scenario

import (
	"net"
	"net/netip"
	"slices"
	"strconv"

	"netdb.example/resolver"
	"netdb.example/resolver/addrselect"
)

// sourceFor is RFC 6724 section 5 in the small: the address, of those that the interfaces have, from which a packet to dst
// would leave. There is no routing table: an interface leads to its own prefixes, and one that is not a loopback interface
// to everywhere else. ok is false where no address will do. An IPv4-mapped dst is its IPv4 address; with a zone, dst lies
// behind the interface of that name or index, and without one an IPv6 link-local dst lies nowhere, as to Linux' connect(2).
func sourceFor(interfaces []resolver.Interface, dst netip.Addr) (src addrselect.Source, ok bool) {
	zone := dst.Zone()
	dst = dst.Unmap().WithZone("")
	if zone == "" && dst.Is6() && dst.IsLinkLocalUnicast() {
		return addrselect.Source{}, false
	}
	var best address
	for _, i := range interfaces {
		if i.Flags&net.FlagUp == 0 || zone != "" && zone != i.Name && zone != strconv.Itoa(i.Index) {
			continue
		}
		for _, p := range i.Addrs {
			a := address{p, slices.Contains(i.Deprecated, p.Addr())}
			if leadsTo(i, p, dst) && (!best.IsValid() || better(a, best, dst)) {
				best = a
			}
		}
	}
	if !best.IsValid() {
		return addrselect.Source{}, false
	}
	return best.source(), true
}

// leadsTo reports whether a packet to dst may leave from the address of p, which interface i has.
func leadsTo(i resolver.Interface, p netip.Prefix, dst netip.Addr) bool {
	src := p.Addr()
	switch {
	case src.Is4() != dst.Is4():
		return false
	case dst.IsLoopback() || dst.IsUnspecified():
		return src.IsLoopback()
	case src.IsLoopback() || src.IsLinkLocalUnicast() != dst.IsLinkLocalUnicast():
		return false
	}
	return p.Contains(dst) || i.Flags&net.FlagLoopback == 0 && !dst.IsLinkLocalUnicast()
}

// better reports whether a is a better source for dst than b. Where no rule decides, the first stays.
func better(a, b address, dst netip.Addr) bool {
	// Rule 1: Prefer same address.
	// "If SA = D, then prefer SA."
	if (a.Addr() == dst) != (b.Addr() == dst) {
		return a.Addr() == dst
	}
	// Rule 2: left out, for leadsTo has seen to scopes.

	// Rule 3: Avoid deprecated addresses.
	// "If one of the two source addresses is "preferred" and one of them is "deprecated" (in the [RFC4862] sense), then prefer
	// the one that is "preferred"."
	// Linux does not heed it in IPv4.
	if a.deprecated != b.deprecated && dst.Is6() {
		return b.deprecated
	}
	// Rule 4: left out, for no address here is a home address.

	// Rule 5: Prefer outgoing interface.
	// What is left of it: the link that dst is on goes before the way to everywhere else.
	if a.Contains(dst) != b.Contains(dst) {
		return a.Contains(dst)
	}
	// Rules 6 and 7: left out, for labels are gai.conf(5)'s, and no address here is temporary.

	// Rule 8: Use longest matching prefix.
	// "If CommonPrefixLen(SA, D) > CommonPrefixLen(SB, D), then prefer SA."
	return commonPrefixLen(a.Prefix, dst) > commonPrefixLen(b.Prefix, dst)
}

// commonPrefixLen is CommonPrefixLen of RFC 6724 section 2.2, which ends where the prefix of src does: of two links that dst
// is on, the more specific one wins, as in a routing table.
func commonPrefixLen(src netip.Prefix, dst netip.Addr) int {
	n := src.Bits()
	for n > 0 && !netip.PrefixFrom(src.Addr(), n).Contains(dst) {
		n--
	}
	return n
}
