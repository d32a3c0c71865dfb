package dnsclient

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/resolvconf"
)

const shareZone = `
www.example.org.  A 192.0.2.1
www.example.org.  AAAA 2001:db8::1
*.wild.test.      A 192.0.2.2
*.wild.test.      AAAA 2001:db8::2
`

// oneServer is a resolv.conf with one server, effective.
func oneServer() *resolvconf.Config {
	conf := &resolvconf.Config{Servers: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.53:53")}}
	return conf.Effective()
}

// conns counts the connections of a client that shares those of a fake as it shares the system's.
type conns struct {
	mu           sync.Mutex
	opened, open int
}

func (c *conns) client(srv *fakedns.Server) *Client {
	return &Client{shared: true, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := srv.Dial(ctx, network, address)
		if err == nil {
			c.mu.Lock()
			c.opened, c.open = c.opened+1, c.open+1
			c.mu.Unlock()
		}
		return c.counted(conn), err
	}}
}

func (c *conns) counted(conn net.Conn) net.Conn {
	if packets, ok := conn.(net.PacketConn); ok {
		return &countedPackets{countedConn{Conn: conn, all: c}, packets}
	}
	return &countedConn{Conn: conn, all: c}
}

type countedConn struct {
	net.Conn
	all  *conns
	once sync.Once
}

func (c *countedConn) Close() error {
	c.once.Do(func() {
		c.all.mu.Lock()
		c.all.open--
		c.all.mu.Unlock()
	})
	return c.Conn.Close()
}

type countedPackets struct {
	countedConn
	packets net.PacketConn
}

func (c *countedPackets) ReadFrom(b []byte) (int, net.Addr, error)   { return c.packets.ReadFrom(b) }
func (c *countedPackets) WriteTo(b []byte, to net.Addr) (int, error) { return c.packets.WriteTo(b, to) }
func (c *conns) count() (opened, open int)                           { c.mu.Lock(); defer c.mu.Unlock(); return c.opened, c.open }
func both(c *Client, ctx context.Context, name string) (a, aaaa *Answer) {
	return c.Lookup(ctx, oneServer()).AskBoth(name)
}

// What many ask at the same time is asked once; each may leave without the others, and each has an answer of its own.
func TestOneQueryForAllWhoAskTheSame(t *testing.T) {
	for _, shared := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			srv := fakedns.New(t, shareZone)
			srv.Inject(fakedns.Fault{Do: fakedns.Delay(500 * time.Millisecond)})
			client := new(conns).client(srv)
			client.shared = shared
			start := time.Now()
			var all sync.WaitGroup
			for i := range 100 {
				all.Go(func() {
					ctx, cancel := context.WithCancel(t.Context())
					defer cancel()
					left := i%3 == 0
					if left {
						time.AfterFunc(50*time.Millisecond, cancel)
					}
					time.Sleep(time.Duration(i) * time.Millisecond / 10)
					a := client.Lookup(ctx, oneServer()).Ask([]string{"www.example.org", "WWW.example.ORG."}[i%2], dns.TypeA)
					want := map[bool]Outcome{true: Canceled, false: Found}[left]
					if a.Outcome != want || !left && a.Addrs[0] != netip.MustParseAddr("192.0.2.1") || left && time.Since(start) > 51*time.Millisecond {
						t.Errorf("%d, after %v: %+v", i, time.Since(start), a)
					}
					clear(a.Addrs)
				})
			}
			all.Wait()
			if n := len(srv.Queries()); n != 1 {
				t.Errorf("shared %v: %d queries", shared, n)
			}
			time.Sleep(10 * time.Millisecond)
		})
	}
}

// Who asks a second later does not wait for a query that may be lost.
func TestNobodyWaitsForAnOldQuery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, shareZone)
		srv.Inject(fakedns.Fault{Match: fakedns.Match{Nth: 1}, Do: fakedns.Drop})
		client := &Client{Dial: srv.Dial}
		var first sync.WaitGroup
		first.Go(func() { client.Lookup(t.Context(), oneServer()).Ask("www.example.org", dns.TypeA) })
		time.Sleep(time.Second)
		start := time.Now()
		if a := client.Lookup(t.Context(), oneServer()).Ask("www.example.org", dns.TypeA); a.Outcome != Found || time.Since(start) != 0 {
			t.Errorf("%v after %v", a.Err, time.Since(start))
		}
		first.Wait()
	})
}

// Who asks when a hint has come already would wait in vain for what has led the others to TCP.
func TestNobodyWaitsForAQueryThatHasBroughtAHint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, shareZone)
		srv.Inject(fakedns.Fault{Match: fakedns.Match{Network: "udp"}, Do: fakedns.Oversize(4096)})
		client := &Client{Dial: srv.Dial}
		for range 3 {
			go client.Lookup(t.Context(), oneServer()).Ask("www.example.org", dns.TypeA)
			time.Sleep(grace / 2)
			start := time.Now()
			a := client.Lookup(t.Context(), oneServer()).Ask("WWW.example.org", dns.TypeA)
			if took := time.Since(start); a.Outcome != Found || a.Network != "tcp" || took != grace {
				t.Errorf("over %s after %v: %v", a.Network, took, a.Err)
			}
		}
	})
}

