package resolver

import (
	"errors"
	"net/netip"
	"os"
	"strconv"
	"syscall"
)

// localAddr is the address that a packet to dst would leave from, as glibc's getaddrinfo finds it: that of a UDP socket which is
// connected there and sends nothing. A socket of package net would reach broadcast addresses too, and be in the poller for nothing.
func localAddr(dst netip.Addr, interfaces []Interface) (netip.Addr, error) {
	to, err := sockaddrOf(dst, interfaces)
	if err != nil {
		return netip.Addr{}, err
	}
	family := syscall.AF_INET6
	if _, ok := to.(*syscall.SockaddrInet4); ok {
		family = syscall.AF_INET
	}
	fd, err := syscall.Socket(family, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, syscall.IPPROTO_UDP)
	if err != nil {
		return netip.Addr{}, os.NewSyscallError("socket", err)
	}
	defer syscall.Close(fd)
	if err := syscall.Connect(fd, to); err != nil {
		return netip.Addr{}, os.NewSyscallError("connect", err)
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		return netip.Addr{}, os.NewSyscallError("getsockname", err)
	}
	return addrOf(name), nil
}

var errNoInterface = errors.New("no such interface")

// sockaddrOf is dst with a port, an IPv4-mapped address as the IPv4 one. The zone is the name of one of the interfaces, or a number.
func sockaddrOf(dst netip.Addr, interfaces []Interface) (syscall.Sockaddr, error) {
	if dst = dst.Unmap(); dst.Is4() {
		return &syscall.SockaddrInet4{Port: discard, Addr: dst.As4()}, nil
	}
	to := &syscall.SockaddrInet6{Port: discard, Addr: dst.As16()}
	zone := dst.Zone()
	if zone == "" {
		return to, nil
	}
	for _, i := range interfaces {
		if i.Name == zone {
			to.ZoneId = uint32(i.Index)
			return to, nil
		}
	}
	index, err := strconv.ParseUint(zone, 10, 32)
	if err != nil {
		return nil, errNoInterface
	}
	to.ZoneId = uint32(index)
	return to, nil
}

func addrOf(name syscall.Sockaddr) netip.Addr {
	switch name := name.(type) {
	case *syscall.SockaddrInet4:
		return netip.AddrFrom4(name.Addr)
	case *syscall.SockaddrInet6:
		return netip.AddrFrom16(name.Addr).Unmap()
	}
	return netip.Addr{}
}
