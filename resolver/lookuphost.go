package resolver

import (
	"context"
	"net"
	"net/netip"
	"strings"

	"github.com/miekg/dns"

	"netdb.example/inet"
)

// LookupHost returns the addresses of host, best first, as [net.Resolver.LookupHost] does: those of getaddrinfo(3) in both
// families. The error is a *net.DNSError, which unwraps to an *[Error].
func (r *Resolver) LookupHost(ctx context.Context, host string) (addrs []string, err error) {
	all, err := r.lookupHost(ctx, inet.AF_UNSPEC, host)
	for _, a := range all {
		addrs = append(addrs, a.String())
	}
	return addrs, err
}

// LookupIPAddr is LookupHost with its addresses as values of package net. One of IPv4 has four bytes.
func (r *Resolver) LookupIPAddr(ctx context.Context, host string) (addrs []net.IPAddr, err error) {
	all, err := r.lookupHost(ctx, inet.AF_UNSPEC, host)
	for _, a := range all {
		addrs = append(addrs, net.IPAddr{IP: a.AsSlice(), Zone: a.Zone()})
	}
	return addrs, err
}

// LookupIP is LookupNetIP with its addresses as values of package net, without their zones.
func (r *Resolver) LookupIP(ctx context.Context, network, host string) (ips []net.IP, err error) {
	all, err := r.LookupNetIP(ctx, network, host)
	for _, a := range all {
		ips = append(ips, a.AsSlice())
	}
	return ips, err
}

// ipNetworks are those of LookupIP and LookupNetIP.
var ipNetworks = map[string]inet.Family{"ip": inet.AF_UNSPEC, "ip4": inet.AF_INET, "ip6": inet.AF_INET6}

// LookupNetIP is LookupHost for the network "ip", "ip4" or "ip6"; another one is a net.UnknownNetworkError.
func (r *Resolver) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	af, ok := ipNetworks[network]
	if !ok {
		return nil, net.UnknownNetworkError(network)
	}
	return r.lookupHost(ctx, af, host)
}

func (r *Resolver) lookupHost(ctx context.Context, af inet.Family, host string) ([]netip.Addr, error) {
	c := startCall(ctx, "lookup", host, "")
	_, all, err := r.orDefault().resolve(ctx, host, "", &Hints{Family: af, Socktype: SOCK_STREAM})
	if err = c.doneAsNet(err); err != nil {
		return nil, err
	}
	addrs := make([]netip.Addr, len(all))
	for i, a := range all {
		addrs[i] = a.Addr.Addr()
	}
	return addrs, nil
}

// LookupCNAME returns the canonical name of host: the last of the chain of CNAME records that leads to its addresses, or the first
// name of its line in hosts(5). Where a CNAME leads to no address, its target is the answer. An address has no canonical name.
//
// As in package net, a name ends with the root dot; but for one of a source other than the DNS that has no dot.
func (r *Resolver) LookupCNAME(ctx context.Context, host string) (string, error) {
	c := startCall(ctx, "lookup", host, "")
	name, err := r.orDefault().canonical(ctx, host)
	return name, c.doneAsNet(err)
}

func (r *Resolver) canonical(ctx context.Context, host string) (string, error) {
	f, _, err := r.resolve(ctx, host, "", &Hints{Socktype: SOCK_STREAM})
	if err == nil && f.source == "literal" {
		err = EAI_NONAME
	}
	if err == nil {
		return rooted(f.Name, f.source), nil
	}
	if dnsError(host, err).IsNotFound {
		if target, ok := r.cname(ctx, host); ok {
			return target, nil
		}
	}
	return "", err
}

// cname is the target of host's own CNAME, if that is the name of a host.
func (r *Resolver) cname(ctx context.Context, host string) (string, bool) {
	all, err := hostRecords[*dns.CNAME](ctx, r, host)
	if err != nil || !isTarget(all[0].Target) {
		return "", false
	}
	return all[0].Target, true
}

// rooted is the name that source has, as package net spells it.
func rooted(name, source string) string {
	if source == "dns" || strings.Contains(name, ".") {
		return dns.Fqdn(name)
	}
	return name
}
