package resolver_test

import (
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
)

const (
	socketSlack   = 10 * time.Second // for a machine that is busy
	socketLookups = 64               // at a time
)

// TestHostileOverSockets meets the classes on the loopback interface, in real time. What takes the time of its tries does so once,
// and the queries are not counted but for the most that any lookup sends: a busy machine may be late with an answer.
func TestHostileOverSockets(t *testing.T) {
	if testing.Short() {
		t.Skip("takes real time")
	}
	slots := make(chan struct{}, socketLookups)
	var all sync.WaitGroup
	lookups := 0
	for kind, rows := range hostiles() {
		for _, h := range rows {
			for _, l := range h.overSockets() {
				lookups++
				slots <- struct{}{}
				all.Go(func() {
					t.Run(kind+"/"+h.name+"/"+l.String(), func(t *testing.T) { h.onLoopback(t, l) })
					<-slots
				})
			}
		}
	}
	all.Wait()
	t.Logf("%d lookups", lookups)
}

// overSockets are the lookups that meet h there: of one family, of both with either or both hit, and with an honest server
// behind.
func (h hostile) overSockets() []hostileLookup {
	if h.memory {
		return nil
	}
	var all []hostileLookup
	for _, l := range h.lookups() {
		l.short = true
		both := len(l.hit) == 2 && l.servers == 1 && l.late == dns.TypeA
		if both || h.alone && l.servers == 1 || !h.waits && (l.late == 0 && (l.servers == 1 || l.honest) || l.late == l.hit[0] && l.servers == 1) {
			all = append(all, l)
		}
	}
	return all
}

func (h hostile) onLoopback(t *testing.T, l hostileLookup) {
	srv := hostileServer(t)
	var servers []netip.AddrPort
	for range l.servers {
		servers = append(servers, srv.Listen(t))
	}
	h.inject(srv, l, servers)
	h.within += socketSlack
	h.sends = hostilePackets
	r := h.resolver(servers, l.timeout())
	start := time.Now()
	addrs, err := r.Getaddrinfo(t.Context(), hostileHost, "", &resolver.Hints{Family: l.family, Socktype: stream})
	if broken := h.broken(l, addrs, err, time.Since(start), srv.Queries()); broken != "" {
		t.Errorf("%v: %s", l, broken)
	}
}

// A forged reply to a query that was answered does not count for the next one, whose socket may be the same.
func TestHostileRepliesToTheLookupBefore(t *testing.T) {
	srv := hostileServer(t)
	srv.Inject(fakedns.Fault{Do: behind(behindBy(2*time.Millisecond, forged(func(*dns.Msg) {})))})
	r := hostile{}.resolver([]netip.AddrPort{srv.Listen(t)}, 5*time.Second)
	for range 200 {
		addrs, err := r.Getaddrinfo(t.Context(), hostileHost, "", &resolver.Hints{Socktype: stream})
		if got, want := hostileOutcome(addrs, err), "AF_INET right, AF_INET6 right"; got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
}

// A reply counts only if it comes from the address and the port that was asked (RFC 5452 §9.1).
func TestHostileRepliesFromElsewhere(t *testing.T) {
	for _, tt := range []struct{ name, from string }{
		{"another port", "127.0.0.1:0"},
		{"another address", "127.0.0.2:0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server, other := listenUDP(t, "127.0.0.1:0"), listenUDP(t, tt.from)
			go answerBehind(server, other)
			r := hostile{}.resolver([]netip.AddrPort{server.LocalAddr().(*net.UDPAddr).AddrPort()}, time.Second)
			for _, af := range []inet.Family{inet.AF_INET, inet.AF_UNSPEC} {
				addrs, err := r.Getaddrinfo(t.Context(), hostileHost, "", &resolver.Hints{Family: af, Socktype: stream})
				want := hostile{want: "right"}.outcomes(hostileLookup{family: af, hit: []uint16{dns.TypeA}})[0]
				if got := hostileOutcome(addrs, err); got != want {
					t.Errorf("%v: got %s, want %s", af, got, want)
				}
			}
		})
	}
}

func listenUDP(t *testing.T, addr string) *net.UDPConn {
	conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.MustParseAddrPort(addr)))
	if err != nil {
		t.Skip(err) // not every system has all of 127.0.0.0/8
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// answerBehind answers each query with the right address, and before that from another socket with a forged one.
func answerBehind(server, other *net.UDPConn) {
	buf := make([]byte, dns.MaxMsgSize)
	for {
		n, client, err := server.ReadFromUDPAddrPort(buf)
		if err != nil {
			return
		}
		for _, reply := range []struct {
			from *net.UDPConn
			word string
		}{{other, "FORGED"}, {server, "right"}} {
			if m := answered(buf[:n], reply.word); m != nil {
				reply.from.WriteToUDPAddrPort(m, client)
			}
			time.Sleep(spoofDelay)
		}
	}
}

// answered is the answer to a query in octets, with the address that a word stands for; nil if it is no query.
func answered(query []byte, word string) []byte {
	m := new(dns.Msg)
	if m.Unpack(query) != nil || len(m.Question) != 1 {
		return nil
	}
	q := m.Question[0]
	rr, err := dns.NewRR(q.Name + " " + dns.Type(q.Qtype).String() + " " + hostileAddr(q.Qtype, word))
	if err != nil {
		return nil
	}
	m.SetReply(m)
	m.RecursionAvailable, m.Answer = true, []dns.RR{rr}
	data, _ := m.Pack() // such an answer has a wire form
	return data
}
