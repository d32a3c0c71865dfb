package fakedns

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// The tests here use real sockets, on the loopback interface, because sockets are what they test; the client is one that
// nobody here wrote. They run in real time, and wait for nothing but answers that come.

func exchange(t *testing.T, network string, to netip.AddrPort, q *dns.Msg) (*dns.Msg, error) {
	t.Helper()
	c := &dns.Client{Net: network, Timeout: time.Minute, UDPSize: dns.MaxMsgSize}
	m, _, err := c.Exchange(q, to.String())
	return m, err
}

func TestListen(t *testing.T) {
	var zone strings.Builder
	zone.WriteString("www A 192.0.2.1\nalias CNAME www\n")
	for i := range 4000 {
		fmt.Fprintf(&zone, "big A 10.0.%d.%d\n", i/256, i%256)
	}
	s := New(t, zone.String())
	addr := s.Listen(t)
	if !addr.Addr().IsLoopback() || addr.Port() == 0 {
		t.Errorf("listens on %v", addr)
	}
	for _, tt := range []struct {
		network, name string
		want          string
	}{
		{"udp", "WWW.", "NOERROR | WWW. A 192.0.2.1"},
		{"tcp", "alias.", "NOERROR | alias. CNAME www. | www. A 192.0.2.1"},
		{"udp", "nosuch.", "NXDOMAIN / . SOA 300"},
	} {
		m, err := exchange(t, tt.network, addr, question(tt.name, "A"))
		if err != nil {
			t.Fatalf("%s over %s: %v", tt.name, tt.network, err)
		}
		if got := show(m); got != tt.want {
			t.Errorf("%s over %s: %s; want %s", tt.name, tt.network, got, tt.want)
		}
	}
	for network, want := range map[string]int{"udp": 30, "tcp": 4000} {
		m, err := exchange(t, network, addr, question("big.", "A"))
		if err != nil {
			t.Fatalf("big over %s: %v", network, err)
		}
		if len(m.Answer) != want || m.Truncated != (network == "udp") {
			t.Errorf("big over %s: %d answers, truncated %t; want %d", network, len(m.Answer), m.Truncated, want)
		}
	}
	q := s.Queries()[0]
	if q.Server != addr || !q.Client.Addr().IsLoopback() || q.Client.Port() == 0 {
		t.Errorf("logged %+v, want server %v", q, addr)
	}
}

func TestFaultsOnRealSockets(t *testing.T) {
	forged := Handler(func(q *dns.Msg) *dns.Msg { return new(dns.Msg).SetRcode(q, dns.RcodeRefused) })
	const answer = "NOERROR | w. A 192.0.2.1"
	for _, tt := range []struct {
		network string
		do      Action
		want    string
	}{
		{"udp", Delay(time.Millisecond), answer},
		{"tcp", Delay(time.Millisecond), answer},
		{"udp", SpoofBefore(forged, time.Millisecond), "REFUSED"},
		{"tcp", SpoofBefore(forged, time.Millisecond), "REFUSED"},
		{"udp", SpoofBefore(Refuse, time.Millisecond), answer}, // no error reaches a real UDP socket
		{"tcp", SpoofBefore(Refuse, time.Millisecond), "connection reset by peer"},
		{"udp", Truncate, "NOERROR"},
		{"tcp", Truncate, answer},
		{"udp", CloseMid(9), answer},
		{"tcp", CloseMid(9), "unexpected EOF"},
	} {
		s := New(t, "w A 192.0.2.1")
		s.Inject(Fault{Do: tt.do})
		m, err := exchange(t, tt.network, s.Listen(t), question("w.", "A"))
		got := fmt.Sprint(bare(err))
		if err == nil {
			got = show(m)
		}
		if got != tt.want {
			t.Errorf("over %s: %s; want %s", tt.network, got, tt.want)
		}
	}
}

func bare(err error) error {
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	return err
}

// A client may close its side first, and gets its answer all the same.
func TestHalfClosedTCP(t *testing.T) {
	s := New(t, "w A 192.0.2.1")
	s.Inject(Fault{Do: Delay(time.Millisecond)})
	c, err := net.DialTCP("tcp", nil, net.TCPAddrFromAddrPort(s.Listen(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	wire, _ := question("w.", "A").Pack()
	c.Write(Packet{Data: wire}.frame())
	c.CloseWrite()
	data, err := io.ReadAll(c)
	if err != nil || len(data) < 2 || describe(data[2:]) != "NOERROR | w. A 192.0.2.1" {
		t.Errorf("read % x, %v", data, err)
	}
}

// Serve ends when its context does, whatever is connected or on its way, and its port is free again.
func TestServe(t *testing.T) {
	s := parse(t, "w A 192.0.2.1")
	s.Inject(Fault{Match: Match{Name: "late"}, Do: Delay(time.Hour)})
	ctx, cancel := context.WithCancel(t.Context())
	ready := make(chan netip.AddrPort, 1)
	ended := make(chan error)
	go func() { ended <- s.Serve(ctx, "127.0.0.1:0", func(a netip.AddrPort) { ready <- a }) }()
	addr := <-ready

	idle, err := net.Dial("tcp", addr.String())
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()
	for _, network := range []string{"udp", "tcp"} {
		c, err := dns.Dial(network, addr.String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.WriteMsg(question("late.", "A"))
		if m, err := exchange(t, network, addr, question("w.", "A")); err != nil || len(m.Answer) != 1 {
			t.Errorf("over %s: %v, %v", network, m, err)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Serve: %v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	again := func(a netip.AddrPort) {
		if a != addr {
			t.Errorf("serves again on %v, not %v", a, addr)
		}
		cancel()
	}
	if err := s.Serve(ctx, addr.String(), again); err != nil {
		t.Errorf("Serve again: %v", err)
	}
}

func TestServeReportsWhatItCannotListenOn(t *testing.T) {
	s := New(t, "")
	taken := s.Listen(t).String()
	err := s.Serve(t.Context(), taken, func(a netip.AddrPort) { t.Errorf("ready on %v", a) })
	if !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("Serve on a port in use: %v", err)
	}
	if err := s.Serve(t.Context(), "192.0.2.1:x", nil); err == nil {
		t.Error("Serve on no port: no error")
	}
}

// The bind of UDP comes second, and may find that TCP's port is taken. Where somebody has taken that of TCP too, another is tried.
func TestServeWithThePortTakenForUDP(t *testing.T) {
	s := New(t, "")
	for range bindTries {
		udp, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			t.Fatal(err)
		}
		defer udp.Close()
		err = s.Serve(t.Context(), udp.LocalAddr().String(), nil)
		var op *net.OpError
		if !errors.As(err, &op) || !errors.Is(err, syscall.EADDRINUSE) {
			t.Fatalf("Serve: %v", err)
		}
		if op.Net == "udp" {
			return
		}
	}
	t.Error("no bind of UDP has failed")
}

func TestServeEndsWhenASocketFails(t *testing.T) {
	s := parse(t, "")
	l, err := s.listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.udp.SetReadDeadline(time.Unix(1, 0))
	if err := l.serve(t.Context()); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("serve: %v", err)
	}
	if _, err := l.tcp.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the other socket: %v", err)
	}
}
