package resolver

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"syscall"
	"testing"
)

// An attribute is one of rtnetlink(7).
type attribute struct {
	kind  uint16
	value []byte // a multiple of four, as attributes are aligned to
}

// newAddr is a message RTM_NEWADDR about interface 2.
func newAddr(family, bits, flags uint8, attrs ...attribute) []byte {
	head := syscall.IfAddrmsg{Family: family, Prefixlen: bits, Flags: flags, Index: 2}
	return netlinkMessage(syscall.RTM_NEWADDR, withAttributes(head, attrs))
}

// newLink is a message RTM_NEWLINK about interface 2.
func newLink(kind uint16, flags uint32, attrs ...attribute) []byte {
	return netlinkMessage(syscall.RTM_NEWLINK, withAttributes(syscall.IfInfomsg{Type: kind, Index: 2, Flags: flags}, attrs))
}

func withAttributes(head any, attrs []attribute) []byte {
	body, _ := binary.Append(nil, binary.NativeEndian, head)
	for _, a := range attrs {
		head := syscall.RtAttr{Len: uint16(syscall.SizeofRtAttr + len(a.value)), Type: a.kind}
		body, _ = binary.Append(body, binary.NativeEndian, head)
		body = append(body, a.value...)
	}
	return body
}

func netlinkMessage(kind uint16, body []byte) []byte {
	m, _ := binary.Append(nil, binary.NativeEndian, syscall.NlMsghdr{Len: uint32(syscall.NLMSG_HDRLEN + len(body)), Type: kind})
	return append(m, body...)
}

const four, six = syscall.AF_INET, syscall.AF_INET6

func local(addr string) attribute {
	return attribute{syscall.IFA_LOCAL, netip.MustParseAddr(addr).AsSlice()}
}

func address(addr string) attribute {
	return attribute{syscall.IFA_ADDRESS, netip.MustParseAddr(addr).AsSlice()}
}

func TestReadLinks(t *testing.T) {
	name := attribute{syscall.IFLA_IFNAME, []byte("eth0\x00\x00\x00\x00")}
	const all = syscall.IFF_UP | syscall.IFF_BROADCAST | syscall.IFF_LOOPBACK | syscall.IFF_POINTOPOINT | syscall.IFF_MULTICAST | syscall.IFF_RUNNING
	for _, tt := range []struct {
		name string
		dump []byte
		want string
	}{
		{"nothing", nil, "[]"},
		{"an interface", newLink(syscall.ARPHRD_ETHER, 0, name), "[{2 eth0 0 [] [] [] [] false}]"},
		{"all flags", newLink(syscall.ARPHRD_ETHER, all|syscall.IFF_NOARP, name),
			"[{2 eth0 up|broadcast|loopback|pointtopoint|multicast|running [] [] [] [] false}]"},
		{"ipip", newLink(syscall.ARPHRD_TUNNEL, 0, name), "[{2 eth0 0 [] [] [] [] true}]"},
		{"ip6tnl", newLink(syscall.ARPHRD_TUNNEL6, 0, name), "[{2 eth0 0 [] [] [] [] true}]"},
		{"sit", newLink(syscall.ARPHRD_SIT, 0, name), "[{2 eth0 0 [] [] [] [] true}]"},
		{"gre", newLink(syscall.ARPHRD_IPGRE, 0, name), "[{2 eth0 0 [] [] [] [] false}]"},
		{"another message, and one that is too short", slices.Concat(newAddr(four, 24, 0, local("192.0.2.5")),
			netlinkMessage(syscall.RTM_NEWLINK, make([]byte, 4)), newLink(syscall.ARPHRD_ETHER, 0)), "[{2  0 [] [] [] [] false}]"},
	} {
		list, err := readLinks(tt.dump)
		if got := fmt.Sprint(list); got != tt.want || err != nil {
			t.Errorf("%s: got %s, %v; want %s", tt.name, got, err, tt.want)
		}
	}
}

