package muslmodel

import (
	"net/netip"
	"strconv"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver"
)

// An address is a result of a lookup.
type address struct {
	addr  netip.Addr // without a zone
	scope uint32
}

func (a address) family() inet.Family {
	if a.addr.Is4() {
		return inet.AF_INET
	}
	return inet.AF_INET6
}

// literal reads a numeric host: lookup_ipliteral.c. ok is false, without an error, if it is none.
func (m *machine) literal(s string, family inet.Family) (a address, ok bool, err error) {
	if b, err := inet.AtonExact(s); err == nil {
		if family == inet.AF_INET6 {
			return a, false, resolver.EAI_NONAME
		}
		return address{addr: netip.AddrFrom4(b)}, true, nil
	}
	text, zone, zoned := strings.Cut(s, "%")
	b, parseErr := inet.Pton6(text)
	if parseErr != nil {
		return a, false, nil
	}
	if family == inet.AF_INET {
		return a, false, resolver.EAI_NONAME
	}
	a.addr = netip.AddrFrom16(b)
	if zoned {
		a.scope, ok = m.scope(zone, a.addr)
		if !ok {
			return a, false, resolver.EAI_NONAME
		}
	}
	return a, true, nil
}

// scope reads what stands behind the % of an address.
func (m *machine) scope(zone string, a netip.Addr) (uint32, bool) {
	if zone != "" && isDigit(zone[0]) {
		if n, rest := number(zone); rest == "" {
			return uint32(n), n < 1<<32
		}
	}
	if !hasNamedScope(a) {
		return 0, false
	}
	for _, i := range m.interfaces {
		if i.Name == zone {
			return uint32(i.Index), true
		}
	}
	return 0, false
}

// hasNamedScope reports whether the scope of a may be the name of an interface.
func hasNamedScope(a netip.Addr) bool {
	return a.IsLinkLocalUnicast() && a.Is6() || a.IsLinkLocalMulticast() && a.Is6()
}

// numeric is the text of an address, with its scope.
func (m *machine) numeric(a address) string {
	text := a.addr.String()
	if a.scope == 0 {
		return text
	}
	if hasNamedScope(a.addr) {
		for _, i := range m.interfaces {
			if uint32(i.Index) == a.scope {
				return text + "%" + i.Name
			}
		}
	}
	return text + "%" + strconv.FormatUint(uint64(a.scope), 10)
}
