package resolver

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"net"
	"net/netip"
	"os"
	"slices"
	"syscall"
)

// realInterfaces asks the kernel by rtnetlink(7), as glibc's check_pf.c and check_native.c do: package net would not tell which
// addresses are deprecated and which links are tunnels, and ask for all addresses once for each interface.
func realInterfaces() ([]Interface, error) {
	links, err := syscall.NetlinkRIB(syscall.RTM_GETLINK, syscall.AF_UNSPEC)
	if err != nil {
		return nil, os.NewSyscallError("netlinkrib", err)
	}
	addrs, err := syscall.NetlinkRIB(syscall.RTM_GETADDR, syscall.AF_UNSPEC)
	if err != nil {
		return nil, os.NewSyscallError("netlinkrib", err)
	}
	all, err := readLinks(links)
	if err != nil {
		return nil, err
	}
	return all, addAddrs(all, addrs)
}

// readLinks returns the interfaces that dump, of messages RTM_NEWLINK, has.
func readLinks(dump []byte) (all []Interface, err error) {
	err = eachMessage(dump, syscall.RTM_NEWLINK, func(head syscall.IfInfomsg, attrs []syscall.NetlinkRouteAttr) {
		i := Interface{Index: int(head.Index), Flags: linkFlags(head.Flags), Tunnel: slices.Contains(tunnelTypes, head.Type)}
		for _, a := range attrs {
			if a.Attr.Type == syscall.IFLA_IFNAME {
				i.Name = string(bytes.TrimRight(a.Value, "\x00"))
			}
		}
		all = append(all, i)
	})
	return all, err
}

// tunnelTypes are the hardware types that check_native.c takes for tunnels: no GRE, no tun, no WireGuard.
var tunnelTypes = []uint16{syscall.ARPHRD_TUNNEL, syscall.ARPHRD_TUNNEL6, syscall.ARPHRD_SIT}

// netFlags are flags of netdevice(7) as package net has them.
var netFlags = map[uint32]net.Flags{
	syscall.IFF_UP:          net.FlagUp,
	syscall.IFF_BROADCAST:   net.FlagBroadcast,
	syscall.IFF_LOOPBACK:    net.FlagLoopback,
	syscall.IFF_POINTOPOINT: net.FlagPointToPoint,
	syscall.IFF_MULTICAST:   net.FlagMulticast,
	syscall.IFF_RUNNING:     net.FlagRunning,
}

func linkFlags(raw uint32) (flags net.Flags) {
	for bit, f := range netFlags {
		if raw&bit != 0 {
			flags |= f
		}
	}
	return flags
}

// addAddrs adds to the interfaces the addresses that dump, of messages RTM_NEWADDR, has for them.
func addAddrs(list []Interface, dump []byte) error {
	return eachMessage(dump, syscall.RTM_NEWADDR, func(head syscall.IfAddrmsg, attrs []syscall.NetlinkRouteAttr) {
		n := slices.IndexFunc(list, func(i Interface) bool { return uint32(i.Index) == head.Index })
		if n >= 0 { // else it is new since
			list[n].addAddr(head, attrs)
		}
	})
}

// eachMessage calls f for the messages of one kind in dump, which begin with a head. Those that are too short have none.
func eachMessage[H any](dump []byte, kind uint16, f func(head H, attrs []syscall.NetlinkRouteAttr)) error {
	messages, err := syscall.ParseNetlinkMessage(dump)
	if err != nil {
		return os.NewSyscallError("parsenetlinkmessage", err)
	}
	for _, m := range messages {
		var head H
		if m.Header.Type != kind {
			continue
		}
		if _, err := binary.Decode(m.Data, binary.NativeEndian, &head); err != nil {
			continue
		}
		attrs, err := syscall.ParseNetlinkRouteAttr(&m)
		if err != nil {
			return os.NewSyscallError("parsenetlinkrouteattr", err)
		}
		f(head, attrs)
	}
	return nil
}

// addAddr adds the address of a message. Of a family other than IPv4 and IPv6, which addresses of another length tell, it adds
// none.
//
// As in check_pf.c an optimistic address (RFC 4429) is deprecated; temporary and tentative ones are like any other.
func (i *Interface) addAddr(head syscall.IfAddrmsg, attrs []syscall.NetlinkRouteAttr) {
	var local, address netip.Addr
	for _, a := range attrs {
		switch a.Attr.Type {
		case syscall.IFA_LOCAL:
			local, _ = netip.AddrFromSlice(a.Value)
		case syscall.IFA_ADDRESS:
			address, _ = netip.AddrFromSlice(a.Value) // of the peer, if that is another one
		}
	}
	addr := cmp.Or(local, address)
	if !addr.IsValid() {
		return
	}
	if address.IsValid() && address != addr {
		i.Addrs = append(i.Addrs, netip.PrefixFrom(addr, addr.BitLen()))
		i.Peers = append(i.Peers, Peer{addr, netip.PrefixFrom(address, int(head.Prefixlen))})
	} else {
		i.Addrs = append(i.Addrs, netip.PrefixFrom(addr, int(head.Prefixlen)))
	}
	if head.Flags&(syscall.IFA_F_DEPRECATED|syscall.IFA_F_OPTIMISTIC) != 0 {
		i.Deprecated = append(i.Deprecated, addr)
	}
	if head.Flags&syscall.IFA_F_HOMEADDRESS != 0 {
		i.Home = append(i.Home, addr)
	}
}
