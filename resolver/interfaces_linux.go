package resolver

import (
	"cmp"
	"encoding/binary"
	"net"
	"net/netip"
	"os"
	"syscall"
)

// realInterfaces asks the kernel by rtnetlink(7), as glibc's check_pf.c does: package net would not tell which addresses are
// deprecated, and ask for all addresses once for each interface.
func realInterfaces() ([]Interface, error) {
	links, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	dump, err := syscall.NetlinkRIB(syscall.RTM_GETADDR, syscall.AF_UNSPEC)
	if err != nil {
		return nil, os.NewSyscallError("netlinkrib", err)
	}
	all := make([]Interface, len(links))
	for n, l := range links {
		all[n] = Interface{Index: l.Index, Name: l.Name, Flags: l.Flags}
	}
	return all, addAddrs(all, dump)
}

// addAddrs adds to the interfaces the addresses that dump, of messages RTM_NEWADDR, has for them.
func addAddrs(list []Interface, dump []byte) error {
	byIndex := make(map[uint32]*Interface, len(list))
	for n := range list {
		byIndex[uint32(list[n].Index)] = &list[n]
	}
	messages, err := syscall.ParseNetlinkMessage(dump)
	if err != nil {
		return os.NewSyscallError("parsenetlinkmessage", err)
	}
	for _, m := range messages {
		var head syscall.IfAddrmsg
		if m.Header.Type != syscall.RTM_NEWADDR || len(m.Data) < syscall.SizeofIfAddrmsg {
			continue
		}
		binary.Decode(m.Data, binary.NativeEndian, &head) // never fails: the octets are there
		attrs, err := syscall.ParseNetlinkRouteAttr(&m)
		if err != nil {
			return os.NewSyscallError("parsenetlinkrouteattr", err)
		}
		if i := byIndex[head.Index]; i != nil { // else it is new since
			i.addAddr(head, attrs)
		}
	}
	return nil
}

// addAddr adds the address of a message. Of a family other than IPv4 and IPv6, which addresses of another length tell, it adds
// none.
//
// As in check_pf.c an optimistic address (RFC 4429) is deprecated; temporary and tentative ones are like any other. Where there
// is a peer, check_pf.c takes the prefix and the flags to be the peer's, so that it knows nothing of the address itself.
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
	switch {
	case !addr.IsValid():
	case address.IsValid() && address != addr:
		i.Addrs = append(i.Addrs, netip.PrefixFrom(addr, addr.BitLen()))
	default:
		i.Addrs = append(i.Addrs, netip.PrefixFrom(addr, int(head.Prefixlen)))
		if head.Flags&(syscall.IFA_F_DEPRECATED|syscall.IFA_F_OPTIMISTIC) != 0 {
			i.Deprecated = append(i.Deprecated, addr)
		}
	}
}
