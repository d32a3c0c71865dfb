package fakedns

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"
)

const tourZone = `
	$ORIGIN example.org.
	@     SOA   ns admin 1 3600 600 86400 60
	www   A     192.0.2.1
	      AAAA  2001:db8::1
	alias CNAME www
	slow  A     192.0.2.2
	big   A     192.0.2.3
	      TXT   "` + `" "` + `"
`

// net.Resolver makes a channel at its first use ever and keeps it: were that in a bubble, no other could use it.
func TestMain(m *testing.M) {
	s, _ := Parse()
	r := &net.Resolver{PreferGo: true, Dial: s.Dial}
	r.LookupHost(context.Background(), "first.invalid.")
	os.Exit(m.Run())
}

// Go's own resolver, in a bubble: what it asks, what it makes of the answers, and how long it thinks it took.
func TestGoResolver(t *testing.T) {
	for _, tt := range []struct {
		name   string
		faults []Fault
		want   string
		took   time.Duration
	}{
		{"www.example.org.", nil, "[192.0.2.1 2001:db8::1]", 0},
		{"alias.example.org.", nil, "[192.0.2.1 2001:db8::1]", 0},
		{"slow.example.org.", nil, "[192.0.2.2]", 0},
		{"slow.example.org.", []Fault{{Match{Type: dns.TypeA}, Delay(time.Second)}}, "[192.0.2.2]", time.Second},
		{"slow.example.org.", []Fault{{Match{}, SpoofBefore(WrongID, 0)}, {Match{}, Duplicate}}, "[192.0.2.2]", 0},
		{"big.example.org.", []Fault{{Match{}, Truncate}}, "[192.0.2.3]", 0},
		{"nosuch.example.org.", nil, "lookup nosuch.example.org. on NS: no such host", 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := New(t, tourZone)
			s.Inject(tt.faults...)
			start := time.Now()
			got := lookup(t, s, tt.name)
			if got != tt.want || time.Since(start) != tt.took {
				t.Errorf("%s with %v: %s after %v; want %s after %v", tt.name, tt.faults, got, time.Since(start), tt.want, tt.took)
			}
		})
	}
}

func lookup(t *testing.T, s *Server, name string) string {
	t.Helper()
	r := &net.Resolver{PreferGo: true, Dial: s.Dial}
	addrs, err := r.LookupHost(t.Context(), name)
	var dnsErr *net.DNSError
	if errors.As(err, &dnsErr) {
		return strings.ReplaceAll(err.Error(), dnsErr.Server, "NS") // the server is that of the machine's resolv.conf
	}
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(addrs)
	return fmt.Sprint(addrs)
}

func TestGoResolverTimesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t, tourZone)
		s.Inject(Fault{Do: Drop})
		start := time.Now()
		if got := lookup(t, s, "www.example.org."); !strings.HasSuffix(got, ": i/o timeout") || time.Since(start) < time.Second {
			t.Errorf("%s after %v", got, time.Since(start))
		}
	})
}

// The faults stand for what a TCP connection can meet before it is one.
func TestDialFaults(t *testing.T) {
	for _, tt := range []struct {
		do   Action
		want string
		took time.Duration
	}{
		{nil, "<nil>", 0},
		{Refuse, "dial tcp 192.0.2.53:53: connect: connection refused", 0},
		{Fail(syscall.ENETUNREACH), "dial tcp 192.0.2.53:53: connect: network is unreachable", 0},
		{Delay(time.Second), "<nil>", time.Second},
		{Delay(time.Minute), "dial tcp 192.0.2.53:53: context deadline exceeded", 10 * time.Second},
		{Delay(10 * time.Second), "dial tcp 192.0.2.53:53: context deadline exceeded", 10 * time.Second}, // too late, in each run
		{Drop, "dial tcp 192.0.2.53:53: context deadline exceeded", 10 * time.Second},
		{Truncate, "<nil>", 0},
		{Rcode(2), "<nil>", 0},
		{Handler(func(q *dns.Msg) *dns.Msg { return q }), "<nil>", 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := New(t, tourZone)
			s.Inject(Fault{Match{Dial: true, Network: "tcp"}, tt.do})
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			if _, err := s.Dial(ctx, "udp", "192.0.2.53:53"); err != nil {
				t.Errorf("over UDP: %v", err)
			}
			s.dials = 0
			start := time.Now()
			_, err := s.Dial(ctx, "tcp", "192.0.2.53:53")
			if got := fmt.Sprint(err); got != tt.want || time.Since(start) != tt.took {
				t.Errorf("%s after %v; want %s after %v", got, time.Since(start), tt.want, tt.took)
			}
		})
	}
}

