package muslmodel

import (
	"math/bits"
	"net"
	"net/netip"
	"slices"
)

// A policy is a row of the table of RFC 6724 §2.1.
type policy struct {
	prefix            netip.Prefix
	precedence, label int
}

var policies = []policy{
	{netip.MustParsePrefix("::1/128"), 50, 0},
	{netip.MustParsePrefix("::ffff:0:0/96"), 35, 4},
	{netip.MustParsePrefix("2002::/16"), 30, 2},
	{netip.MustParsePrefix("2001::/32"), 5, 5},
	{netip.MustParsePrefix("fc00::/7"), 3, 13},
	{netip.MustParsePrefix("::/0"), 40, 1},
}

func policyOf(a netip.Addr) policy {
	i := slices.IndexFunc(policies, func(p policy) bool { return commonBits(p.prefix.Addr(), a) >= p.prefix.Bits() })
	return policies[i]
}

// commonBits is the length of the prefix that two addresses share, IPv4 as IPv4-mapped.
func commonBits(a, b netip.Addr) (n int) {
	x, y := a.As16(), b.As16()
	for i := range x {
		if d := x[i] ^ y[i]; d != 0 {
			return n + bits.LeadingZeros8(d)
		}
		n += 8
	}
	return n
}

// scopeOf is the scope of an address. All of IPv4 is global.
func scopeOf(a netip.Addr) int {
	if a.Is4() || a.Is4In6() {
		return 14
	}
	switch b := a.As16(); {
	case a.IsMulticast():
		return int(b[1] & 15)
	case a.IsLinkLocalUnicast(), a.IsLoopback():
		return 2
	case b[0] == 0xfe && b[1]&0xc0 == 0xc0:
		return 5
	}
	return 14
}

// sort sorts as RFC 6724 §6 says, without its rules 3, 4 and 7: lookup_name.c. IPv4 alone is not sorted.
func (m *machine) sort(list []address) {
	if !slices.ContainsFunc(list, func(a address) bool { return a.addr.Is6() }) {
		return
	}
	slices.SortStableFunc(list, func(a, b address) int { return slices.Compare(m.key(b), m.key(a)) })
}

// key is what counts of a destination, the weightiest first; the greater one is better.
func (m *machine) key(a address) []int {
	dst := policyOf(a.addr)
	zoned := a.addr
	if a.scope != 0 {
		zoned = zoned.WithZone(m.zone(a.scope))
	}
	usable, scope, label, common := 0, 0, 0, 0
	if src, ok := m.source(zoned); ok {
		usable = 1
		scope = same(scopeOf(src), scopeOf(a.addr))
		label = same(policyOf(src).label, dst.label)
		common = commonBits(src, a.addr)
	}
	return []int{usable, scope, label, dst.precedence, 15 - scopeOf(a.addr), common}
}

// source is the address that a packet to dst leaves from. Beside the ways of the scenario there is one that only the machine has which was asked: its
// default route leads out of the first interface that has a global address of the family, be it the loopback interface.
func (m *machine) source(dst netip.Addr) (netip.Addr, bool) {
	if src, ok := m.system.Source(dst); ok {
		return src.Addr, true
	}
	for _, i := range m.interfaces {
		for _, p := range i.Addrs {
			if p.Addr().Is4() == dst.Unmap().Is4() && p.Addr().IsGlobalUnicast() {
				return p.Addr(), i.Flags&net.FlagLoopback != 0 && !dst.IsLoopback()
			}
		}
	}
	return netip.Addr{}, false
}

func same(a, b int) int {
	if a == b {
		return 1
	}
	return 0
}
