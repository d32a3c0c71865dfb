package resolver

import (
	"net/netip"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver/dnsclient"
)

// RFC 6761 §6.3: localhost and what is under it are this machine, files or no files, and no server is asked for them.
// These are the answers where no source has one; hosts(5) may say otherwise, since it is asked before.

const localhost = "localhost"

func isLocalhost(name string) bool {
	if !dnsclient.IsHostname(name) || dnsclient.CheckSyntax(name) != nil {
		return false
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	return name == localhost || strings.HasSuffix(name, "."+localhost)
}

// localhostByName answers for localhost and *.localhost.
func localhostByName(name string, af inet.Family) found {
	f := found{source: localhost}
	f.Name = strings.TrimSuffix(name, ".")
	if af != inet.AF_INET {
		f.Addrs = append(f.Addrs, netip.IPv6Loopback())
	}
	if af != inet.AF_INET6 {
		f.Addrs = append(f.Addrs, netip.AddrFrom4([4]byte{127, 0, 0, 1}))
	}
	return f
}

// isLocalhostAddr reports whether addr is one of those that localhostByName gives.
func isLocalhostAddr(addr netip.Addr) bool {
	return addr == netip.IPv6Loopback() || addr == netip.AddrFrom4([4]byte{127, 0, 0, 1})
}

// localhostByAddr is the way back.
func localhostByAddr(addr netip.Addr) found {
	f := found{source: localhost}
	f.Answer = dnsclient.Answer{Name: localhost, Addrs: []netip.Addr{addr}}
	return f
}