func TestDialAfterCancel(t *testing.T) {
	s := parse(t, "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if c, err := s.Dial(ctx, "udp", "192.0.2.53:53"); c != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("Dial = %v, %v", c, err)
	}
}

func TestDialArguments(t *testing.T) {
	s := parse(t, "")
	for _, tt := range []struct{ network, address, want string }{
		{"udp", "192.0.2.53:53", "udp 127.0.0.1 192.0.2.53:53"},
		{"tcp4", "192.0.2.53:1053", "tcp 127.0.0.1 192.0.2.53:1053"},
		{"udp6", "[2001:db8::53]:53", "udp ::1 [2001:db8::53]:53"},
		{"tcp", "[fe80::1%eth0]:53", "tcp ::1 [fe80::1%eth0]:53"},
		{"udp4", "[::ffff:192.0.2.53]:53", "udp 127.0.0.1 192.0.2.53:53"},
		{"udp6", "192.0.2.53:53", "dial udp6: address 192.0.2.53:53: not an address for udp6"},
		{"tcp4", "[::1]:53", "dial tcp4: address [::1]:53: not an address for tcp4"},
		{"udp", "localhost:53", "dial udp: address localhost:53: not an IP address with a port"},
		{"udp", "192.0.2.53", "dial udp: address 192.0.2.53: not an IP address with a port"},
		{"unix", "/run/dns", "dial unix: unknown network unix"},
		{"", "192.0.2.53:53", "dial: unknown network "},
	} {
		c, err := s.Dial(t.Context(), tt.network, tt.address)
		got := fmt.Sprint(err)
		if err == nil {
			client := netip.MustParseAddrPort(c.LocalAddr().String())
			got = fmt.Sprintf("%s %s %s", c.RemoteAddr().Network(), client.Addr(), c.RemoteAddr())
		}
		if got != tt.want {
			t.Errorf("Dial(%q, %q): %s; want %s", tt.network, tt.address, got, tt.want)
		}
	}
}

// Callers tell the two kinds apart by this, as net.Resolver does.
func TestOnlyUDPIsAPacketConn(t *testing.T) {
	s := parse(t, "")
	for network, want := range map[string]bool{"udp": true, "tcp": false} {
		c, _ := s.Dial(t.Context(), network, "192.0.2.53:53")
		if _, ok := c.(net.PacketConn); ok != want {
			t.Errorf("over %s: a net.PacketConn: %v", network, ok)
		}
	}
}

// A client that answers faster than it reads: what finds the queue full is lost over UDP, over TCP the writer waits.
func TestUnreadAnswers(t *testing.T) {
	const queries = 1000
	for network, all := range map[string]bool{"udp": false, "tcp": true} {
		synctest.Test(t, func(t *testing.T) {
			s := New(t, "w TXT \""+strings.Repeat("x", 250)+"\"")
			c, _ := s.Dial(t.Context(), network, "192.0.2.53:53")
			wire, _ := question("w.", "TXT").Pack()
			if network == "tcp" {
				wire = Packet{Data: wire}.frame()
			}
			go func() {
				for range queries {
					c.Write(wire)
				}
			}()
			synctest.Wait()
			if n := len(s.Queries()); (n == queries) == all {
				t.Errorf("over %s: %d queries logged with no answer read", network, n)
			}
			got := 0
			c.SetReadDeadline(time.Now().Add(time.Second))
			for {
				if _, err := readMessage(c); err != nil {
					break
				}
				got++
			}
			if (got == queries) != all || got < 100 {
				t.Errorf("over %s: %d of %d answers", network, got, queries)
			}
			c.Close()
		})
	}
}

