package dnsclient

import (
	"net"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"sync"
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

// Where nobody listens the system says so, over a socket that others wait on too: to each of them, and at once.
func TestNobodyListensOverSharedSockets(t *testing.T) {
	gone, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	conf := oneServer()
	conf.Servers = []netip.AddrPort{gone.LocalAddr().(*net.UDPAddr).AddrPort()}
	gone.Close()
	client := new(Client)
	start := time.Now()
	var all sync.WaitGroup
	for i := range 500 {
		all.Go(func() {
			l := client.Lookup(t.Context(), conf)
			defer l.Close()
			if a, aaaa := l.AskBoth(lossName(i)); a.Outcome != Unreachable || aaaa.Outcome != Unreachable {
				t.Error(a.Err, aaaa.Err)
			}
		})
	}
	all.Wait()
	if took := time.Since(start); took > conf.Timeout {
		t.Errorf("took %v", took)
	}
}

// So many servers are remembered, and those among them with whom something goes on.
func TestServersAreForgotten(t *testing.T) {
	client := new(Client)
	addr := func(n int) netip.AddrPort {
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, byte(n >> 8), byte(n)}), 53)
	}
	busy, asked := client.server(addr(0)), client.server(addr(1))
	busy.pools[0].sockets = []*link{nil}
	asked.flights[0] = nil
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
