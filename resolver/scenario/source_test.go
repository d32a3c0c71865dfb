package scenario

import (
	"net/netip"
	"strings"
	"testing"

	"netdb.example/resolver"
	"netdb.example/resolver/addrselect"
)

// interfacesOf reads lines as the file interfaces has them.
func interfacesOf(t *testing.T, lines string) []resolver.Interface {
	t.Helper()
	var s settings
	for line := range strings.Lines(lines) {
		if err := s.addInterface(strings.TrimSpace(line)); err != nil {
			t.Fatal(err)
		}
	}
	return s.interfaces
}

const (
	loopbackOnly = "lo up,loopback 127.0.0.1/8 ::1/128"
	officeOf4    = loopbackOnly + `
		eth0 up,broadcast,multicast 192.168.1.10/24 fe80::a/64`
	dualStack = loopbackOnly + `
		eth0 up,broadcast,multicast 192.168.1.10/24 2001:db8:1::a/64 fe80::a/64
		eth1 up,broadcast,multicast 10.0.0.1/8 10.1.0.1/16 2001:db8:2::a/64 fd00::a/8 fe80::b/64`
	pointToPoint = "eth0 up 192.0.2.10/24\nppp0 up,pointtopoint 10.0.0.1/32,deprecated,peer=198.51.100.9/32"
	oldAndNew    = `eth0 up 2001:db8:1::a/64,deprecated
		eth1 up 2001:db8:2::a/64
		eth2 up 2001:db8:3::a/64
		eth3 up 2001:db8:3::b/120,deprecated`
)

