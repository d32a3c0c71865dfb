package resolver

import (
	"context"
	"net"
)

// The functions of package net, which use [Default]. They have no context, as there; the methods of Resolver have.

// LookupHost is [Resolver.LookupHost] of Default.
func LookupHost(host string) (addrs []string, err error) {
	return Default.LookupHost(context.Background(), host)
}

// LookupIP returns the addresses of host in both families, as [Resolver.LookupIP] of Default does for "ip".
func LookupIP(host string) ([]net.IP, error) {
	return Default.LookupIP(context.Background(), "ip", host)
}

// LookupCNAME is [Resolver.LookupCNAME] of Default.
func LookupCNAME(host string) (cname string, err error) {
	return Default.LookupCNAME(context.Background(), host)
}

// LookupAddr is [Resolver.LookupAddr] of Default.
func LookupAddr(addr string) (names []string, err error) {
	return Default.LookupAddr(context.Background(), addr)
}

// LookupPort is [Resolver.LookupPort] of Default.
func LookupPort(network, service string) (port int, err error) {
	return Default.LookupPort(context.Background(), network, service)
}

// LookupSRV is [Resolver.LookupSRV] of Default.
func LookupSRV(service, proto, name string) (cname string, addrs []*net.SRV, err error) {
	return Default.LookupSRV(context.Background(), service, proto, name)
}

// LookupMX is [Resolver.LookupMX] of Default.
func LookupMX(name string) ([]*net.MX, error) { return Default.LookupMX(context.Background(), name) }

// LookupNS is [Resolver.LookupNS] of Default.
func LookupNS(name string) ([]*net.NS, error) { return Default.LookupNS(context.Background(), name) }

// LookupTXT is [Resolver.LookupTXT] of Default.
func LookupTXT(name string) ([]string, error) { return Default.LookupTXT(context.Background(), name) }
