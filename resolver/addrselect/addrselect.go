package addrselect

import (
	"cmp"
	"math/bits"
	"net/netip"
)

// A Source is the source address with which a destination is reached.
type Source struct {
	Addr netip.Addr

	// Bits is the length of the prefix with which the interface has Addr: 0 to 32 or 128. 0 is unknown; an IPv4 subnet
	// is then taken to be Addr alone.
	//
	// glibc looks at the interfaces only on a machine where one has an IPv6 address other than ::1, and never at those
	// addresses that have a peer instead of a subnet. A caller who wants its order to the letter leaves all but Addr zero there.
	Bits int

	// Deprecated reports whether the preferred lifetime of Addr has passed (RFC 4862 section 5.5.4).
	Deprecated bool

	// Home reports whether Addr is a home address of Mobile IPv6 (RFC 6275).
	Home bool

	// Native reports whether the interface that has Addr is known, and no tunnel: not IP in IP (RFC 2003), nor IP in IPv6
	// (RFC 2473), nor IPv6 in IPv4 (RFC 4213), which are what glibc takes for one.
	Native bool
}

// A Destination is an address to connect to, together with its source address.
type Destination struct {
	Addr      netip.Addr
	Source    Source
	Reachable bool // there is a source address; Source counts for nothing otherwise
}

// Sort sorts dst in place, best first, by RFC 6724 section 6; what no rule decides stays in order. source gives the source
// address of a destination, false where there is none; it is called once for each destination in turn, and not at all for
// fewer than two. A nil or zero p is glibc's policy. Zones do not count; an IPv4-mapped IPv6 address is IPv6, as in AF_INET6.
//
// Rule 9 does not compare IPv4 with IPv6, so that a gai.conf(5) which levels their precedences makes the rules no order:
// of 192.0.2.200, 2001:db8::1 and 192.0.2.11, seen from 192.0.2.10, the first goes before the second, the second before
// the third, and the third before the first. The outcome is then that of the merge sort of glibc, which this is too.
func (p *Policy) Sort(dst []netip.Addr, source func(dst netip.Addr) (Source, bool)) {
	if len(dst) < 2 {
		return
	}
	var space [2 * 16]ranked // for 16 destinations without allocating
	list := space[:]
	if len(list) < 2*len(dst) {
		list = make([]ranked, 2*len(dst))
	}
	list, buffer := list[:len(dst)], list[len(dst):]
	for i, addr := range dst {
		src, ok := source(addr)
		list[i] = p.rank(Destination{addr, src, ok})
	}
	mergeSort(list, buffer)
	for i := range list {
		dst[i] = list[i].addr
	}
}

// mergeSort compares what the qsort(3) of glibc 2.36 compares: halves, the smaller one first, stable. The buffer is not
// shorter than half of list.
func mergeSort(list, buffer []ranked) {
	if len(list) < 2 {
		return
	}
	half := len(list) / 2
	mergeSort(list[:half], buffer)
	mergeSort(list[half:], buffer)
	left, right := buffer[:copy(buffer, list[:half])], list[half:]
	for i := range list {
		if len(left) == 0 {
			return
		}
		if len(right) > 0 && better(&right[0], &left[0]) {
			list[i], right = right[0], right[1:]
		} else {
			list[i], left = left[0], left[1:]
		}
	}
}

func better(a, b *ranked) bool {
	order, _ := compare(a, b)
	return order < 0
}

// Compare tells which of two destinations is better under p, and by which rule: order is negative where a is, positive
// where b is, and 0 where rule 10 keeps them as they came. A nil or zero p is glibc's policy.
func (p *Policy) Compare(a, b Destination) (order int, rule Rule) {
	ra, rb := p.rank(a), p.rank(b)
	return compare(&ra, &rb)
}

// ranked is a destination with all that the rules ask of it.
type ranked struct {
	addr         netip.Addr
	reachable    bool
	deprecated   bool
	home         bool
	native       bool
	scopeMatches bool
	labelMatches bool
	precedence   int
	scope        int
	common       int
}

// rank looks up what compare needs. Without a source address, only the destination's own precedence and scope are known.
func (p *Policy) rank(d Destination) ranked {
	p = p.orGlibc()
	dst, src := wordsOf(d.Addr), wordsOf(d.Source.Addr)
	r := ranked{
		addr:       d.Addr,
		reachable:  d.Reachable,
		precedence: p.precedences.value(dst),
		scope:      p.scope(d.Addr),
	}
	if d.Reachable {
		r.deprecated, r.home, r.native = d.Source.Deprecated, d.Source.Home, d.Source.Native
		r.scopeMatches = r.scope == p.scope(d.Source.Addr)
		r.labelMatches = p.labels.value(dst) == p.labels.value(src)
		r.common = p.common(d.Addr.Is4(), commonPrefixLen(dst, src), d.Source.Bits)
	}
	return r
}

