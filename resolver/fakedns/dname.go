package fakedns

import (
	"slices"

	"github.com/miekg/dns"
)

const maxName = 255 // octets of a name on the wire (RFC 1035 §2.3.4)

// redirect is step for a name below a DNAME: it adds the record, once, and a CNAME made of it (RFC 6672 §3.1). As at a CNAME that
// is there, the chain does not go on if CNAME or ANY is asked for. A name that would be too long is YXDOMAIN.
func redirect(m *dns.Msg, name string, qtype uint16, d *dns.DNAME) (next string, goOn bool) {
	if !slices.ContainsFunc(m.Answer, func(rr dns.RR) bool { return isDNAME(rr, d.Hdr.Name) }) {
		m.Answer = append(m.Answer, dns.Copy(d))
	}
	next, ok := substitute(name, d)
	if !ok {
		m.Rcode = dns.RcodeYXDomain
		return "", false
	}
	head := dns.RR_Header{Name: name, Rrtype: dns.TypeCNAME, Class: dns.ClassINET, Ttl: d.Hdr.Ttl}
	m.Answer = append(m.Answer, &dns.CNAME{Hdr: head, Target: next})
	return next, qtype != dns.TypeCNAME && qtype != dns.TypeANY
}

func isDNAME(rr dns.RR, owner string) bool {
	return rr.Header().Rrtype == dns.TypeDNAME && rr.Header().Name == owner
}

// substitute returns name with the target of d in place of its owner, and false if that is longer than a name can be.
func substitute(name string, d *dns.DNAME) (string, bool) {
	labels, _ := dns.PrevLabel(name, dns.CountLabel(d.Hdr.Name))
	next := name[:labels]
	if d.Target != "." {
		next += d.Target
	}
	_, err := dns.PackDomainName(next, make([]byte, maxName), 0, nil, false)
	return next, err == nil
}
