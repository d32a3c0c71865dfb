package resolver

import (
	"context"
	"net/netip"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/nsswitch"
)

// RFC 6761 §6.3: localhost and what is under it are this machine, files or no files, and no server is asked for them.
// These are the answers where no source has one; hosts(5) may say otherwise, since it is asked before, and what it says of one
// family it says of both.

const localhost = "localhost"

// localhostSource answers for what isLocalhost and isLocalhostAddr say it is asked.
var localhostSource = hostSource{localhost, (*Resolver).localhostByName, (*Resolver).localhostByAddr}

func isLocalhost(name string) bool {
	if !dnsclient.IsHostname(name) || dnsclient.CheckSyntax(name) != nil {
		return false
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	return name == localhost || strings.HasSuffix(name, "."+localhost)
}

// localhostByName answers for localhost and *.localhost.
func (r *Resolver) localhostByName(q *nameQuery) (*found, nsswitch.Status) {
	f := &found{source: localhost}
	f.Name = strings.TrimSuffix(q.name, ".")
	if q.af != inet.AF_INET {
		f.Addrs = append(f.Addrs, netip.IPv6Loopback())
	}
	if q.af != inet.AF_INET6 {
		f.Addrs = append(f.Addrs, netip.AddrFrom4([4]byte{127, 0, 0, 1}))
	}
	return f, nsswitch.Success
}

// isLocalhostAddr reports whether addr is one of those that localhostByName gives.
func isLocalhostAddr(addr netip.Addr) bool {
	return addr == netip.IPv6Loopback() || addr == netip.AddrFrom4([4]byte{127, 0, 0, 1})
}

// localhostByAddr is the way back.
func (r *Resolver) localhostByAddr(_ context.Context, addr netip.Addr) (*found, nsswitch.Status) {
	f := &found{source: localhost}
	f.Answer = dnsclient.Answer{Name: localhost, Addrs: []netip.Addr{addr}}
	return f, nsswitch.Success
}
