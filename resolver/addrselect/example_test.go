package addrselect_test

import (
	"fmt"
	"net/netip"
	"strings"

	"netdb.example/resolver/addrselect"
)

// source stands for a machine with an address of each family; a real one connects a datagram socket.
func source(dst netip.Addr) (addrselect.Source, bool) {
	if dst.Is4() {
		return addrselect.Source{Addr: netip.MustParseAddr("192.0.2.10"), Bits: 24}, true
	}
	return addrselect.Source{Addr: netip.MustParseAddr("2001:db8::10"), Bits: 64}, true
}

func ExamplePolicy_Sort() {
	addrs := []netip.Addr{
		netip.MustParseAddr("192.0.2.1"),
		netip.MustParseAddr("2001:db8::1"),
	}
	var policy *addrselect.Policy // nil: glibc's
	policy.Sort(addrs, source)
	fmt.Println(addrs)
	// Output: [2001:db8::1 192.0.2.1]
}

// A unique local address is preferred to IPv4 by glibc's table, and not by that of RFC 6724.
func ExampleRFC6724() {
	local := func(dst netip.Addr) (addrselect.Source, bool) {
		if dst.Is4() {
			return addrselect.Source{Addr: netip.MustParseAddr("192.0.2.10"), Bits: 24}, true
		}
		return addrselect.Source{Addr: netip.MustParseAddr("fd00::10"), Bits: 64}, true
	}
	addrs := []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("fd00::1")}
	addrselect.Glibc().Sort(addrs, local)
	fmt.Println(addrs)
	addrselect.RFC6724().Sort(addrs, local)
	fmt.Println(addrs)
	// Output:
	// [fd00::1 192.0.2.1]
	// [192.0.2.1 fd00::1]
}

func ExampleParse() {
	policy, _ := addrselect.Parse(strings.NewReader("precedence ::ffff:0:0/96 100 # IPv4 first\nprecedence ::1 50\n"))
	addrs := []netip.Addr{
		netip.MustParseAddr("2001:db8::1"),
		netip.MustParseAddr("192.0.2.1"),
	}
	policy.Sort(addrs, source)
	fmt.Println(addrs)
	for _, w := range policy.Warnings() {
		fmt.Printf("gai.conf:%d: %s: %s\n", w.Line, w.Text, w.Msg)
	}
	// Output:
	// [192.0.2.1 2001:db8::1]
	// gai.conf:2: precedence ::1 50: no prefix length: glibc ignores the line
}

func ExamplePolicy_Compare() {
	a := addrselect.Destination{Addr: netip.MustParseAddr("2001:db8::1")} // no route to it
	b := addrselect.Destination{Addr: netip.MustParseAddr("192.0.2.1"), Reachable: true}
	b.Source, _ = source(b.Addr)
	order, rule := addrselect.RFC6724().Compare(a, b)
	fmt.Printf("%d: rule %d, %s\n", order, int(rule), rule)
	// Output: 1: rule 1, avoid unusable destinations
}
