package capture

import (
	"math/bits"
	"net/netip"
)

// The map of addresses is that of Crypto-PAn (Xu, Fan, Ammar and Moon, Prefix-Preserving IP Address Anonymization, 2002):
// whether a bit is turned over depends on the key and on the bits before it. Bits that lead to a special prefix are not.

// addr maps an address and its zone.
func (r *redactor) addr(a netip.Addr) netip.Addr {
	mapped := r.prefix(netip.PrefixFrom(a.WithZone(""), a.BitLen())).Addr()
	if a.Zone() == "" {
		return mapped
	}
	return mapped.WithZone(r.interfaceName(a.Zone()))
}

// prefix maps a prefix. The bits behind it are zero.
func (r *redactor) prefix(p netip.Prefix) netip.Prefix {
	p = p.Masked()
	mapped, ok := r.prefixes[p]
	if !ok {
		mapped = r.newPrefix(p)
		r.prefixes[p] = mapped
	}
	return mapped
}

func (r *redactor) newPrefix(p netip.Prefix) netip.Prefix {
	in, out := p.Addr().AsSlice(), p.Addr().AsSlice()
	turned := r.turned6
	if p.Addr().Is4() {
		turned = r.turned4
	}
	for i := range p.Bits() {
		if turned(in, i) {
			out[i/8] ^= 0x80 >> (i % 8)
		}
	}
	addr, _ := netip.AddrFromSlice(out)
	return netip.PrefixFrom(addr, p.Bits())
}

// turned4 reports whether bit i of an IPv4 address is turned over.
func (r *redactor) turned4(addr []byte, i int) bool {
	const loopback = 127
	return addr[0] != loopback && !leadsTo(special4, addr, i) && r.turned("4", addr, i)
}

// turned6 is turned4 for IPv6.
func (r *redactor) turned6(addr []byte, i int) bool {
	for _, e := range embedded4 {
		if e.at <= i && i < e.at+32 && common(addr, e.in) >= e.in.Bits() {
			return r.turned4(e.cut(addr), i-e.at)
		}
	}
	hasScope := addr[0] == 0xff && i < multicastBits
	return !hasScope && !leadsTo(special6, addr, i) && r.turned("6", addr, i)
}

// turned is a random bit for the first i bits of an address.
func (r *redactor) turned(family string, addr []byte, i int) bool {
	before := append([]byte{}, addr[:i/8+1]...)
	before[i/8] &= ^(byte(0xff) >> (i % 8))
	random := r.prf(family, i, string(before))
	return random[0]&1 != 0
}

// leadsTo reports whether the first i bits of an address are those of one of the prefixes, and bit i is within that.
func leadsTo(prefixes []netip.Prefix, addr []byte, i int) bool {
	for _, p := range prefixes {
		if i < p.Bits() && common(addr, p) >= i {
			return true
		}
	}
	return false
}

// common is how many bits an address has in common with that of a prefix.
func common(addr []byte, p netip.Prefix) int {
	for i, b := range p.Addr().AsSlice() {
		if b != addr[i] {
			return 8*i + bits.LeadingZeros8(b^addr[i])
		}
	}
	return p.Addr().BitLen()
}

// special4 are the prefixes of the IANA's IPv4 registry of special-purpose addresses (RFC 6890), those of multicast and of the
// classes that sortlist in resolv.conf(5) goes by, and, as prefixes of all their bits, addresses that stay.
var special4 = prefixes("0.0.0.0/32", "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "128.0.0.0/2", "169.254.0.0/16",
	"172.16.0.0/12", "192.0.0.0/3", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "224.0.0.0/24", "239.0.0.0/8", "240.0.0.0/4", "255.255.255.255/32")

// special6 are those of IPv6, and the ones that RFC 6724 and gai.conf(5) have rows for. Link-local addresses are in fe80::/64
// (RFC 4291 §2.5.6).
var special6 = prefixes("::/128", "::1/128", "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2000::/3",
	"2001::/32", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20", "fc00::/7", "fd00::/8", "fe80::/10", "fe80::/64",
	"fec0::/10", "ff00::/8")

// multicastBits are 0xff, the flags and the scope (RFC 4291 §2.7).
const multicastBits = 16

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}

// An embedding is where an IPv4 address stands in the addresses of an IPv6 prefix.
type embedding struct {
	in       netip.Prefix
	at       int
	inverted bool
}

var embedded4 = []embedding{
	{netip.MustParsePrefix("::/96"), 96, false},         // IPv4-compatible (RFC 4291 §2.5.5.1)
	{netip.MustParsePrefix("::ffff:0:0/96"), 96, false}, // IPv4-mapped (RFC 4291 §2.5.5.2)
	{netip.MustParsePrefix("64:ff9b::/96"), 96, false},  // NAT64 (RFC 6052 §2.1)
	{netip.MustParsePrefix("2002::/16"), 16, false},     // 6to4 (RFC 3056 §2)
	{netip.MustParsePrefix("2001::/32"), 32, false},     // Teredo: the server (RFC 4380 §4)
	{netip.MustParsePrefix("2001::/32"), 96, true},      // Teredo: the client
}

// cut returns the IPv4 address in an IPv6 one.
func (e embedding) cut(addr []byte) []byte {
	four := append([]byte{}, addr[e.at/8:e.at/8+4]...)
	for i := range four {
		if e.inverted {
			four[i] = ^four[i]
		}
	}
	return four
}