// The interfaces of this machine are those that package net knows.
func TestRealInterfaces(t *testing.T) {
	got, err := realInterfaces()
	if err != nil {
		t.Fatal(err)
	}
	want, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	same := func(i Interface, w net.Interface) bool {
		return i.Index == w.Index && i.Name == w.Name && i.Flags == w.Flags
	}
	if !slices.EqualFunc(got, want, same) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// connect(2) does not allow broadcast addresses to a socket that did not ask for them.
func TestBroadcastAddressesHaveNoSource(t *testing.T) {
	for _, dst := range []string{"127.255.255.255", "::ffff:127.255.255.255", "255.255.255.255"} {
		if src, ok := new(System).source(netip.MustParseAddr(dst), nil); ok {
			t.Errorf("the source of %s is %v", dst, src.Addr)
		}
	}
}

// The messages are as Linux 6.18 sends them, unless their name says otherwise.
func TestAddAddrs(t *testing.T) {
	five := newAddr(six, 64, 0, address("2001:db8::5"))
	for _, tt := range []struct {
		name string
		dump []byte
		want string // Addrs, Deprecated, Home and Peers of interface 2
	}{
		{"nothing", nil, "[] [] [] []"},
		{"IPv6", five, "[2001:db8::5/64] [] [] []"},
		{"IPv4", newAddr(four, 24, syscall.IFA_F_PERMANENT, address("192.0.2.5"), local("192.0.2.5"),
			attribute{syscall.IFA_BROADCAST, []byte{192, 0, 2, 255}}), "[192.0.2.5/24] [] [] []"},
		{"several, to the end of the dump", slices.Concat(newAddr(four, 24, 0, address("192.0.2.5"), local("192.0.2.5")), five,
			netlinkMessage(syscall.NLMSG_DONE, make([]byte, 4))), "[192.0.2.5/24 2001:db8::5/64] [] [] []"},

		{"deprecated", slices.Concat(newAddr(six, 64, syscall.IFA_F_DEPRECATED, address("2001:db8::6")), five),
			"[2001:db8::6/64 2001:db8::5/64] [2001:db8::6] [] []"},
		{"deprecated IPv4", newAddr(four, 24, syscall.IFA_F_DEPRECATED, address("192.0.2.5"), local("192.0.2.5")),
			"[192.0.2.5/24] [192.0.2.5] [] []"},
		{"optimistic", newAddr(six, 64, syscall.IFA_F_OPTIMISTIC|syscall.IFA_F_TENTATIVE, address("2001:db8::5")),
			"[2001:db8::5/64] [2001:db8::5] [] []"},
		{"tentative, temporary", newAddr(six, 64, syscall.IFA_F_TENTATIVE|syscall.IFA_F_TEMPORARY, address("2001:db8::5")),
			"[2001:db8::5/64] [] [] []"},
		{"home", newAddr(six, 64, syscall.IFA_F_HOMEADDRESS, address("2001:db8::5")), "[2001:db8::5/64] [] [2001:db8::5] []"},

		{"a peer", newAddr(four, 24, syscall.IFA_F_DEPRECATED, address("192.0.2.6"), local("192.0.2.5")),
			"[192.0.2.5/32] [192.0.2.5] [] [{192.0.2.5 192.0.2.6/24}]"},
		{"a peer of IPv6", newAddr(six, 64, syscall.IFA_F_DEPRECATED, local("2001:db8::5"), address("2001:db8::6")),
			"[2001:db8::5/128] [2001:db8::5] [] [{2001:db8::5 2001:db8::6/64}]"},
		{"an address without IFA_ADDRESS", newAddr(four, 24, 0, local("192.0.2.5")), "[192.0.2.5/24] [] [] []"},

		{"no address", newAddr(four, 24, 0), "[] [] [] []"},
		{"an address of another family", newAddr(28, 0, 0, attribute{syscall.IFA_LOCAL, make([]byte, 8)}), "[] [] [] []"},
		{"another message", netlinkMessage(syscall.RTM_DELADDR, five[syscall.NLMSG_HDRLEN:]), "[] [] [] []"},
		{"a message that is too short", slices.Concat(netlinkMessage(syscall.RTM_NEWADDR, make([]byte, 4)), five),
			"[2001:db8::5/64] [] [] []"},
	} {
		list := []Interface{{Index: 1}, {Index: 2}}
		err := addAddrs(list, tt.dump)
		if got := fmt.Sprint(list[1].Addrs, list[1].Deprecated, list[1].Home, list[1].Peers); got != tt.want || len(list[0].Addrs) != 0 || err != nil {
			t.Errorf("%s: got %s, %v; want %s", tt.name, got, err, tt.want)
		}
	}
	if err := addAddrs([]Interface{{Index: 1}}, five); err != nil { // there was no interface 2 a moment ago
		t.Error(err)
	}
}

// What the kernel would not send is an error, where it cannot be passed over.
func TestAddAddrsError(t *testing.T) {
	whole := newAddr(six, 64, 0, address("2001:db8::5"))
	for _, tt := range []struct {
		name string
		dump []byte
		want string
	}{
		{"a message is cut off", whole[:len(whole)-4], "parsenetlinkmessage: invalid argument"},
		{"an attribute is cut off", netlinkMessage(syscall.RTM_NEWADDR, whole[syscall.NLMSG_HDRLEN:len(whole)-4]),
			"parsenetlinkrouteattr: invalid argument"},
	} {
		if err := addAddrs([]Interface{{Index: 2}}, tt.dump); err == nil || err.Error() != tt.want {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
	}
}
