package inet_test

import (
	"testing"

	"netdb.example/inet"
)

// TestNetworkOddities are glibc's own.
func TestNetworkOddities(t *testing.T) {
	for s, want := range map[string]uint32{
		"4294967296":               0, // modulo 2^32
		"0x100000001.040000000002": 0x0102,
		"x7f":                      0x7f, // hexadecimal without 0
		"1.X2":                     0x0102,
		"1.2 \t\n\v\f\r":           0x0102, // white space behind
	} {
		if v, err := inet.Network(s); v != want || err != nil {
			t.Errorf("Network(%q) = %#x, %v; want %#x", s, v, err, want)
		}
	}
}

// TestNetworkIsNotAddr: the numbers are low bytes, none fills the rest.
func TestNetworkIsNotAddr(t *testing.T) {
	network, err := inet.Network("1.2")
	if network != 0x0102 || err != nil {
		t.Errorf("Network(1.2) = %#x, %v; want 0x0102", network, err)
	}
	addr, err := inet.Addr("1.2")
	if addr != 0x01000002 || err != nil {
		t.Errorf("Addr(1.2) = %#x, %v; want 0x01000002", addr, err)
	}
	if v, err := inet.Network("256"); err == nil {
		t.Errorf("Network(256) = %#x; want an error", v)
	}
}

func TestClasses(t *testing.T) {
	for _, test := range []struct {
		addr       [4]byte
		net, local uint32
	}{
		{[4]byte{0, 1, 2, 3}, 0, 0x010203},           // A
		{[4]byte{127, 1, 2, 3}, 127, 0x010203},       // A
		{[4]byte{128, 1, 2, 3}, 0x8001, 0x0203},      // B
		{[4]byte{191, 255, 2, 3}, 0xbfff, 0x0203},    // B
		{[4]byte{192, 1, 2, 3}, 0xc00102, 3},         // C
		{[4]byte{223, 255, 255, 3}, 0xdfffff, 3},     // C
		{[4]byte{224, 1, 2, 3}, 0xe00102, 3},         // D, taken for C
		{[4]byte{255, 255, 255, 255}, 0xffffff, 255}, // E, taken for C
	} {
		if net, local := inet.Netof(test.addr), inet.Lnaof(test.addr); net != test.net || local != test.local {
			t.Errorf("Netof, Lnaof(%v) = %#x, %#x; want %#x, %#x", test.addr, net, local, test.net, test.local)
		}
		if b := inet.MakeAddr(test.net, test.local); b != test.addr {
			t.Errorf("MakeAddr(%#x, %#x) = %v, want %v", test.net, test.local, b, test.addr)
		}
	}
}

func TestMakeAddrDropsWideHosts(t *testing.T) {
	for _, test := range []struct {
		net  uint32
		want [4]byte
	}{
		{0x7f, [4]byte{0x7f, 0xff, 0xff, 0xff}},
		{0x80, [4]byte{0x00, 0x80, 0xff, 0xff}},
		{0xffff, [4]byte{0xff, 0xff, 0xff, 0xff}},
		{0x10000, [4]byte{0x01, 0x00, 0x00, 0xff}},
		{0x1000000, [4]byte{0xff, 0xff, 0xff, 0xff}}, // no class: bit by bit
	} {
		if b := inet.MakeAddr(test.net, 0xffffffff); b != test.want {
			t.Errorf("MakeAddr(%#x, 0xffffffff) = %v, want %v", test.net, b, test.want)
		}
	}
}
