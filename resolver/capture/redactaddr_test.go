package capture

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"github.com/miekg/dns"

	"netdb.example/resolver/addrselect"
)

// What an address becomes under one key: this holds as long as the cipher does.
func TestAddr(t *testing.T) {
	r := newRedactor([]byte("key"))
	for _, tt := range []struct{ addr, want string }{
		// Neighbours stay neighbours.
		{"10.1.2.3", "10.179.26.59"},
		{"10.1.2.2", "10.179.26.58"},
		{"10.1.3.2", "10.179.27.129"},
		{"10.2.2.2", "10.177.120.85"},

		// What stays.
		{"0.0.0.0", "0.0.0.0"},
		{"127.0.0.1", "127.0.0.1"},
		{"127.0.1.1", "127.0.1.1"},
		{"255.255.255.255", "255.255.255.255"},
		{"::", "::"},
		{"::1", "::1"},
		{"::ffff:127.0.0.1", "::ffff:127.0.0.1"},

		// IPv4 within IPv6.
		{"::ffff:10.1.2.3", "::ffff:10.179.26.59"},
		{"::10.1.2.3", "::ab3:1a3b"},
		{"64:ff9b::10.1.2.3", "64:ff9b::ab3:1a3b"},
		{"2002:a01:203::1", "2002:ab3:1a3b:6e8a:b441:a1c1:440c:a98f"},
		{"2001:0:a01:203:0:0:f5fe:fdfc", "2001:0:ab3:1a3b:de43:7e69:f54c:e5c4"},

		// Zones: interfaces by number and by name.
		{"fe80::1%1", "fe80::b0ec:118c:a54d:54b7%1"},
		{"fe80::1%eth0", "fe80::b0ec:118c:a54d:54b7%eth0"},
		{"fe80::1%acme0", "fe80::b0ec:118c:a54d:54b7%jyli6"},

		// What else is special remains so; a MAC address (RFC 4291, appendix A) is not to be seen.
		{"192.0.2.53", "192.0.2.81"},
		{"ff02::1:3", "ff02:de87:36a7:dbf9:78cd:3c11:94cb:47c7"},
		{"fd12:3456:789a::1", "fdf0:377c:5bef:b1ab:eb1e:f822:9e30:96e9"},
		{"fe80::5054:ff:fe12:3456", "fe80::d718:da3b:1a9f:8456"},
		{"2001:db8::53", "2001:db8:8d9e:ac36:a7c9:b8fc:ca56:6d61"},
	} {
		if got := r.addr(netip.MustParseAddr(tt.addr)).String(); got != tt.want {
			t.Errorf("%s becomes %s, want %s", tt.addr, got, tt.want)
		}
	}
}

// The well-known prefixes of gai.conf(5), and each other special one, are not mapped at all.
func TestSpecialPrefixesStay(t *testing.T) {
	r := newRedactor([]byte("key"))
	for _, p := range slices.Concat(special4, special6) {
		if got := r.prefix(p); got != p {
			t.Errorf("%s becomes %s", p, got)
		}
	}
	all := netip.MustParsePrefix("0.0.0.0/0")
	if got := r.prefix(all); got != all {
		t.Errorf("%s becomes %s", all, got)
	}
}

// kindsOf shows what netdb, and package netip, know an address by.
func kindsOf(a netip.Addr) string {
	a = a.WithZone("")
	b := a.As16()
	var in []bool
	for _, p := range slices.Concat(special4, special6) {
		in = append(in, p.Contains(a))
	}
	return fmt.Sprint(a.Is4(), a.Is4In6(), a.IsLoopback(), a.IsPrivate(), a.IsMulticast(), a.IsLinkLocalUnicast(),
		a.IsLinkLocalMulticast(), a.IsInterfaceLocalMulticast(), a.IsGlobalUnicast(), a.IsUnspecified(),
		a.IsMulticast() && a.Is6() && b[1] != 0, in)
}

func commonBits(a, b []byte) int {
	n := 0
	for n < 8*len(a) && a[n/8]>>(7-n%8)&1 == b[n/8]>>(7-n%8)&1 {
		n++
	}
	return n
}

func FuzzRedactAddr(f *testing.F) {
	for _, seed := range []struct{ a, b string }{
		{"10.1.2.3", "10.1.2.4"},
		{"192.168.1.1", "192.169.1.1"},
		{"2001:db8::1", "2001:db8:1::1"},
		{"::ffff:10.1.2.3", "::10.1.2.3"},
		{"2002:a01:203::1", "2002:a01:204::1"},
		{"2001:0:a01:203::1", "2001:1::"},
		{"64:ff9b::a01:203", "64:ff9b:1::"},
		{"fe80::1", "fec0::1"},
		{"ff02::1", "ff05::1"},
		{"255.255.255.255", "0.0.0.1"},
		{"224.0.0.48", "239.1.2.3"},
	} {
		f.Add(netip.MustParseAddr(seed.a).AsSlice(), netip.MustParseAddr(seed.b).AsSlice(), []byte("key"))
	}
	f.Fuzz(func(t *testing.T, octetsA, octetsB, key []byte) {
		a, okA := netip.AddrFromSlice(octetsA)
		b, okB := netip.AddrFromSlice(octetsB)
		if !okA || !okB || a.BitLen() != b.BitLen() {
			return
		}
		r := newRedactor(key)
		mappedA, mappedB := r.addr(a), r.addr(b)
		if got, want := commonBits(mappedA.AsSlice(), mappedB.AsSlice()), commonBits(octetsA, octetsB); got != want {
			t.Errorf("%s and %s have %d bits in common, %s and %s %d", a, b, want, mappedA, mappedB, got)
		}
		if kindsOf(a) != kindsOf(mappedA) {
			t.Errorf("%s becomes %s:\n%s\n%s", a, mappedA, kindsOf(a), kindsOf(mappedA))
		}
		if alone := r.addr(a.Unmap()); alone != mappedA.Unmap() {
			t.Errorf("%s becomes %s alone, and %s mapped", a.Unmap(), alone, mappedA)
		}
		reversed, err := dns.ReverseAddr(a.String())
		want, errWant := dns.ReverseAddr(mappedA.String())
		if got := r.name(reversed); err != nil || errWant != nil || got != want {
			t.Errorf("%s becomes %s, %s becomes %s", a, mappedA, reversed, got)
		}
	})
}