var sourceTests = []struct {
	name       string
	interfaces string
	dst        string
	want       string // as the file routes has it, "" for no route
}{
	{"loopback from loopback", dualStack, "127.0.0.1", "127.0.0.1/8"},
	{"the whole of 127/8 from loopback", dualStack, "127.9.9.9", "127.0.0.1/8"},
	{"IPv6 loopback", dualStack, "::1", "::1/128"},
	{"unspecified is this machine", dualStack, "0.0.0.0", "127.0.0.1/8"},
	{"IPv6 unspecified is this machine", dualStack, "::", "::1/128"},
	{"loopback without a loopback address", "eth0 up 192.168.1.10/24", "127.0.0.1", ""},
	{"loopback while lo is down", "lo loopback 127.0.0.1/8", "127.0.0.1", ""},

	{"nothing but loopback leads nowhere else", loopbackOnly, "192.0.2.1", ""},
	{"nor in IPv6", loopbackOnly, "2001:db8::1", ""},
	{"no interface at all", "", "127.0.0.1", ""},
	{"the default route", officeOf4, "192.0.2.1", "192.168.1.10/24"},
	{"the default route of IPv6", "eth0 up 2001:db8:1::a/64", "2001:db8:ffff::1", "2001:db8:1::a/64"},
	{"no address of the family", officeOf4, "2001:db8::1", ""},
	{"a link-local address is no way out", officeOf4, "fd00::1", ""},
	{"an interface that is down", "eth0 broadcast 192.168.1.10/24", "192.168.1.1", ""},
	{"the first that is up", "eth0 0 192.0.2.1/24\neth1 up 10.0.0.1/8", "192.0.2.9", "10.0.0.1/8"},
	{"an address on lo is no way out", "lo up,loopback 127.0.0.1/8 198.51.100.1/32", "192.0.2.1", ""},
	{"but reaches itself", "lo up,loopback 127.0.0.1/8 198.51.100.1/32", "198.51.100.1", "198.51.100.1/32"},

	{"a loopback address is no way out, wherever it is", "eth0 up 127.0.0.2/8", "192.0.2.1", ""},

	{"on-link", dualStack, "192.168.1.77", "192.168.1.10/24"},
	{"on-link before a longer common prefix", "eth0 up 10.1.2.1/24\neth1 up 10.0.0.1/8", "10.1.3.1", "10.0.0.1/8"},
	{"the more specific of two links", dualStack, "10.1.0.9", "10.1.0.1/16"},
	{"the less specific where the other does not reach", dualStack, "10.2.0.9", "10.0.0.1/8"},
	{"itself", "eth0 up 10.0.0.1/24 10.0.0.2/24", "10.0.0.2", "10.0.0.2/24"},
	{"the first of two on one link", "eth0 up 10.0.0.1/24 10.0.0.2/24", "10.0.0.3", "10.0.0.1/24"},
	{"the longest common prefix", dualStack, "2001:db8:3::1", "2001:db8:2::a/64"},
	{"but not in IPv4", "eth0 up 10.0.0.10/8 192.0.2.10/24", "203.0.113.1", "10.0.0.10/8"},
	{"the longest common prefix, other order", dualStack, "2001:db8::1", "2001:db8:1::a/64"},
	{"in IPv4 the first one", "eth0 up 10.0.0.1/8 192.0.2.1/24", "192.0.3.9", "10.0.0.1/8"},
	{"a prefix of length zero is every link", "eth0 up 10.0.0.1/0", "192.0.2.1", "10.0.0.1/0"},
	{"ULA from ULA", dualStack, "fd12::1", "fd00::a/8"},

	{"deprecated, where there is no other", "eth0 up 2001:db8:1::a/64,deprecated", "2001:db8:1::1", "2001:db8:1::a/64,deprecated"},
	{"not deprecated before on-link", oldAndNew, "2001:db8:1::1", "2001:db8:2::a/64"},
	{"whichever comes first", oldAndNew, "2001:db8:3::1", "2001:db8:3::a/64"},
	{"itself before not deprecated", oldAndNew, "2001:db8:1::a", "2001:db8:1::a/64,deprecated"},
	{"IPv4 does not mind", "eth0 up 10.0.0.1/24,deprecated 10.0.0.2/24", "10.0.0.3", "10.0.0.1/24,deprecated"},
	{"nor for an IPv4-mapped destination", "eth0 up 10.0.0.1/24,deprecated 10.0.0.2/24", "::ffff:10.0.0.3", "10.0.0.1/24,deprecated"},

	{"link-local without a zone", dualStack, "fe80::99", ""},
	{"link-local by the name of the interface", dualStack, "fe80::99%eth1", "fe80::b/64"},
	{"the other interface", dualStack, "fe80::99%eth0", "fe80::a/64"},
	{"link-local by the number of the interface", dualStack, "fe80::99%3", "fe80::b/64"},
	{"no such interface", dualStack, "fe80::99%eth7", ""},
	{"link-local from any other address, where there is none", "eth0 up 2001:db8:1::a/64\neth1 up fe80::b/64", "fe80::99%eth0", "2001:db8:1::a/64"},
	{"link-local before not deprecated", "eth0 up 2001:db8:1::a/64 fe80::a/64,deprecated", "fe80::99%eth0", "fe80::a/64,deprecated"},
	{"link-local off its link in IPv6", "eth0 up fe80::a/128", "fe80::99%eth0", ""},
	{"IPv4 link-local by the default route", officeOf4, "169.254.1.1", "192.168.1.10/24"},
	{"IPv4 link-local on its link", "eth0 up 192.168.1.10/24 169.254.9.9/16", "169.254.1.1", "169.254.9.9/16"},
	{"link-local off its link", "eth0 up 169.254.9.9/24", "169.254.1.1", ""},
	{"IPv4 link-local is no way out", "eth0 up 169.254.9.9/16", "192.0.2.1", ""},

	{"multicast by the default route", officeOf4, "224.0.0.1", "192.168.1.10/24"},
	{"IPv6 multicast", "eth0 up 2001:db8:1::a/64", "ff0e::1", "2001:db8:1::a/64"},
	{"multicast of link-local scope without a zone", dualStack, "ff02::1", ""},
	{"multicast of interface-local scope without a zone", dualStack, "ff01::1", ""},
	{"multicast of link-local scope", dualStack, "ff02::1%eth1", "fe80::b/64"},
	{"multicast of link-local scope from any other address, where there is none", "eth0 up 2001:db8:1::a/64", "ff02::1%eth0", "2001:db8:1::a/64"},
	{"multicast is no matter of the loopback interface", dualStack, "ff02::1%lo", ""},

	{"a broadcast address", officeOf4, "192.168.1.255", ""},
	{"that of another interface", dualStack, "10.255.255.255", ""},
	{"that of a more specific link", dualStack, "10.1.255.255", ""},
	{"an IPv4-mapped one", officeOf4, "::ffff:192.168.1.255", ""},
	{"that of loopback", loopbackOnly, "127.255.255.255", ""},
	{"that of all links", officeOf4, "255.255.255.255", ""},
	{"that of a link far away", officeOf4, "192.168.2.255", "192.168.1.10/24"},
	{"the first address of a link", officeOf4, "192.168.1.0", "192.168.1.10/24"},
	{"the last of two addresses", "eth0 up 10.0.0.2/31", "10.0.0.3", "10.0.0.2/31"},
	{"the last of one", "eth0 up 10.0.0.3/32", "10.0.0.3", "10.0.0.3/32"},
	{"the last one in IPv6", "eth0 up 2001:db8::1/120", "2001:db8::ff", "2001:db8::1/120"},

	{"a peer, of which nothing is known", pointToPoint, "198.51.100.9", "10.0.0.1/0,tunnel"},
	{"its own address", pointToPoint, "10.0.0.1", "10.0.0.1/0,tunnel"},
	{"its own address on a loopback interface", "lo up,loopback 10.0.0.1/32,peer=198.51.100.9/32", "10.0.0.1", "10.0.0.1/0,tunnel"},
	{"the default route, beside it", pointToPoint, "203.0.113.9", "192.0.2.10/24"},
	{"beside a peer that is nearer", pointToPoint, "198.51.100.8", "192.0.2.10/24"},
	{"a peer of many", "eth0 up 192.0.2.10/24\nppp0 up 10.0.0.1/32,peer=198.51.100.9/24", "198.51.100.10", "10.0.0.1/0,tunnel"},
	{"the broadcast address of a peer of many", "ppp0 up 10.0.0.1/32,peer=198.51.100.9/24", "198.51.100.255", ""},
	{"a peer of an address known elsewhere", "eth0 up 10.0.0.1/24\nppp0 up 10.0.0.1/32,peer=198.51.100.9/32", "198.51.100.9", "10.0.0.1/24"},
	{"a tunnel", "sit0 up,tunnel 2001:db8:1::a/64,home", "2001:db8:1::1", "2001:db8:1::a/64,home,tunnel"},
	{"a home address", "eth0 up 2001:db8:1::a/64,home", "2001:db8:1::1", "2001:db8:1::a/64,home"},

	{"an IPv4-mapped destination goes by IPv4", officeOf4, "::ffff:192.168.1.77", "192.168.1.10/24"},
	{"a mapped loopback too", officeOf4, "::ffff:127.0.0.1", "127.0.0.1/8"},
}

