package fakedns

import (
	"slices"

	"github.com/miekg/dns"
)

// delegate finds the names at which a child of another zone begins. A SOA that nobody wrote makes no zone.
func (t tree) delegate() {
	for key, n := range t {
		n.child = (n.soa != nil || slices.ContainsFunc(n.rrs, isNS)) && t.isInZone(key)
	}
}

func isNS(rr dns.RR) bool { return rr.Header().Rrtype == dns.TypeNS }

// isInZone reports whether a name above key has a SOA.
func (t tree) isInZone(key string) bool {
	for key != "." {
		key = parent(key)
		if n := t[key]; n != nil && n.soa != nil {
			return true
		}
	}
	return false
}

// isCut reports whether the zone above ends at n, and no zone begins there.
func (n *node) isCut() bool { return n != nil && n.child && n.soa == nil }

// apex returns the name of the zone that is asked: the closest one, but for DS that above the cut (RFC 4035 §3.1.4.1).
func (t tree) apex(name string, qtype uint16) string {
	key := dns.CanonicalName(name)
	if n := t[key]; qtype == dns.TypeDS && n != nil && n.child {
		key = parent(key)
	}
	for t[key] == nil || t[key].soa == nil {
		key = parent(key)
	}
	return key
}

// border returns the node at which a search in the zone, from its apex down to name, ends before it gets there: that of a
// delegation (RFC 1034 §4.3.2 step 3b) or, above name, of a DNAME (RFC 6672 §3.2). It returns nil if there is none.
func (t tree) border(name string, qtype uint16) *node {
	key, apex := dns.CanonicalName(name), t.apex(name, qtype)
	var top *node
	if n := t[key]; n.isCut() && qtype != dns.TypeDS {
		top = n
	}
	for key != apex {
		key = parent(key)
		if n := t[key]; n != nil && (n.isCut() || n.dname != nil) {
			top = n
		}
	}
	return top
}

// refer makes m a referral to the servers of the cut at n.
func (t tree) refer(m *dns.Msg, n *node) {
	m.RecursionAvailable = false
	for _, rr := range n.rrs {
		if isNS(rr) {
			m.Ns = append(m.Ns, dns.Copy(rr))
		}
	}
	m.Extra = append(m.Extra, t.glue(m.Ns)...)
}

// glue returns the addresses that the tree has of name servers: first of those in the domain itself, which are needed to find
// these (RFC 9471 §2).
func (t tree) glue(servers []dns.RR) []dns.RR {
	var inside, outside []dns.RR
	seen := map[string]bool{}
	for _, rr := range servers {
		key := dns.CanonicalName(rr.(*dns.NS).Ns)
		switch {
		case seen[key]:
		case dns.IsSubDomain(rr.Header().Name, key):
			inside = append(inside, t.addresses(key)...)
		default:
			outside = append(outside, t.addresses(key)...)
		}
		seen[key] = true
	}
	return append(inside, outside...)
}

// addresses returns the A records of a canonical name, and then the AAAA records.
func (t tree) addresses(key string) (rrs []dns.RR) {
	n := t[key]
	if n == nil {
		return nil
	}
	for _, rrtype := range []uint16{dns.TypeA, dns.TypeAAAA} {
		for _, rr := range n.rrs {
			if rr.Header().Rrtype == rrtype {
				rrs = append(rrs, dns.Copy(rr))
			}
		}
	}
	return rrs
}

// truncate cuts m to limit octets and marks it TC. It does not mark a referral that lacks nothing but addresses of servers in
// other domains, of which an RRset then goes as a whole (RFC 9471 §3.2, RFC 2181 §9).
func truncate(m *dns.Msg, limit int) {
	answer, ns, glue := len(m.Answer), len(m.Ns), withoutOPT(m.Extra)
	m.Truncate(limit)
	kept := len(withoutOPT(m.Extra))
	if len(m.Answer) < answer || len(m.Ns) < ns || kept == len(glue) {
		return
	}
	lost := glue[kept].Header()
	if dns.IsSubDomain(m.Ns[0].Header().Name, lost.Name) {
		return
	}
	m.Truncated = false
	first := slices.IndexFunc(glue, func(rr dns.RR) bool {
		return rr.Header().Name == lost.Name && rr.Header().Rrtype == lost.Rrtype
	})
	m.Extra = slices.Delete(m.Extra, first, kept) // what is cut has its OPT record at the end
}

func withoutOPT(rrs []dns.RR) []dns.RR {
	return slices.DeleteFunc(slices.Clone(rrs), func(rr dns.RR) bool { return rr.Header().Rrtype == dns.TypeOPT })
}
