package addrselect

import (
	"encoding/binary"
	"net/netip"
)

// A Policy is the table by which destinations are judged: the labels and precedences of prefixes (RFC 6724 section 2.1)
// and the scopes of IPv4 addresses (section 3.2). It is immutable; nil and the zero Policy are glibc's.
type Policy struct {
	labels      table
	precedences table
	scopes      table
	rfc6724     bool // rule 9 to the letter
	warnings    []Warning
}

// Glibc returns the policy of glibc without a gai.conf(5): RFC 3484's, with rows for site-local, unique local and Teredo
// addresses, and a rule 9 that counts for IPv4 only where the destination is in the subnet of its source.
func Glibc() *Policy { return glibc }

// RFC6724 returns the policy of RFC 6724: the table of its section 2.1, and rule 9 as it stands.
func RFC6724() *Policy { return rfc6724 }

func (p *Policy) orGlibc() *Policy {
	if p == nil || p.labels == nil {
		return glibc
	}
	return p
}

// words are the bits of an address; those of an IPv4 address are of its IPv4-mapped one, those of no address are zero.
type words struct{ hi, lo uint64 }

func wordsOf(a netip.Addr) words {
	b := a.As16()
	return words{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
}

// Where an IPv4 address stands in its IPv4-mapped one, ::ffff:0:0/96.
const (
	mapped     = 0xffff << 32
	mappedBits = 96
)

// A row gives all addresses with a prefix a value.
type row struct {
	prefix words
	bits   int // the length of prefix: 0 to 128
	value  int
}

func (r *row) contains(a words) bool { return commonPrefixLen(r.prefix, a) >= r.bits }

// A table holds rows, the longest prefix first. The last contains all the addresses that are looked up in it.
type table []row

func (t table) value(a words) int {
	for len(t) > 1 && !t[0].contains(a) {
		t = t[1:]
	}
	return t[0].value
}

// The scopes of RFC 4291 section 2.7 that addresses other than multicast can have.
const (
	linkLocal = 0x2
	siteLocal = 0x5
	global    = 0xe
)

// scope is that of RFC 6724 section 3.1, of section 3.2 for IPv4. The loopback address counts as link-local.
func (p *Policy) scope(a netip.Addr) int {
	w := wordsOf(a)
	switch {
	case a.Is4():
		return p.scopes.value(w)
	case w.hi>>56 == 0xff: // multicast has a field for it
		return int(w.hi >> 48 & 0xf)
	case w.hi>>54 == 0xfe80>>6, w == words{0, 1}:
		return linkLocal
	case w.hi>>54 == 0xfec0>>6: // fec0::/10 (RFC 3513)
		return siteLocal
	}
	return global
}

// What gai.conf(5) leaves uncovered has these values.
const (
	defaultLabel      = 1
	defaultPrecedence = 40
	defaultScope      = global
)

// glibc is the table of nss/getaddrinfo.c.
var glibc = &Policy{
	labels: table{
		{words{0, 1}, 128, 0},                // ::1/128, loopback
		{words{0, mapped}, 96, 4},            // ::ffff:0:0/96, IPv4
		{words{0, 0}, 96, 3},                 // ::/96, IPv4-compatible (RFC 4291)
		{words{0x2001_0000 << 32, 0}, 32, 7}, // 2001::/32, Teredo (RFC 4380)
		{words{0x2002 << 48, 0}, 16, 2},      // 2002::/16, 6to4 (RFC 3056)
		{words{0xfec0 << 48, 0}, 10, 5},      // fec0::/10, site-local (RFC 3879)
		{words{0xfc00 << 48, 0}, 7, 6},       // fc00::/7, unique local (RFC 4193)
		{words{0, 0}, 0, defaultLabel},
	},
	precedences: table{
		{words{0, 1}, 128, 50},
		{words{0, mapped}, 96, 10},
		{words{0, 0}, 96, 20},
		{words{0x2002 << 48, 0}, 16, 30},
		{words{0, 0}, 0, defaultPrecedence},
	},
	scopes: scopes4,
}

// rfc6724 is the table of RFC 6724 section 2.1.
var rfc6724 = &Policy{
	labels: table{
		{words{0, 1}, 128, 0},
		{words{0, mapped}, 96, 4},
		{words{0, 0}, 96, 3},
		{words{0x2001_0000 << 32, 0}, 32, 5},
		{words{0x2002 << 48, 0}, 16, 2},
		{words{0x3ffe << 48, 0}, 16, 12}, // 3ffe::/16, 6bone (RFC 3701)
		{words{0xfec0 << 48, 0}, 10, 11},
		{words{0xfc00 << 48, 0}, 7, 13},
		{words{0, 0}, 0, 1},
	},
	precedences: table{
		{words{0, 1}, 128, 50},
		{words{0, mapped}, 96, 35},
		{words{0, 0}, 96, 1},
		{words{0x2001_0000 << 32, 0}, 32, 5},
		{words{0x2002 << 48, 0}, 16, 30},
		{words{0x3ffe << 48, 0}, 16, 1},
		{words{0xfec0 << 48, 0}, 10, 1},
		{words{0xfc00 << 48, 0}, 7, 3},
		{words{0, 0}, 0, 40},
	},
	scopes:  scopes4,
	rfc6724: true,
}

// scopes4 is RFC 6724 section 3.2: autoconfigured and loopback addresses are link-local, private ones global.
var scopes4 = table{
	{words{0, mapped | 169<<24 | 254<<16}, mappedBits + 16, linkLocal},
	{words{0, mapped | 127<<24}, mappedBits + 8, linkLocal},
	{words{0, mapped}, mappedBits, global},
}
