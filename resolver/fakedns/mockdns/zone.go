package mockdns

import (
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// The types that [Server.AppendRR] and [Server.RemoveRR] take.
const (
	RRTypeA     = dns.TypeA
	RRTypeAAAA  = dns.TypeAAAA
	RRTypeCNAME = dns.TypeCNAME
	RRTypeMX    = dns.TypeMX
	RRTypeNS    = dns.TypeNS
	RRTypePTR   = dns.TypePTR
	RRTypeSRV   = dns.TypeSRV
	RRTypeTXT   = dns.TypeTXT
)

// ttl is that of all records but those of Misc, which have their own.
const ttl = 9999

// A Zone is what one name has. A name with a CNAME has nothing else, whatever the other fields say (RFC 1034 §3.6.2).
type Zone struct {
	// Err, if not nil, is what a [Resolver] returns for the name. A [Server] answers NXDOMAIN if it is a net.DNSError with
	// IsNotFound, SERVFAIL otherwise. The name then has no records.
	Err error

	// AD lets a [Server] set the AD bit. An answer has it if all Zones on the way to it do.
	AD bool

	// The records, in the order they are answered in. A name may lack its final dot, and a TXT record may be of any length.
	A     []string
	AAAA  []string
	TXT   []string
	PTR   []string
	CNAME string
	MX    []net.MX
	NS    []net.NS
	SRV   []net.SRV

	// Misc are other records, which a [Server] has, and a [Resolver] no method for. They are records of the name and of class
	// IN, whatever their headers say, and are found by the type in there. A SOA is left out: a name has one already.
	Misc map[dns.Type][]dns.RR
}

// head returns a header that lacks its name.
func head(rrtype uint16) dns.RR_Header {
	return dns.RR_Header{Rrtype: rrtype, Class: dns.ClassINET, Ttl: ttl}
}

// write adds the records of z, as records of name, in master file form, their data in hex (RFC 3597 §5): there nothing needs
// quoting.
func (z Zone) write(text *strings.Builder, name string) error {
	rrs, err := z.records()
	if err != nil {
		return err
	}
	for _, rr := range rrs {
		rr.Header().Name = name
		line := new(dns.RFC3597)
		if err := line.ToRFC3597(rr); err != nil {
			return fmt.Errorf("%s: %w", dns.Type(rr.Header().Rrtype), err)
		}
		fmt.Fprintln(text, line)
	}
	return nil
}

// records returns what a server has of z: the CNAME, or all else and a SOA. Their names are still to be set.
func (z Zone) records() ([]dns.RR, error) {
	soa := &dns.SOA{
		Hdr: head(dns.TypeSOA),
		Ns:  "localhost.", Mbox: "hostmaster.localhost.", Serial: 1,
		Refresh: 900, Retry: 900, Expire: 1800, Minttl: 60,
	}
	switch {
	case z.Err != nil:
		return []dns.RR{soa}, nil
	case z.CNAME != "":
		return []dns.RR{&dns.CNAME{Hdr: head(dns.TypeCNAME), Target: dns.Fqdn(z.CNAME)}}, nil
	}
	rrs, err := z.addresses()
	return slices.Concat(rrs, z.names(), z.texts(), z.misc(), []dns.RR{soa}), err
}

func (z Zone) addresses() (rrs []dns.RR, err error) {
	for _, s := range z.A {
		ip := net.ParseIP(s).To4()
		if ip == nil {
			return nil, fmt.Errorf("%q is no IPv4 address", s)
		}
		rrs = append(rrs, &dns.A{Hdr: head(dns.TypeA), A: ip})
	}
	for _, s := range z.AAAA {
		ip := net.ParseIP(s) // one of IPv4 becomes ::ffff:192.0.2.1
		if ip == nil {
			return nil, fmt.Errorf("%q is no IP address", s)
		}
		rrs = append(rrs, &dns.AAAA{Hdr: head(dns.TypeAAAA), AAAA: ip})
	}
	return rrs, nil
}

func (z Zone) names() (rrs []dns.RR) {
	for _, name := range z.PTR {
		rrs = append(rrs, &dns.PTR{Hdr: head(dns.TypePTR), Ptr: dns.Fqdn(name)})
	}
	for _, mx := range z.MX {
		rrs = append(rrs, &dns.MX{Hdr: head(dns.TypeMX), Preference: mx.Pref, Mx: dns.Fqdn(mx.Host)})
	}
	for _, ns := range z.NS {
		rrs = append(rrs, &dns.NS{Hdr: head(dns.TypeNS), Ns: dns.Fqdn(ns.Host)})
	}
	for _, srv := range z.SRV {
		rrs = append(rrs, &dns.SRV{
			Hdr:      head(dns.TypeSRV),
			Priority: srv.Priority, Weight: srv.Weight, Port: srv.Port, Target: dns.Fqdn(srv.Target),
		})
	}
	return rrs
}

func (z Zone) texts() (rrs []dns.RR) {
	for _, s := range z.TXT {
		rrs = append(rrs, &dns.TXT{Hdr: head(dns.TypeTXT), Txt: characterStrings(s)})
	}
	return rrs
}

// characterStrings cuts s at 255 octets (RFC 1035 §3.3) and writes it so that package dns reads every octet as itself.
func characterStrings(s string) (parts []string) {
	escape := strings.NewReplacer(`\`, `\\`)
	for len(s) > 255 {
		parts = append(parts, escape.Replace(s[:255]))
		s = s[255:]
	}
	return append(parts, escape.Replace(s))
}

func (z Zone) misc() (rrs []dns.RR) {
	for _, rrtype := range slices.Sorted(maps.Keys(z.Misc)) {
		for _, rr := range z.Misc[rrtype] {
			if rr.Header().Rrtype == dns.TypeSOA {
				continue
			}
			rr = dns.Copy(rr)
			rr.Header().Class = dns.ClassINET
			rrs = append(rrs, rr)
		}
	}
	return rrs
}
