package fakedns

import (
	"github.com/miekg/dns"
)

const (
	// MaxLinks is how many CNAME records an answer may hold, those made of a DNAME among them.
	MaxLinks = 16

	ednsSize = 1232 // the UDP size the server states of itself
)

// answer returns the reply to q, cut to limit octets.
func (t tree) answer(q *dns.Msg, limit int) *dns.Msg {
	m := new(dns.Msg).SetReply(q)
	m.RecursionAvailable = q.RecursionDesired
	if opt := q.IsEdns0(); opt != nil {
		m.SetEdns0(ednsSize, opt.Do())
	}
	if m.Rcode = refusal(q); m.Rcode == dns.RcodeSuccess {
		t.resolve(m, q.Question[0])
	}
	truncate(m, limit)
	m.Compress = true
	return m
}

// refusal returns the RCODE of a query that no zone is asked about, RcodeSuccess for the others.
func refusal(q *dns.Msg) int {
	opts := 0
	for _, rr := range q.Extra {
		if rr.Header().Rrtype == dns.TypeOPT {
			opts++
		}
	}
	switch {
	case opts > 1: // RFC 6891 §6.1.1
		return dns.RcodeFormatError
	case opts == 1 && q.IsEdns0().Version() != 0: // RFC 6891 §6.1.3
		return dns.RcodeBadVers
	case q.Opcode != dns.OpcodeQuery:
		return dns.RcodeNotImplemented
	case len(q.Question) != 1: // RFC 9619
		return dns.RcodeFormatError
	case q.Question[0].Qclass != dns.ClassINET,
		q.Question[0].Qtype == dns.TypeAXFR,
		q.Question[0].Qtype == dns.TypeIXFR:
		return dns.RcodeRefused
	}
	return dns.RcodeSuccess
}

// sizeLimit returns how long the answer to q may be (RFC 1035 §4.2.1, RFC 6891 §6.2.3).
func sizeLimit(q Query) int {
	if q.Network != "udp" {
		return dns.MaxMsgSize
	}
	if opt := q.Msg.IsEdns0(); opt != nil {
		return max(dns.MinMsgSize, int(opt.UDPSize()))
	}
	return dns.MinMsgSize
}

// resolve fills m with what the zones have for q: RFC 1034 §4.3.2 step 3, and RFC 6604 for the RCODE at the end of a chain.
func (t tree) resolve(m *dns.Msg, q dns.Question) {
	name := q.Name
	for range MaxLinks + 1 {
		next, goOn := t.step(m, name, q.Qtype)
		if !goOn {
			return
		}
		name = next
	}
	m.Answer = nil
	m.Rcode = dns.RcodeServerFailure
}

// step adds to m what the zones have for name, and returns the name at which the chain goes on, if it does.
func (t tree) step(m *dns.Msg, name string, qtype uint16) (next string, goOn bool) {
	border := t.border(name, qtype)
	switch {
	case border.isCut():
		t.refer(m, border)
		return "", false
	case border != nil:
		return redirect(m, name, qtype, border.dname)
	}
	return t.match(m, name, qtype)
}

// match is step for a name that is in its zone.
func (t tree) match(m *dns.Msg, name string, qtype uint16) (next string, goOn bool) {
	n, ok := t.find(name)
	if !ok {
		m.Rcode = dns.RcodeNameError
		m.Ns = t.negative(name, qtype)
		return "", false
	}
	before := len(m.Answer)
	for _, rr := range n.rrs {
		if qtype == dns.TypeANY || qtype == rr.Header().Rrtype {
			m.Answer = append(m.Answer, owned(rr, name))
		}
	}
	switch {
	case len(m.Answer) > before:
	case n.cname != nil:
		m.Answer = append(m.Answer, owned(n.cname, name))
		return n.cname.Target, true
	default:
		m.Ns = t.negative(name, qtype)
	}
	return "", false
}

// find returns the node that answers for name: its own, or else the wildcard right below the closest name above it that
// exists (RFC 4592 §3.3.1).
func (t tree) find(name string) (*node, bool) {
	key := dns.CanonicalName(name)
	if n, ok := t[key]; ok {
		return n, true
	}
	for t[key] == nil {
		key = parent(key)
	}
	if key == "." {
		key = ""
	}
	n, ok := t["*."+key]
	return n, ok
}

// negative returns the SOA of the zone that is asked, with the TTL of RFC 2308 §3.
func (t tree) negative(name string, qtype uint16) []dns.RR {
	soa := *t[t.apex(name, qtype)].soa
	soa.Hdr.Ttl = min(soa.Hdr.Ttl, soa.Minttl)
	return []dns.RR{&soa}
}

// owned returns rr as a record of name.
func owned(rr dns.RR, name string) dns.RR {
	rr = dns.Copy(rr)
	rr.Header().Name = name
	return rr
}
