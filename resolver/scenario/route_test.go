package scenario

import (
	"net/netip"
	"strings"
	"testing"
)

// The file routes goes before the interfaces, its most specific line first.
func TestRoutes(t *testing.T) {
	s := settings{interfaces: interfacesOf(t, dualStack)}
	for line := range strings.Lines(`192.0.2.0/24 192.168.1.10/24
		192.0.2.7 10.0.0.1/8,deprecated
		192.0.2.128/25 unreachable
		198.51.100.7/24 198.51.100.1/0
		::/0 unreachable
		2001:db8::1 2001:db8:1::a/64
		fe80::1%eth1 fe80::b/64
		203.0.113.9 10.0.0.1/32,home,tunnel
	`) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if err := s.addRoute(line); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct{ dst, want string }{
		{"192.0.2.1", "192.168.1.10/24"},
		{"::ffff:192.0.2.1", "192.168.1.10/24"},
		{"192.0.2.7", "10.0.0.1/8,deprecated"},
		{"192.0.2.129", ""},
		{"198.51.100.9", "198.51.100.1/0"},
		{"203.0.113.9", "10.0.0.1/32,home,tunnel"},
		{"203.0.113.1", "192.168.1.10/24"}, // no line, so the interfaces count
		{"2001:db8::1", "2001:db8:1::a/64"},
		{"2001:db8::2", ""},
		{"fe80::1%eth1", "fe80::b/64"},
		{"fe80::1%eth0", "fe80::a/64"},
	} {
		src, ok := s.source(netip.MustParseAddr(tt.dst))
		got := ""
		if ok {
			got = textOf(src)
		}
		if got != tt.want {
			t.Errorf("to %s from %q, want %q", tt.dst, got, tt.want)
		}
	}
}
