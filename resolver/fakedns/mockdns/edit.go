package mockdns

import (
	"fmt"
	"net"

	"github.com/miekg/dns"
)

// Reset takes all zones from s, and leaves the map that [NewServer] got alone. It may be called at any time.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.r.Zones = map[string]Zone{}
}

// AppendRR adds a record to those of name; a CNAME takes the place of the one there is. The data is as in a [Zone], that of
// MX and SRV as in a master file (RFC 1035 §5). It may be called at any time.
func (s *Server) AppendRR(name string, rrType uint16, rrData string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := s.key(name)
	z := s.r.Zones[key]
	if err := z.appendRR(rrType, rrData); err != nil {
		return fmt.Errorf("mockdns: %s: %w", key, err)
	}
	if err := check(map[string]Zone{key: z.uncovered(rrType)}); err != nil {
		return err
	}
	s.r.Zones[key] = z
	return nil
}

// RemoveRR takes all records of a type from name, and the [Zone] if nothing is left in it. It may be called at any time.
func (s *Server) RemoveRR(name string, rrType uint16) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := s.key(name)
	z := s.r.Zones[key]
	z.removeRR(rrType)
	if z.empty() {
		delete(s.r.Zones, key)
		return
	}
	s.r.Zones[key] = z
}

// key returns the key of name in the zones, or the one it would get.
func (s *Server) key(name string) string {
	want, _ := canonical(name)
	for key := range s.r.Zones {
		if have, ok := canonical(key); ok && have == want {
			return key
		}
	}
	return dns.Fqdn(name)
}

func (z *Zone) appendRR(rrType uint16, data string) error {
	switch rrType {
	case dns.TypeA:
		z.A = append(z.A, data)
	case dns.TypeAAAA:
		z.AAAA = append(z.AAAA, data)
	case dns.TypeTXT:
		z.TXT = append(z.TXT, data)
	case dns.TypePTR:
		z.PTR = append(z.PTR, data)
	case dns.TypeCNAME:
		z.CNAME = data
	case dns.TypeNS:
		z.NS = append(z.NS, net.NS{Host: data})
	case dns.TypeMX, dns.TypeSRV:
		return z.appendParsed(rrType, data)
	default:
		return fmt.Errorf("%s: records of this type cannot be appended", dns.Type(rrType))
	}
	return nil
}

func (z *Zone) appendParsed(rrType uint16, data string) error {
	rr, err := dns.NewRR(". " + dns.Type(rrType).String() + " " + data)
	if err != nil {
		return err
	}
	switch rr := rr.(type) {
	case *dns.MX:
		z.MX = append(z.MX, net.MX{Host: rr.Mx, Pref: rr.Preference})
	case *dns.SRV:
		z.SRV = append(z.SRV, net.SRV{Target: rr.Target, Port: rr.Port, Priority: rr.Priority, Weight: rr.Weight})
	}
	return nil
}

// uncovered returns z without what hides its records of a type.
func (z Zone) uncovered(rrType uint16) Zone {
	z.Err = nil
	if rrType != dns.TypeCNAME {
		z.CNAME = ""
	}
	return z
}

func (z *Zone) removeRR(rrType uint16) {
	switch rrType {
	case dns.TypeA:
		z.A = nil
	case dns.TypeAAAA:
		z.AAAA = nil
	case dns.TypeTXT:
		z.TXT = nil
	case dns.TypePTR:
		z.PTR = nil
	case dns.TypeCNAME:
		z.CNAME = ""
	case dns.TypeNS:
		z.NS = nil
	case dns.TypeMX:
		z.MX = nil
	case dns.TypeSRV:
		z.SRV = nil
	}
}

func (z *Zone) empty() bool {
	return z.Err == nil && z.CNAME == "" &&
		len(z.A)+len(z.AAAA)+len(z.TXT)+len(z.PTR)+len(z.MX)+len(z.NS)+len(z.SRV)+len(z.Misc) == 0
}