// textOf is a source as the file routes has it.
func textOf(src addrselect.Source) string {
	text := netip.PrefixFrom(src.Addr, src.Bits).String()
	if src.Deprecated {
		text += ",deprecated"
	}
	if src.Home {
		text += ",home"
	}
	if !src.Native {
		text += ",tunnel"
	}
	return text
}

func TestSourceFor(t *testing.T) {
	for _, tt := range sourceTests {
		t.Run(tt.name, func(t *testing.T) {
			src, ok := sourceFor(interfacesOf(t, tt.interfaces), netip.MustParseAddr(tt.dst))
			got := ""
			if ok {
				got = textOf(src)
			} else if src != (addrselect.Source{}) {
				t.Errorf("no route to %s, and yet from %v", tt.dst, src)
			}
			if got != tt.want {
				t.Errorf("to %s from %q, want %q", tt.dst, got, tt.want)
			}
		})
	}
}

// The last word belongs to a table that others wrote: the sources and destinations of RFC 6724 section 10.1 that need
// neither a policy nor a temporary address.
func TestSourceForRFC6724Examples(t *testing.T) {
	for _, tt := range []struct{ addrs, dst, want string }{
		{"2001:db8:3::1/64 fe80::1/64", "2001:db8:1::1", "2001:db8:3::1"}, // prefer appropriate scope
		{"fe80::1/64 2001:db8:1::1/64", "fe80::2%eth0", "fe80::1"},
		{"2001:db8:1::2/64 2001:db8:3::2/64", "2001:db8:1::1", "2001:db8:1::2"}, // prefer longest matching prefix
		{"2001:db8:3::2/64 2001:db8:1::2/64", "2001:db8:1::1", "2001:db8:1::2"},
		{"2001:db8:1::1/64 2001:db8:1::2/64", "2001:db8:1::2", "2001:db8:1::2"}, // prefer same address
	} {
		src, _ := sourceFor(interfacesOf(t, "eth0 up "+tt.addrs), netip.MustParseAddr(tt.dst))
		if got := src.Addr.String(); got != tt.want {
			t.Errorf("of %s to %s: from %s, want %s", tt.addrs, tt.dst, got, tt.want)
		}
	}
}