// A connection is closed with a reader waiting and an answer on its way: the bubble ends, so no goroutine is left.
func TestCloseWithAnswersOnTheirWay(t *testing.T) {
	for _, network := range []string{"udp", "tcp"} {
		synctest.Test(t, func(t *testing.T) {
			s := New(t, "w A 192.0.2.1")
			s.Inject(Fault{Do: Delay(time.Hour)})
			c, _ := s.Dial(t.Context(), network, "192.0.2.53:53")
			wire, _ := question("w.", "A").Pack()
			if network == "tcp" {
				wire = Packet{Data: wire}.frame()
			}
			read := make(chan error)
			go func() {
				_, err := c.Read(make([]byte, 1))
				read <- err
			}()
			c.Write(wire)
			c.SetDeadline(time.Now().Add(time.Minute))
			synctest.Wait()
			c.Close()
			if err := <-read; !errors.Is(err, net.ErrClosed) {
				t.Errorf("over %s: pending read: %v", network, err)
			}
		})
	}
}

// What a TCP client has asked for in one Write it gets, however much it is.
func TestLongAnswersToOneWrite(t *testing.T) {
	s := parse(t, strings.Repeat("w TXT \""+strings.Repeat("x", 250)+"\"\n", 200))
	c, _ := s.Dial(t.Context(), "tcp", "192.0.2.53:53")
	defer c.Close()
	wire, _ := question("w.", "TXT").Pack()
	const queries = 10
	if _, err := c.Write(bytes.Repeat(Packet{Data: wire}.frame(), queries)); err != nil {
		t.Fatal(err)
	}
	c.SetReadDeadline(time.Now().Add(time.Minute))
	for i := range queries {
		if data, err := readMessage(c); err != nil || len(data) < 50000 {
			t.Fatalf("answer %d: %d octets, %v", i, len(data), err)
		}
	}
}

func BenchmarkExchange(b *testing.B) {
	for _, network := range []string{"udp", "tcp"} {
		b.Run(network, func(b *testing.B) {
			s := parse(b, tourZone)
			wire, _ := question("www.example.org.", "A").Pack()
			if network == "tcp" {
				wire = Packet{Data: wire}.frame()
			}
			b.ReportAllocs()
			for b.Loop() {
				c, err := s.Dial(b.Context(), network, "192.0.2.53:53")
				if err != nil {
					b.Fatal(err)
				}
				c.Write(wire)
				if _, err := readMessage(c); err != nil {
					b.Fatal(err)
				}
				c.Close()
			}
		})
	}
}

func TestSeveralMessagesInOneWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t, "a A 192.0.2.1\nb A 192.0.2.2")
		s.Inject(Fault{Match{Name: "a"}, Delay(time.Second)})
		c, _ := s.Dial(t.Context(), "tcp", "192.0.2.53:53")
		defer c.Close()
		var frames []byte
		for _, name := range []string{"a.", "b."} {
			wire, _ := question(name, "A").Pack()
			frames = append(frames, Packet{Data: wire}.frame()...)
		}
		c.Write(frames[:40])
		c.Write(frames[40:])
		// Answers come as they are ready (RFC 7766 §6.2.1.1).
		for _, want := range []string{"about b. NOERROR | b. A 192.0.2.2", "about a. NOERROR | a. A 192.0.2.1"} {
			if data, err := readMessage(c); err != nil || describe(data) != want {
				t.Errorf("%s, %v; want %s", describe(data), err, want)
			}
		}
	})
}

func TestWhatIsNoQueryClosesTCP(t *testing.T) {
	s := parse(t, "")
	for _, frame := range []string{"\x00\x00", "\x00\x03abc"} {
		c, _ := s.Dial(t.Context(), "tcp", "192.0.2.53:53")
		c.Write([]byte(frame))
		if n, err := c.Read(make([]byte, 1)); n != 0 || err != io.EOF {
			t.Errorf("%q: read %d, %v", frame, n, err)
		}
	}
}