// common is what rule 9 makes of the common prefix length of a destination and its source, whose interface has a prefix of
// the length bits.
func (p *Policy) common(is4 bool, length, bits int) int {
	if is4 {
		length -= mappedBits
	}
	switch {
	case p.rfc6724 && bits > 0:
		// "up to the length of S's prefix (i.e., the portion of the address not including the interface ID)" (section 2.2)
		return min(length, bits)
	case p.rfc6724 || !is4:
		return length
	case bits <= 0:
		bits = 32
	}
	if length < bits {
		return 0 // as in glibc: beyond the subnet, what two IPv4 addresses share says nothing about their distance
	}
	return length
}

// commonPrefixLen is CommonPrefixLen of RFC 6724 section 2.2 before it is cut at the prefix of the source. That glibc
// compares two IPv6 prefixes within one 32-bit word, the first in which either destination differs from its source, comes
// to the same.
func commonPrefixLen(a, b words) int {
	if a.hi != b.hi {
		return bits.LeadingZeros64(a.hi ^ b.hi)
	}
	return 64 + bits.LeadingZeros64(a.lo^b.lo)
}

// compare is RFC 6724 section 6: DA and DB are the destinations a and b. A negative order prefers DA.
func compare(a, b *ranked) (order int, rule Rule) {
	// Rule 1: Avoid unusable destinations.
	// "If DB is known to be unreachable or if Source(DB) is undefined, then prefer DA."
	if a.reachable != b.reachable {
		return prefer(a.reachable), 1
	}
	// Rule 2: Prefer matching scope.
	// "If Scope(DA) = Scope(Source(DA)) and Scope(DB) <> Scope(Source(DB)), then prefer DA."
	if a.scopeMatches != b.scopeMatches {
		return prefer(a.scopeMatches), 2
	}
	// Rule 3: Avoid deprecated addresses.
	// "If Source(DA) is deprecated and Source(DB) is not, then prefer DB."
	if a.deprecated != b.deprecated {
		return prefer(b.deprecated), 3
	}
	// Rule 4: Prefer home addresses.
	// "If Source(DA) is just a home address and Source(DB) is just a care-of address, then prefer DA."
	// That an address is both is not known.
	if a.home != b.home {
		return prefer(a.home), 4
	}
	// Rule 5: Prefer matching label.
	// "If Label(Source(DA)) = Label(DA) and Label(Source(DB)) <> Label(DB), then prefer DA."
	if a.labelMatches != b.labelMatches {
		return prefer(a.labelMatches), 5
	}
	// Rule 6: Prefer higher precedence.
	// "If Precedence(DA) > Precedence(DB), then prefer DA."
	if a.precedence != b.precedence {
		return cmp.Compare(b.precedence, a.precedence), 6
	}
	// Rule 7: Prefer native transport.
	// "If DA is reached via an encapsulating transition mechanism (e.g., IPv6 in IPv4) and DB is not, then prefer DB."
	// As in glibc, what is not known to be native counts as encapsulated.
	if a.native != b.native {
		return prefer(a.native), 7
	}
	// Rule 8: Prefer smaller scope.
	// "If Scope(DA) < Scope(DB), then prefer DA."
	if a.scope != b.scope {
		return cmp.Compare(a.scope, b.scope), 8
	}
	// Rule 9: Use longest matching prefix.
	// "When DA and DB belong to the same address family (both are IPv6 or both are IPv4): If CommonPrefixLen(Source(DA),
	// DA) > CommonPrefixLen(Source(DB), DB), then prefer DA."
	if a.common != b.common && a.addr.Is4() == b.addr.Is4() {
		return cmp.Compare(b.common, a.common), 9
	}
	// Rule 10: Otherwise, leave the order unchanged.
	return 0, 10
}

func prefer(a bool) (order int) {
	if a {
		return -1
	}
	return 1
}

// A Rule is the number of a rule of RFC 6724 section 6, 1 to 10.
type Rule int

var ruleTitles = [...]string{
	1:  "avoid unusable destinations",
	2:  "prefer matching scope",
	3:  "avoid deprecated addresses",
	4:  "prefer home addresses",
	5:  "prefer matching label",
	6:  "prefer higher precedence",
	7:  "prefer native transport",
	8:  "prefer smaller scope",
	9:  "use longest matching prefix",
	10: "leave the order unchanged",
}

// String returns the title of the rule in RFC 6724, in lower case; "" for what is no rule.
func (r Rule) String() string {
	if r < 0 || int(r) >= len(ruleTitles) {
		return ""
	}
	return ruleTitles[r]
}