// More servers than a client remembers, all busy: nobody waits for ever, and those that nothing goes on with are forgotten.
func TestMoreServersThanAreRemembered(t *testing.T) {
	srv := fakedns.New(t, shareZone)
	client := new(conns).client(srv)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		var all sync.WaitGroup
		for worker := range 8 {
			all.Go(func() {
				for i := range 2 * maxServers {
					conf := *oneServer()
					addr := netip.AddrFrom4([4]byte{198, 18, byte((i + worker) >> 8), byte(i + worker)})
					conf.Servers = []netip.AddrPort{netip.AddrPortFrom(addr, 53)}
					if a := client.Lookup(t.Context(), &conf).Ask("www.example.org", dns.TypeA); a.Outcome != Found {
						t.Errorf("%v: %v", addr, a.Err)
					}
				}
			})
		}
		all.Wait()
	}()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("deadlock")
	}
}

// Sockets are shared: each for two seconds at most, never for both families, and closed 10 ms after the last answer.
func TestSocketsAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, shareZone)
		srv.Inject(fakedns.Fault{Do: fakedns.Delay(time.Millisecond)})
		var sockets conns
		client := sockets.client(srv)
		for i := range 3000 {
			if a, aaaa := both(client, t.Context(), fmt.Sprintf("n%d.wild.test", i)); a.Outcome != Found || aaaa.Outcome != Found {
				t.Fatal(a.Err, aaaa.Err)
			}
		}
		used := map[netip.AddrPort][]fakedns.Query{}
		for _, q := range srv.Queries() {
			used[q.Client] = append(used[q.Client], q)
		}
		for port, queries := range used {
			other := func(q fakedns.Query) bool { return (q.Type == dns.TypeAAAA) != (queries[0].Type == dns.TypeAAAA) }
			if took := queries[len(queries)-1].At - queries[0].At; took > lifetime || slices.ContainsFunc(queries, other) {
				t.Errorf("%v was used for %v, for A and AAAA: %v", port, took, slices.ContainsFunc(queries, other))
			}
		}
		if opened, _ := sockets.count(); opened != 2*2*fewest {
			t.Errorf("%d sockets in 3 s", opened)
		}
		time.Sleep(10 * time.Millisecond)
		if _, open := sockets.count(); open != 0 || client.open.Load() != 0 {
			t.Errorf("%d sockets are open after 10 ms, %d by the count", open, client.open.Load())
		}
	})
}

// A socket takes 128 questions before another is opened, and there are never more than there may be.
func TestThereAreSoManySockets(t *testing.T) {
	for _, tt := range []struct{ lookups, sockets int }{{1, 2}, {4, 8}, {256, 8}, {640, 10}, {30000, maxOpen}} {
		synctest.Test(t, func(t *testing.T) {
			srv := fakedns.New(t, shareZone)
			srv.Inject(fakedns.Fault{Do: fakedns.Drop})
			var sockets conns
			client := sockets.client(srv)
			ctx, cancel := context.WithCancel(t.Context())
			var all sync.WaitGroup
			for i := range tt.lookups {
				all.Go(func() { both(client, ctx, fmt.Sprintf("n%d.wild.test", i)) })
			}
			synctest.Wait()
			if _, open := sockets.count(); open != tt.sockets {
				t.Errorf("%d lookups: %d sockets, want %d", tt.lookups, open, tt.sockets)
			}
			cancel()
			all.Wait()
			time.Sleep(10 * time.Millisecond)
			if _, open := sockets.count(); open != 0 {
				t.Errorf("%d lookups: %d sockets are left", tt.lookups, open)
			}
		})
	}
}

// Over TCP the questions of a kind share a connection, which ends when nobody waits; one that the server has closed is no failure.
func TestStreamsAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, shareZone)
		srv.Inject(fakedns.Fault{Do: fakedns.Delay(time.Millisecond)})
		var streams conns
		client := streams.client(srv)
		conf := oneServer()
		conf.UseVC = true
		for range 3 {
			var all sync.WaitGroup
			for i := range 50 {
				all.Go(func() {
					a, aaaa := client.Lookup(t.Context(), conf).AskBoth(fmt.Sprintf("n%d.wild.test", i))
					if a.Outcome != Found || aaaa.Outcome != Found || a.Network != "tcp" {
						t.Error(a.Err, aaaa.Err)
					}
				})
			}
			all.Wait()
		}
		if opened, _ := streams.count(); opened != 2 {
			t.Errorf("%d connections", opened)
		}
		time.Sleep(10 * time.Millisecond)
		if _, open := streams.count(); open != 0 {
			t.Errorf("%d connections are left", open)
		}
	})
}

// A question that makes the server close the connection fails alone.
func TestAStreamThatIsClosedFailsOneQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, shareZone)
		srv.Inject(fakedns.Fault{Match: fakedns.Match{Name: "bad.wild.test."}, Do: fakedns.CloseMid(1)},
			fakedns.Fault{Do: fakedns.Delay(time.Millisecond)})
		client := new(conns).client(srv)
		conf := oneServer()
		conf.UseVC, conf.Attempts = true, 1
		var all sync.WaitGroup
		for _, name := range []string{"a.wild.test", "bad.wild.test", "b.wild.test", "c.wild.test"} {
			all.Go(func() {
				a := client.Lookup(t.Context(), conf).Ask(name, dns.TypeA)
				if (a.Outcome == Found) != (name != "bad.wild.test") {
					t.Errorf("%s: %v", name, a.Err)
				}
			})
		}
		all.Wait()
		time.Sleep(10 * time.Millisecond)
	})
}
