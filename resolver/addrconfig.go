package resolver

import (
	"net/netip"

	"netdb.example/inet"
)

// narrow applies AI_ADDRCONFIG (RFC 3493 §6.1): a family of which no interface has an address is not asked for. 127.0.0.1
// and ::1 do not count, as in glibc's check_pf.c. Where no address counts at all, any family still means any.
func narrow(family inet.Family, interfaces []Interface) (inet.Family, error) {
	has4, has6 := configured(interfaces)
	switch {
	case family == inet.AF_INET && !has4, family == inet.AF_INET6 && !has6:
		return family, EAI_NONAME
	case family == inet.AF_UNSPEC && has4 && !has6:
		return inet.AF_INET, nil
	case family == inet.AF_UNSPEC && has6 && !has4:
		return inet.AF_INET6, nil
	}
	return family, nil
}

func configured(interfaces []Interface) (has4, has6 bool) {
	for _, i := range interfaces {
		for _, p := range i.Addrs {
			switch a := p.Addr(); {
			case a == netip.IPv6Loopback(), a == netip.AddrFrom4([4]byte{127, 0, 0, 1}):
			case a.Is4():
				has4 = true
			default:
				has6 = true
			}
		}
	}
	return has4, has6
}
