package resolver

import (
	"net"
	"net/netip"
	"slices"
	"testing"

	"netdb.example/resolver/addrselect"
)

// The real machine, since it is what a System stands for: at least its loopback, of which connect(2) tells the source.
func TestTheZeroSystemIsThisMachine(t *testing.T) {
	var s System
	interfaces, err := s.interfaces()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(interfaces, func(i Interface) bool { return i.Flags&net.FlagLoopback != 0 })
	if i < 0 || interfaces[i].Index == 0 || interfaces[i].Name == "" || !slices.Contains(interfaces[i].Addrs, netip.MustParsePrefix("127.0.0.1/8")) {
		t.Errorf("no loopback interface with 127.0.0.1/8: %+v", interfaces)
	}
	src, ok := s.source(netip.MustParseAddr("127.0.0.1"), interfaces)
	if !ok || src.Addr != netip.MustParseAddr("127.0.0.1") || src.Bits != 8 || src.Deprecated {
		t.Errorf("source of 127.0.0.1: %+v, %v", src, ok)
	}
	src, ok = s.source(netip.MustParseAddr("127.0.0.1"), []Interface{
		{Addrs: interfaces[i].Addrs, Deprecated: []netip.Addr{netip.MustParseAddr("127.0.0.1")}},
	})
	if !ok || !src.Deprecated || src.Bits != 8 {
		t.Errorf("source of 127.0.0.1, which is deprecated: %+v, %v", src, ok)
	}
	if _, ok := s.source(netip.MustParseAddr("fe80::1%nosuch"), nil); ok {
		t.Error("a route through an interface that does not exist")
	}
	if name, err := s.hostname(); name == "" || err != nil {
		t.Errorf("hostname %q, %v", name, err)
	}
	t.Setenv("RES_OPTIONS", "ndots:2")
	if got := s.getenv("RES_OPTIONS"); got != "ndots:2" {
		t.Errorf("RES_OPTIONS is %q", got)
	}
	if _, err := s.fs().Open("etc"); err != nil {
		t.Error(err)
	}
}

// A variable may be set to "", of which Getenv alone cannot tell. It is the one that says what a variable is.
func TestHasEnv(t *testing.T) {
	const key = "NETDB_TEST_EMPTY"
	t.Setenv(key, "")
	is := func(has bool) func(string) bool { return func(string) bool { return has } }
	says := func(value string) func(string) string { return func(string) string { return value } }
	for _, tt := range []struct {
		name string
		s    System
		key  string
		want bool
	}{
		{"this machine, set and empty", System{}, key, true},
		{"this machine, not set", System{}, key + "_NOT", false},
		{"a Getenv alone", System{Getenv: says("")}, key, false},
		{"a Getenv alone, with a value", System{Getenv: says("x")}, key, true},
		{"set and empty", System{Getenv: says(""), HasEnv: is(true)}, key, true},
		{"not set", System{Getenv: says(""), HasEnv: is(false)}, key, false},
		{"what has a value is set", System{Getenv: says("x"), HasEnv: is(false)}, key, true},
		{"not set, but in the environment", System{HasEnv: is(false)}, key, false},
	} {
		complete := tt.s.Complete()
		if got, again := tt.s.hasEnv(tt.key), complete.HasEnv(tt.key); got != tt.want || again != tt.want {
			t.Errorf("%s: %v, completed %v", tt.name, got, again)
		}
	}
}

// What glibc knows of a source address, by which interfaces have it and how.
func TestSourceOf(t *testing.T) {
	peer := Peer{netip.MustParseAddr("192.0.2.1"), netip.MustParsePrefix("192.0.2.9/32")}
	one, single, subnet := []netip.Addr{peer.Local}, []netip.Prefix{netip.MustParsePrefix("192.0.2.1/32")}, []netip.Prefix{netip.MustParsePrefix("192.0.2.1/24")}
	for _, tt := range []struct {
		name       string
		interfaces []Interface
		want       addrselect.Source
	}{
		{"nobody has it", nil, addrselect.Source{}},
		{"an interface", []Interface{{}, {Addrs: subnet}}, addrselect.Source{Bits: 24, Native: true}},
		{"one address is a subnet", []Interface{{Addrs: single}}, addrselect.Source{Bits: 32, Native: true}},
		{"its flags", []Interface{{Addrs: subnet, Deprecated: one, Home: one}}, addrselect.Source{Bits: 24, Deprecated: true, Home: true, Native: true}},
		{"a tunnel", []Interface{{Addrs: subnet, Tunnel: true}}, addrselect.Source{Bits: 24}},
		{"a peer", []Interface{{Addrs: single, Deprecated: one, Peers: []Peer{peer}}}, addrselect.Source{}},
		{"a peer, and a subnet elsewhere", []Interface{{Addrs: single, Peers: []Peer{peer}}, {Addrs: subnet}}, addrselect.Source{Bits: 24, Native: true}},
		{"a peer, and a subnet beside it", []Interface{{Addrs: slices.Concat(single, subnet), Peers: []Peer{peer}}}, addrselect.Source{Bits: 24, Native: true}},
	} {
		tt.want.Addr = peer.Local
		if got := SourceOf(peer.Local, tt.interfaces); got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// What is nil is the real thing, what is set stays.
func TestComplete(t *testing.T) {
	s := System{Hostname: func() (string, error) { return "h", nil }}.Complete()
	if name, _ := s.Hostname(); name != "h" {
		t.Errorf("the name is %q", name)
	}
	if src, ok := s.Source(netip.MustParseAddr("127.0.0.1")); !ok || src.Bits != 8 {
		t.Errorf("source of 127.0.0.1: %+v, %v", src, ok)
	}
	t.Setenv("RES_OPTIONS", "ndots:2")
	if got := s.Getenv("RES_OPTIONS"); got != "ndots:2" {
		t.Errorf("RES_OPTIONS is %q", got)
	}
	if interfaces, err := s.Interfaces(); len(interfaces) == 0 || err != nil {
		t.Errorf("interfaces: %v, %v", interfaces, err)
	}
	if _, err := s.FS.Open("etc"); err != nil {
		t.Error(err)
	}
}
