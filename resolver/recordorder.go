package resolver

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"github.com/miekg/dns"
)

// A rank is where a record stands among those of its name and type: the lesser the better.
type rank struct {
	preference uint32
	weight     uint16 // of those of one preference, where they have weights
}

// rankOf is the rank of rr; ok is false where its type has none.
func rankOf(rr dns.RR) (k rank, ok bool) {
	switch rr := rr.(type) {
	case *dns.MX:
		return rank{preference: uint32(rr.Preference)}, true
	case *dns.SRV:
		return rank{uint32(rr.Priority), rr.Weight}, true
	case *dns.NAPTR:
		return rank{preference: uint32(rr.Order)<<16 | uint32(rr.Preference)}, true
	case *dns.SVCB:
		return rank{preference: uint32(rr.Priority)}, true
	case *dns.HTTPS:
		return rank{preference: uint32(rr.Priority)}, true
	}
	return rank{}, false
}

// order sorts records of one type by preference, at random where that is the same, and there by weight if they have weights.
func (r *Resolver) order(rrs []dns.RR) {
	if _, ok := rankOf(rrs[0]); !ok {
		return
	}
	for i := len(rrs) - 1; i > 0; i-- {
		j := r.draw(i + 1)
		rrs[i], rrs[j] = rrs[j], rrs[i]
	}
	slices.SortStableFunc(rrs, func(a, b dns.RR) int { return cmp.Compare(preference(a), preference(b)) })
	for len(rrs) > 0 {
		n := 1
		for n < len(rrs) && preference(rrs[n]) == preference(rrs[0]) {
			n++
		}
		r.weigh(rrs[:n])
		rrs = rrs[n:]
	}
}

func preference(rr dns.RR) uint32 {
	k, _ := rankOf(rr)
	return k.preference
}

func weight(rr dns.RR) int {
	k, _ := rankOf(rr)
	return int(k.weight)
}

// weigh arranges records of one preference as RFC 2782 does: those without weight first, and then again and again one at random,
// each by its weight, and one without with the least chance that there is. Package net gives such a one none.
func (r *Resolver) weigh(rrs []dns.RR) {
	sum := 0
	for _, rr := range rrs {
		sum += weight(rr)
	}
	if sum == 0 {
		return
	}
	slices.SortStableFunc(rrs, func(a, b dns.RR) int { return cmp.Compare(min(weight(a), 1), min(weight(b), 1)) })
	for ; len(rrs) > 1; rrs = rrs[1:] {
		n, i := r.draw(sum+1), 0
		for running := weight(rrs[0]); running < n; running += weight(rrs[i]) {
			i++
		}
		chosen := rrs[i]
		copy(rrs[1:], rrs[:i])
		rrs[0] = chosen
		sum -= weight(chosen)
	}
}

// draw returns a number below n.
func (r *Resolver) draw(n int) int {
	random := rand.Uint64
	if r.System.Rand != nil {
		random = r.System.Rand
	}
	return int(random() % uint64(n))
}

// withoutService is rrs, which are ordered, without those of SVCB or HTTPS in ServiceMode behind one in AliasMode.
func withoutService(rrs []dns.RR) []dns.RR {
	switch rrs[0].(type) {
	case *dns.SVCB, *dns.HTTPS:
	default:
		return rrs
	}
	n := 0
	for n < len(rrs) && (preference(rrs[n]) == 0) == (preference(rrs[0]) == 0) {
		n++
	}
	return rrs[:n]
}
