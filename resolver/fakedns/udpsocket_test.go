package fakedns

import (
	"context"
	"net"
	"net/netip"
	"testing"
)

// A server that listens at every address answers from the one that it is asked at, and logs that one, over UDP as over TCP.
func TestEveryAddress(t *testing.T) {
	for _, tt := range []struct {
		listen string
		asked  []string
	}{
		{"0.0.0.0:0", []string{"127.0.0.1", "127.0.0.53"}},
		{"[::]:0", []string{"127.0.0.1", "127.0.0.53", "::1"}},
		{"127.0.0.53:0", []string{"127.0.0.53"}},
	} {
		s, err := Parse(
			Zone{File: "zone", Text: "www A 192.0.2.1"},
			Zone{File: "zone.stub", Text: "www A 192.0.2.53", Server: netip.MustParseAddr("127.0.0.53")})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ready, ended := make(chan netip.AddrPort, 1), make(chan error, 1)
		go func() { ended <- s.Serve(ctx, tt.listen, func(a netip.AddrPort) { ready <- a }) }()
		var at netip.AddrPort
		select {
		case at = <-ready:
		case err := <-ended:
			t.Skip(err) // this machine lacks a family
		}
		for _, addr := range tt.asked {
			testAddress(t, s, netip.AddrPortFrom(netip.MustParseAddr(addr), at.Port()))
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func testAddress(t *testing.T, s *Server, server netip.AddrPort) {
	t.Helper()
	if c, err := net.Dial("tcp", server.String()); err != nil {
		t.Logf("%v: %v", server, err) // the address is none of this machine
		return
	} else {
		c.Close()
	}
	want := "NOERROR | www. A 192.0.2.1"
	if server.Addr() == netip.MustParseAddr("127.0.0.53") {
		want = "NOERROR | www. A 192.0.2.53"
	}
	for _, network := range []string{"udp", "tcp"} {
		m, err := exchange(t, network, server, question("www.", "A"))
		if err != nil {
			t.Fatal(err)
		}
		queries := s.Queries()
		if got := queries[len(queries)-1].Server; got != server || show(m) != want {
			t.Errorf("%s %v: asked %v, which says %s", network, server, got, show(m))
		}
	}
}
