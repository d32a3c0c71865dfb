package parity

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"netdb.example/hostsfile"
	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/nsswitch"
	"netdb.example/resolver/resolvconf"
)

// localhostAs is what netdb says of localhost.
func localhostAs(name string, af inet.Family) said {
	x := said{name: strings.TrimSuffix(name, ".")}
	if af != inet.AF_INET {
		x.addrs = append(x.addrs, netip.IPv6Loopback())
	}
	if af != inet.AF_INET6 {
		x.addrs = append(x.addrs, netip.AddrFrom4([4]byte{127, 0, 0, 1}))
	}
	return x
}

// files is the source files: hosts(5), of which the lines are read as netdb does.
func (m *model) files(name string, af inet.Family) said {
	text, err := m.fsys.ReadFile("etc/hosts")
	if err != nil {
		return m.noHosts()
	}
	file, _ := hostsfile.Parse(strings.NewReader(string(text))) // the error is the reader's
	x := notFoundAs(resolver.HOST_NOT_FOUND, none)
	for e := range file.Lookup(af, name) {
		if x.found() {
			x.aliases = append(x.aliases, e.Aliases...)
			if e.Name != x.name {
				x.aliases = append(x.aliases, e.Name)
			}
		} else {
			x.status, x.name, x.aliases = nsswitch.Success, e.Name, slices.Clone(e.Aliases)
		}
		x.addrs = append(x.addrs, e.Addr)
		if !m.multi() {
			x.herr = 0 // nothing more was looked for
			break
		}
	}
	return x
}

// multi is the one of host.conf(5).
func (m *model) multi() bool {
	text, err := m.fsys.ReadFile("etc/host.conf")
	conf, _ := hostsfile.ParseHostConf(strings.NewReader(string(text)))
	return err != nil || conf.Multi
}

// hostAlias is the name to search for instead of name.
func (m *model) hostAlias(name string) string {
	path, ok := resolvconf.HostAliasesPath(m.machine.Resolver.System.Getenv("HOSTALIASES"))
	if !ok || strings.Contains(name, ".") || !dnsclient.IsHostname(name) || dnsclient.CheckSyntax(name) != nil {
		return name
	}
	text, _ := m.fsys.ReadFile(path)
	return resolvconf.HostAlias(string(text), name)
}

// dnsByName is the source dns. checked is whether glibc asks for host names only.
func (m *model) dnsByName(name string, af inet.Family, checked bool) said {
	alias := m.hostAlias(name)
	if alias != name && isLocalhostName(alias) && !m.glibc(localhostHere) {
		return localhostAs(alias, af)
	}
	if checked && !dnsclient.IsHostname(m.unescaped(name)) || !m.glibc(properNames) && !dnsclient.IsHostname(alias) {
		return notFoundAs(resolver.HOST_NOT_FOUND, none)
	}
	if dnsclient.CheckSyntax(alias) != nil || m.isKept(dns.Fqdn(alias)) {
		return notFoundAs(resolver.HOST_NOT_FOUND, none)
	}
	qtypes := []uint16{familyType(af)}
	m.aloneOfBoth = af == inet.AF_UNSPEC && m.conf.NoAAAA
	switch {
	case m.aloneOfBoth:
		qtypes = []uint16{dns.TypeA}
	case af == inet.AF_UNSPEC:
		qtypes = []uint16{dns.TypeA, dns.TypeAAAA}
	}
	m.memory.sent = 0
	x := m.search(alias, qtypes...)
	for size := 1024; x.found() && x.size > size && m.glibc(askedTwice); size *= 2 {
		x = m.search(alias, qtypes...)
	}
	if af == inet.AF_INET {
		m.conf.SortAddrs(x.addrs)
	}
	return x
}

// unescaped is name with the escapes of a master file read, in glibc.
func (m *model) unescaped(name string) string {
	if !m.glibc(properNames) || !strings.Contains(name, `\`) {
		return name
	}
	wire := make([]byte, 256)
	if _, err := dns.PackDomainName(dns.Fqdn(name), wire, 0, nil, false); err != nil {
		return name
	}
	text, _, _ := dns.UnpackDomainName(wire, 0)
	return text
}

// noHosts is what a missing hosts(5) comes to. h_errno stays as it was, in glibc.
func (m *model) noHosts() said {
	x := said{status: nsswitch.Unavail, missing: true}
	if !m.glibc(missingHosts) {
		x.herr = resolver.HOST_NOT_FOUND
	}
	return x
}
