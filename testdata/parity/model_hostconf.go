package parity

import (
	"net/netip"
	"slices"
	"strings"
)

// hostConfValue is what host.conf(5) says last for a keyword.
func (m *model) hostConfValue(keyword string) (value string) {
	text, _ := m.fsys.ReadFile("etc/host.conf")
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) > 1 && words[0] == keyword {
			value = words[1]
		}
	}
	return value
}

// reordered has the first address of a network of the machine before all others, where glibc and host.conf(5) will have it so.
func (m *model) reordered(addrs []netip.Addr) []netip.Addr {
	if m.hostConfValue("reorder") != "on" || !m.glibc(hostConfOrder) {
		return addrs
	}
	interfaces, _ := m.machine.Resolver.System.Interfaces()
	i := slices.IndexFunc(addrs, func(a netip.Addr) bool {
		for _, each := range interfaces {
			if a.Is4() && slices.ContainsFunc(each.Addrs, func(p netip.Prefix) bool { return p.Masked().Contains(a) }) {
				return true
			}
		}
		return false
	})
	if i > 0 {
		addrs = slices.Clone(addrs)
		addrs[0], addrs[i] = addrs[i], addrs[0]
	}
	return addrs
}

// trimmed are the names of a host that was found by its address, without a domain that glibc has host.conf(5) cut off.
func (m *model) trimmed(x said) said {
	domain := m.hostConfValue("trim")
	if domain == "" || !m.glibc(hostConfTrim) {
		return x
	}
	cut := func(name string) string {
		if n := len(name) - len(domain); n > 0 && strings.EqualFold(name[n:], domain) {
			return name[:n]
		}
		return name
	}
	x.name = cut(x.name)
	x.aliases = slices.Clone(x.aliases)
	for i := range x.aliases {
		x.aliases[i] = cut(x.aliases[i])
	}
	return x
}
