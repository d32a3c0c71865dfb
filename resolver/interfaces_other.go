//go:build !linux

package resolver

import (
	"net"
	"net/netip"
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

// localAddr is the address that a packet to dst would leave from: that of a UDP socket which is connected there and sends nothing.
func localAddr(dst netip.Addr, _ []Interface) (netip.Addr, error) {
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(netip.AddrPortFrom(dst, discard)))
	if err != nil {
		return netip.Addr{}, err
	}
	defer conn.Close()
	return conn.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap().WithZone(""), nil
}
