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

// files answers from hosts(5), myhostname as netdb does.
func (m *model) files(name string, af inet.Family) (x said, present bool) {
	text, err := m.fsys.ReadFile("etc/hosts")
	if err != nil {
		return m.noHosts(), false
	}
	file, err := hostsfile.Parse(strings.NewReader(string(text)))
	if err != nil {
		return x, true
	}
	x = notFoundAs(resolver.HOST_NOT_FOUND, none)
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
			break
		}
	}
	return x, true
}

func (m *model) hostConf() hostsfile.HostConf {
	text, err := m.fsys.ReadFile("etc/host.conf")
	if err != nil {
		return hostsfile.HostConf{Multi: true}
	}
	conf, _ := hostsfile.ParseHostConf(strings.NewReader(string(text)))
	return conf
}

func (m *model) multi() bool { return m.hostConf().Multi }

// dnsByName is the source dns.
func (m *model) dnsByName(name string, af inet.Family, checked bool) said {
	alias := name
	if !strings.Contains(name, ".") && dnsclient.IsHostname(name) && dnsclient.CheckSyntax(name) == nil {
		if path, ok := resolvconf.HostAliasesPath(m.machine.Resolver.System.Getenv("HOSTALIASES")); ok {
			text, _ := m.fsys.ReadFile(path)
			alias = resolvconf.HostAlias(string(text), name)
		}
	}
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
	switch {
	case af == inet.AF_UNSPEC && m.conf.NoAAAA:
		qtypes = []uint16{dns.TypeA}
	case af == inet.AF_UNSPEC:
		qtypes = []uint16{dns.TypeA, dns.TypeAAAA}
	}
	x := m.search(alias, qtypes...)
	for size := 1024; m.glibc(askedTwice) && x.found() && x.size > size; size *= 2 {
		if size*2 >= x.size {
			x = m.search(alias, qtypes...)
			break
		}
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
