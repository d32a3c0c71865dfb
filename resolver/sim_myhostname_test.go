package resolver_test

import (
	"net/netip"
	"slices"
	"strings"
)

// ownByName is what myhostname says of a name. No default route is drawn, and no machine on which nothing is IPv6.
func (w *simWorld) ownByName(name, family string) simAnswers {
	all := simAnswers{}
	local, isLocal := strings.CutSuffix(strings.ToLower(strings.TrimSuffix(name, ".")), ".localdomain")
	switch own := w.ownAddrs(family); {
	case isSimLocal(name), isLocal && isSimLocal(local):
		all.add(simAnswer{names: []string{"localhost"}, addrs: ofFamily(family, "127.0.0.1", "::1")})
	case strings.TrimSuffix(name, ".") != w.hostname:
		all.addKinds(simNXDomain)
	case own != nil:
		all.add(simAnswer{names: []string{w.hostname}, addrs: own})
	default:
		all.add(simAnswer{names: []string{w.hostname}, addrs: ofFamily(family, "127.0.0.2", "::1")})
	}
	return all
}

// ownByAddr is what it says of an address.
func (w *simWorld) ownByAddr(addr netip.Addr) simAnswers {
	all := simAnswers{}
	own := w.ownAddrs(map[bool]string{true: "4", false: "6"}[addr.Is4()])
	switch {
	case addr.String() == "127.0.0.1":
		all.add(simAnswer{names: []string{"localhost"}, addrs: []netip.Addr{addr}})
	case addr == netip.IPv6Loopback():
		all.add(simAnswer{names: []string{w.hostname, "localhost"}, addrs: []netip.Addr{addr}})
	case addr.String() == "127.0.0.2":
		all.add(simAnswer{names: []string{w.hostname}, addrs: []netip.Addr{addr}})
	case slices.Contains(own, addr):
		all.add(simAnswer{names: []string{w.hostname}, addrs: own})
	default:
		all.addKinds(simNXDomain)
	}
	return all
}

// ownAddrs are those of the interfaces that are not deprecated. Only a lookup of both families has room for a zone.
func (w *simWorld) ownAddrs(family string) (addrs []netip.Addr) {
	for line := range strings.Lines(w.ifaces) {
		words := strings.Fields(line)
		for _, word := range words[2:] {
			word, _, deprecated := strings.Cut(word, ",")
			addr := netip.MustParsePrefix(word).Addr()
			if addr.IsLinkLocalUnicast() && family == "46" {
				addr = addr.WithZone(words[0])
			}
			if !deprecated && !addr.IsLoopback() && strings.Contains(family, map[bool]string{true: "4", false: "6"}[addr.Is4()]) {
				addrs = append(addrs, addr)
			}
		}
	}
	return addrs
}
