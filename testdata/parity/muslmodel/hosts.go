package muslmodel

import (
	"net/netip"
	"strings"
	"unicode/utf8"

	"netdb.example/inet"
	"netdb.example/resolver"
)

const (
	maxAddresses = 48
	hostsBuffer  = 512
)

// hosts are the addresses that /etc/hosts has for a name, and its canonical name if that can be one: lookup_name.c. err is that of a name which
// is there for another family only.
func (m *machine) hosts(name string, family inet.Family) (list []address, canon string, err error) {
	data, _ := m.file("hosts")
	for line := range lines(data, hostsBuffer) {
		line = uncomment(line)
		if len(list) == maxAddresses || line == "" || !hasWord(line[1:], name, false) {
			continue
		}
		text, rest := cutWord(line)
		a, ok, wrong := m.literal(text, family)
		switch {
		case ok:
			list = append(list, a)
		case wrong == nil:
			continue
		default:
			err = wrong
		}
		if first, _ := cutWord(trimSpace(rest)); canon == "" && isHostname(first) {
			canon = first
		}
	}
	if list != nil {
		err = nil
	}
	return list, canon, err
}

// isHostname reports whether s may be a canonical name: letters and digits of any script, dots and hyphens.
func isHostname(s string) bool {
	if s == "" || len(s) > 253 || !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r < 0x80 && r != '.' && r != '-' && !('0' <= r && r <= '9') && !('a' <= r|0x20 && r|0x20 <= 'z')
	})
}

// hostsName is the first name of the first line of /etc/hosts with an address: getnameinfo.c. IPv4 is the same as IPv4-mapped.
func (m *machine) hostsName(a address) string {
	data, _ := m.file("hosts")
	for line := range lines(data, hostsBuffer) {
		text, rest := cutWord(uncomment(line))
		b, ok, _ := m.literal(text, inet.AF_UNSPEC)
		if !ok || mapped(b.addr) != mapped(a.addr) || b.scope != a.scope {
			continue
		}
		if name, _ := cutWord(trimSpace(rest)); len(name) < 256 {
			return name
		}
	}
	return ""
}

func mapped(a netip.Addr) netip.Addr { return netip.AddrFrom16(a.As16()) }

// null are the addresses of no host at all.
func null(family inet.Family, passive bool) (list []address) {
	four, six := netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()
	if passive {
		four, six = netip.IPv4Unspecified(), netip.IPv6Unspecified()
	}
	if family != inet.AF_INET6 {
		list = append(list, address{addr: four})
	}
	if family != inet.AF_INET {
		list = append(list, address{addr: six})
	}
	return list
}

// mapResults is AI_V4MAPPED: IPv4 addresses in the form of IPv6, and only if there is no IPv6 or AI_ALL is set.
func mapResults(list []address, flags resolver.Flags) (mappedList []address) {
	six := false
	for _, a := range list {
		six = six || a.addr.Is6()
	}
	for _, a := range list {
		if a.addr.Is6() || !six || flags&resolver.AI_ALL != 0 {
			mappedList = append(mappedList, address{mapped(a.addr), a.scope})
		}
	}
	return mappedList
}
