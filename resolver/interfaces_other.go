//go:build !linux

package resolver

import (
	"net"
	"net/netip"
	"syscall"
)

// realInterfaces are those that package net knows, which tells no more than their addresses.
func realInterfaces() ([]Interface, error) {
	list, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	var all []Interface
	for _, i := range list {
		addrs, err := i.Addrs()
		if err != nil {
			return nil, err
		}
		all = append(all, Interface{Index: i.Index, Name: i.Name, Flags: i.Flags, Addrs: prefixes(addrs)})
	}
	return all, nil
}

func prefixes(addrs []net.Addr) []netip.Prefix {
	var all []netip.Prefix
	for _, a := range addrs {
		ipnet, ok := a.(*net.IPNet)
		if !ok {
			continue
		}
		if ip, ok := netip.AddrFromSlice(ipnet.IP); ok {
			bits, _ := ipnet.Mask.Size()
			all = append(all, netip.PrefixFrom(ip.Unmap(), bits))
		}
	}
	return all
}

func withoutBroadcast(network, address string, c syscall.RawConn) error { return nil }