// The rules of RFC 6724 decide as before, over all prefixes that they know.
func TestOrderOfAddresses(t *testing.T) {
	r := newRedactor([]byte("key"))
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var list, mapped []netip.Addr
		sources, mappedSources := map[netip.Addr]addrselect.Source{}, map[netip.Addr]addrselect.Source{}
		for range 6 {
			dst, src := randomAddr(random), randomAddr(random)
			if dst.Is4() != src.Is4() {
				continue
			}
			bits := random.IntN(src.BitLen())
			list, mapped = append(list, dst), append(mapped, r.addr(dst))
			sources[dst] = addrselect.Source{Addr: src, Bits: bits}
			mappedSources[r.addr(dst)] = addrselect.Source{Addr: r.addr(src), Bits: bits}
		}
		for _, policy := range []*addrselect.Policy{addrselect.Glibc(), addrselect.RFC6724()} {
			policy.Sort(list, func(a netip.Addr) (addrselect.Source, bool) { s, ok := sources[a]; return s, ok })
			policy.Sort(mapped, func(a netip.Addr) (addrselect.Source, bool) { s, ok := mappedSources[a]; return s, ok })
			for i, a := range list {
				if r.addr(a) != mapped[i] {
					t.Fatalf("%v becomes %v", list, mapped)
				}
			}
		}
	}
}

// randomAddr is in one of the special prefixes, or beside it.
func randomAddr(random *rand.Rand) netip.Addr {
	all := slices.Concat(special4, special6)
	p := all[random.IntN(len(all))]
	octets := p.Addr().AsSlice()
	for i := range octets {
		if bit := random.IntN(8); 8*i+bit >= p.Bits() {
			octets[i] ^= byte(random.Uint32()) & (0xff >> bit)
		}
	}
	a, _ := netip.AddrFromSlice(octets)
	return a
}

// The texts of addresses, as calls have them: each remains one, in its own form, or remains none.
func TestHost(t *testing.T) {
	r := newRedactor([]byte("key"))
	for _, tt := range []struct{ host, want string }{
		{"10.1.2.3", "10.179.26.59"},
		{"10.66051", "10.11737659"},
		{"10.1.515", "10.179.6715"},
		{"167838211", "179509819"},
		{"012.1.02.0x3", "012.179.032.0x3b"},
		{"0x0a010203", "0xab31a3b"},
		{"127.1", "127.1"},
		{"0", "0"},
		{" 10.1.2.3\t", " 10.179.26.59\t"},
		{"10.1.2.300", "99.9.9.999"},
		{"10.1.2.3.4", "99.9.9.9.9"},
		{"010.08", "099.09"},
		{"10.1.2.3.", "42.7.5.4."}, // a name
		{"fe80::1%eth0", "fe80::b0ec:118c:a54d:54b7%eth0"},
		{"fe80::1%", "fe80::b0ec:118c:a54d:54b7%"},
		{"fe80:::1", "ffff:::f"},
		{"::ffff:10.1.2.3", "::ffff:10.179.26.59"},
		{"", ""},
		{"-", "-"},
		{"*", "*"},
		{"www.acme.com", "pwy.twdo.com"},
		{" www ", " pwy "},
	} {
		if got := r.host(tt.host); got != tt.want {
			t.Errorf("%q becomes %q, want %q", tt.host, got, tt.want)
		}
	}
}

func TestInterfaceName(t *testing.T) {
	r := newRedactor([]byte("key"))
	for _, name := range []string{"lo", "lo0", "eth0", "eth0.100", "enp3s0", "enP2p1s0f1", "eno1", "ens192", "enp0s20f0u1", "wlan0",
		"wlp2s0", "wwp0s20", "docker0", "virbr0", "br0", "tun0", "wg0", "tailscale0", "utun3", "1", "42"} {
		if got := r.interfaceName(name); got != name {
			t.Errorf("%s becomes %s", name, got)
		}
	}
	for _, name := range []string{"acme", "acme0", "enx001122334455", "wlx001122334455", "br-0123456789ab", "veth1a2b3c4", "eth0x", "Acme"} {
		if got := r.interfaceName(name); got == name || len(got) != len(name) {
			t.Errorf("%s becomes %s", name, got)
		}
	}
}
