package resolver

import (
	"net/netip"
	"strconv"
	"strings"

	"netdb.example/inet"
)

// literal returns the address that node is, ok being false where it is none: then it is a name. IPv4 is read in all forms of
// inet_aton(3), IPv6 as inet_pton(3) does with an optional %scope. A literal of another family than q's is an error,
// but that an IPv4-mapped one serves AF_INET, and with AI_V4MAPPED an IPv4 one AF_INET6.
func literal(q *request, interfaces func() ([]Interface, error)) (addr netip.Addr, ok bool, err error) {
	if !mayBeAddress(q.node) {
		return netip.Addr{}, false, nil
	}
	if b, err := inet.AtonExact(q.node); err == nil {
		addr, err := inFamily(netip.AddrFrom4(b), q)
		return addr, true, err
	}
	text, scope, scoped := strings.Cut(q.node, "%")
	b, err := inet.Pton6(text)
	if err != nil {
		return netip.Addr{}, false, nil
	}
	addr = netip.AddrFrom16(b)
	if _, err := inFamily(addr, q); err != nil {
		return addr, true, err
	}
	if scoped {
		if addr, err = withScope(addr, scope, interfaces); err != nil {
			return addr, true, err
		}
	}
	addr, err = inFamily(addr, q)
	return addr, true, err
}

// mayBeAddress spares names the reading as an address, which makes errors.
func mayBeAddress(node string) bool {
	return node != "" && '0' <= node[0] && node[0] <= '9' || strings.Contains(node, ":")
}

// inFamily returns addr as q's family has it.
func inFamily(addr netip.Addr, q *request) (netip.Addr, error) {
	switch {
	case q.Family == inet.AF_INET && addr.Is4In6():
		return addr.Unmap(), nil
	case q.Family == inet.AF_INET && addr.Is6():
		return addr, EAI_ADDRFAMILY
	case q.Family == inet.AF_INET6 && addr.Is4() && q.Flags&AI_V4MAPPED != 0:
		return netip.AddrFrom16(addr.As16()), nil
	case q.Family == inet.AF_INET6 && addr.Is4():
		return addr, EAI_ADDRFAMILY
	}
	return addr, nil
}

// withScope adds a scope id (RFC 4007 §11): a number, or on an address that is meaningful on one link or node only
// (fe80::/10, ff02::/16, ff01::/16) the name of an interface. Number 0 is no scope.
func withScope(addr netip.Addr, scope string, interfaces func() ([]Interface, error)) (netip.Addr, error) {
	if n, ok := scopeNumber(scope); ok {
		if n == 0 {
			return addr, nil
		}
		return addr.WithZone(strconv.FormatUint(uint64(n), 10)), nil
	}
	if !namesScope(addr) {
		return addr, EAI_NONAME
	}
	list, err := interfaces()
	if err != nil {
		return addr, system(err)
	}
	for _, i := range list {
		if i.Name == scope {
			return addr.WithZone(scope), nil
		}
	}
	return addr, EAI_NONAME
}

// scopeNumber accepts decimal digits only.
func scopeNumber(s string) (uint32, bool) {
	if strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseUint(s, 10, 32)
	return uint32(n), err == nil
}

func namesScope(a netip.Addr) bool {
	return a.IsLinkLocalUnicast() || a.IsLinkLocalMulticast() || a.IsInterfaceLocalMulticast()
}

// nullNode are the addresses of no node: loopback, or the wildcards with AI_PASSIVE.
func nullNode(q *request) []netip.Addr {
	six, four := netip.IPv6Loopback(), netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if q.Flags&AI_PASSIVE != 0 {
		six, four = netip.IPv6Unspecified(), netip.IPv4Unspecified()
	}
	switch q.Family {
	case inet.AF_INET:
		return []netip.Addr{four}
	case inet.AF_INET6:
		return []netip.Addr{six}
	}
	return []netip.Addr{six, four}
}
