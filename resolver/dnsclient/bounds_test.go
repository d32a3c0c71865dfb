package dnsclient

import (
	"context"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// A server whose answer leads nowhere has not said that there is nothing: the next one is asked.
func TestAnswersThatLeadNowhere(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer string
		want   Outcome
	}{
		{"a chain without an end", "www.example.org. CNAME www.example.org.", ServFail},
		{"records of another name", "other.example.org. A 192.0.2.66", Refused},
		{"records of another class", "www.example.org. CH A 192.0.2.66", Refused},
		{"a DNAME that makes too long a name", "example.org. DNAME " + strings.Repeat(strings.Repeat("x", 49)+".", 5) + "x.", ServFail},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := fakedns.New(t, shareZone)
				conf := oneServer()
				conf.Servers = servers(2)
				astray := fakedns.Handler(func(q *dns.Msg) *dns.Msg {
					m := new(dns.Msg).SetReply(q)
					m.RecursionAvailable, m.Answer = true, []dns.RR{rr(t, tt.answer)}
					return m
				})
				srv.Inject(fakedns.Fault{Match: fakedns.Match{Server: conf.Servers[0]}, Do: astray})
				client := &Client{Dial: srv.Dial}
				if a := client.Lookup(t.Context(), conf).Ask("www.example.org", dns.TypeA); a.Outcome != Found || a.Server != conf.Servers[1] {
					t.Errorf("%v from %v: %v", a.Outcome, a.Server, a.Err)
				}
				conf.Servers = conf.Servers[:1]
				if a := client.Lookup(t.Context(), conf).Ask("www.example.org", dns.TypeA); a.Outcome != tt.want {
					t.Errorf("%v, want %v: %v", a.Outcome, tt.want, a.Err)
				}
			})
		})
	}
}

// Messages that are not ours are dropped and counted. A stream with too many of them is given up.
func TestStrangers(t *testing.T) {
	for _, tt := range []struct {
		name      string
		strangers int
		tcp       bool
		want      Outcome
	}{
		{"datagrams", 3 * maxStrangers, false, Found},
		{"some in a stream", maxStrangers, true, Found},
		{"too many in a stream", maxStrangers + 1, true, NoAnswer},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := fakedns.New(t, shareZone)
				srv.Inject(fakedns.Fault{Do: func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
					return slices.Concat(slices.Repeat(fakedns.WrongID(q, out), tt.strangers), out)
				}})
				conf := oneServer()
				conf.UseVC, conf.Attempts = tt.tcp, 1
				client := &Client{Dial: srv.Dial}
				a := client.Lookup(t.Context(), conf).Ask("www.example.org", dns.TypeA)
				if a.Outcome != tt.want || tt.want != Found && !strings.HasSuffix(a.Err.Error(), errJunk.Error()) {
					t.Errorf("%v: %v", a.Outcome, a.Err)
				}
				if got := client.Dropped(); got != uint64(tt.strangers) {
					t.Errorf("%d dropped, want %d", got, tt.strangers)
				}
			})
		})
	}
}

// refusing is a socket whose first datagram is lost, and refused by the time of the second: the system says so once, to who writes next.
type refusing struct {
	*countedPackets
	writes atomic.Int32
}

func (c *refusing) Write(b []byte) (int, error) {
	switch c.writes.Add(1) {
	case 1:
		return len(b), nil
	case 2:
		return 0, syscall.ECONNREFUSED
	}
	return c.countedPackets.Write(b)
}

// That nobody listens is an answer to what was sent before, and not to what is being sent.
func TestARefusalIsThatOfWhoAskedBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all conns
		client := all.client(fakedns.New(t, shareZone))
		dial := client.Dial
		client.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			if _, open := all.count(); open > 0 {
				return nil, syscall.EMFILE // so that they share one
			}
			conn, err := dial(ctx, network, address)
			return &refusing{countedPackets: conn.(*countedPackets)}, err
		}
		conf := oneServer()
		conf.Attempts = 1
		go func() {
			time.Sleep(time.Millisecond)
			if a := client.Lookup(t.Context(), conf).Ask("b.wild.test", dns.TypeA); a.Outcome != Found {
				t.Errorf("the second: %v", a.Err)
			}
		}()
		start := time.Now()
		a := client.Lookup(t.Context(), conf).Ask("a.wild.test", dns.TypeA)
		if took := time.Since(start); a.Outcome != Unreachable || took != time.Millisecond {
			t.Errorf("the first, after %v: %v", took, a.Err)
		}
		time.Sleep(10 * time.Millisecond)
	})
}

// So many servers are remembered, and those among them with whom something goes on.
func TestServersAreForgotten(t *testing.T) {
	client := new(Client)
	addr := func(n int) netip.AddrPort {
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, byte(n >> 8), byte(n)}), 53)
	}
	busy, asked := client.server(addr(0)), client.server(addr(1))
	busy.pools[0].sockets = []*link{nil}
	asked.flights.put(new(exchange))
	for n := range 3 * maxServers {
		client.server(addr(n))
		if len(client.servers) > maxServers {
			t.Fatalf("%d servers", len(client.servers))
		}
	}
	if client.server(addr(0)) != busy || client.server(addr(1)) != asked {
		t.Error("one with whom something went on was forgotten")
	}
}

// A callback that does not return ends the lookup, of which nothing is left.
func TestEarlyMayNotReturn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, shareZone)
		srv.Inject(fakedns.Fault{Match: fakedns.Match{Type: dns.TypeAAAA}, Do: fakedns.Drop})
		client := new(conns).client(srv)
		go func() {
			l := client.Lookup(t.Context(), oneServer())
			defer l.Close()
			l.Early = func(Answer) { runtime.Goexit() }
			l.AskBoth("www.example.org")
			t.Error("AskBoth has returned")
		}()
		time.Sleep(10 * time.Millisecond)
		if !client.server(oneServer().Servers[0]).forgettable() {
			t.Error("the other question is still waited for")
		}
	})
}
