package scenario

import (
	"fmt"
	"net/netip"
	"strings"

	"netdb.example/resolver/addrselect"
)

// A route says how the machine reaches an address, instead of its interfaces.
type route struct {
	dst  netip.Prefix
	zone string
	src  addrselect.Source
	ok   bool // false: not at all
}

// addRoute takes DESTINATION SOURCE/BITS[,FLAG...], or DESTINATION unreachable.
func (s *settings) addRoute(line string) (err error) {
	fields := strings.Fields(line)
	if len(fields) != 2 {
		return fmt.Errorf("%q is not DESTINATION SOURCE/BITS[,FLAG...] or DESTINATION unreachable", line)
	}
	var r route
	if r.dst, r.zone, err = parseDestination(fields[0]); err != nil {
		return err
	}
	for _, other := range s.routes {
		if other.dst == r.dst && other.zone == r.zone {
			return fmt.Errorf("a second route to %s", fields[0])
		}
	}
	if fields[1] != "unreachable" {
		src, err := parseAddress(fields[1])
		if err != nil {
			return err
		}
		if src.peer.IsValid() {
			return fmt.Errorf("%q: a peer is something that an interface has", fields[1])
		}
		if src.Addr().Is4() != r.dst.Addr().Is4() {
			return fmt.Errorf("%q: one is IPv4, the other IPv6", line)
		}
		r.src = addrselect.Source{Addr: src.Addr(), Bits: src.Bits(), Deprecated: src.deprecated, Home: src.home, Native: !src.tunnel}
		r.ok = true
	}
	s.routes = append(s.routes, r)
	return nil
}

// parseDestination reads an address, which may have a zone, or a prefix.
func parseDestination(text string) (dst netip.Prefix, zone string, err error) {
	if strings.Contains(text, "/") {
		dst, err = netip.ParsePrefix(text)
		return dst.Masked(), "", err
	}
	a, err := netip.ParseAddr(text)
	if err != nil {
		return dst, "", err
	}
	zone = a.Zone()
	a = a.Unmap().WithZone("")
	return netip.PrefixFrom(a, a.BitLen()), zone, nil
}

// source is the address from which a packet to dst leaves: that of the most specific route, or else as sourceFor has it.
func (s *settings) source(dst netip.Addr) (addrselect.Source, bool) {
	zone, bare := dst.Zone(), dst.Unmap().WithZone("")
	var best *route
	for i := range s.routes {
		r := &s.routes[i]
		if r.zone == zone && r.dst.Contains(bare) && (best == nil || r.dst.Bits() > best.dst.Bits()) {
			best = r
		}
	}
	if best != nil {
		return best.src, best.ok
	}
	return sourceFor(s.interfaces, dst)
}
