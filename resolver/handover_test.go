package resolver

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http/httptrace"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/addrselect"
	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/resolvconf"
)

// -handover has all tests go by the crew, which is else for when many lookups are under way.
func init() {
	flag.BoolFunc("handover", "hand all calls of getaddrinfo over to the crew", func(string) error {
		crowd = -1
		return nil
	})
}

// With many lookups under way, later calls are handed over, and come to the same: names that are found after some time or not at all, a
// canonical name, a search list, and a context that ends.
func TestCrowdIsHandedOver(t *testing.T) {
	busy := max(crowd, 1)
	const hosts = 200
	server := listenInSilence(t)
	r := &Resolver{Conf: &resolvconf.Config{Servers: []netip.AddrPort{server}, Ndots: 1, Attempts: 2, Timeout: 5 * time.Second, Search: []string{"in.example"}}}
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	turn := make(chan struct{}, 32) // what comes at once has to fit the buffer of the server's socket
	canceled := make(chan error, 3*busy)
	for i := range 3 * crowd {
		all.Go(func() {
			_, err := r.Getaddrinfo(ctx, fmt.Sprintf("silent%d.", i), "", nil)
			canceled <- err
		})
		for end := time.Now().Add(10 * time.Second); r.client().Asking() <= i && time.Now().Before(end); {
			time.Sleep(100 * time.Microsecond)
		}
	}
	if !r.handsOver(t.Context()) {
		t.Fatalf("not with %d lookups", r.client().Asking())
	}
	hints := &Hints{Flags: AI_CANONNAME, Socktype: SOCK_STREAM}
	for i := range hosts {
		all.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			name := fmt.Sprintf("host%d", i)
			addrs, err := r.Getaddrinfo(t.Context(), name, "443", hints)
			six, four := netip.MustParseAddr(fmt.Sprintf("2001:db8::%x", i)), netip.AddrFrom4([4]byte{192, 0, 2, byte(i)})
			var got []netip.Addr
			for _, a := range addrs {
				got = append(got, a.Addr.Addr())
			}
			slices.SortFunc(got, netip.Addr.Compare)
			if err != nil || !slices.Equal(got, []netip.Addr{four, six}) || addrs[0].Canonname != name+".in.example" || addrs[1].Addr.Port() != 443 {
				t.Errorf("%s: %v, %v", name, addrs, err)
			}
		})
		all.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			_, err := r.LookupHost(t.Context(), fmt.Sprintf("none%d.", i))
			var d *net.DNSError
			if !errors.As(err, &d) || !d.IsNotFound {
				t.Errorf("no such name: %v", err)
			}
		})
	}
	for r.client().Asking() > 3*busy {
		time.Sleep(time.Millisecond)
	}
	cancel()
	all.Wait()
	close(canceled)
	for err := range canceled {
		if !errors.Is(err, EAI_CANCELED) || !errors.Is(err, context.Canceled) {
			t.Errorf("canceled: %v", err)
		}
	}
	if n := r.client().Asking(); n != 0 {
		t.Errorf("%d lookups are left", n)
	}
}

// What calls functions of the program's own, or may, stays in the goroutine of its caller; and so does what has a Cache, what is in a bubble
// and what does not wait with many others.
func TestWhoIsHandedOver(t *testing.T) {
	if crowd < 0 {
		t.Skip("all are")
	}
	conf := &resolvconf.Config{Servers: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.53:53")}, Timeout: time.Second, Attempts: 1}
	source := func(netip.Addr) (addrselect.Source, bool) { return addrselect.Source{}, false }
	for _, tt := range []struct {
		name string
		r    *Resolver
		ctx  context.Context
		want bool
	}{
		{"this machine", &Resolver{Conf: conf}, t.Context(), true},
		{"a value of the context", &Resolver{Conf: conf}, context.WithValue(t.Context(), &crowd, 1), true},
		{"Dial", &Resolver{Conf: conf, Dial: new(net.Dialer).DialContext}, t.Context(), false},
		{"Cache", &Resolver{Conf: conf, Cache: new(dnscache.Cache)}, t.Context(), false},
		{"FS", &Resolver{Conf: conf, System: System{FS: os.DirFS("/")}}, t.Context(), false},
		{"Getenv", &Resolver{Conf: conf, System: System{Getenv: os.Getenv}}, t.Context(), false},
		{"HasEnv", &Resolver{Conf: conf, System: System{HasEnv: func(string) bool { return false }}}, t.Context(), false},
		{"Hostname", &Resolver{Conf: conf, System: System{Hostname: os.Hostname}}, t.Context(), false},
		{"Interfaces", &Resolver{Conf: conf, System: System{Interfaces: func() ([]Interface, error) { return nil, nil }}}, t.Context(), false},
		{"Source", &Resolver{Conf: conf, System: System{Source: source}}, t.Context(), false},
		{"Rand", &Resolver{Conf: conf, System: System{Rand: rand.Uint64}}, t.Context(), false},
		{"Trace", &Resolver{Conf: conf}, WithTrace(t.Context(), &Trace{}), false},
		{"httptrace", &Resolver{Conf: conf}, httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{}), false},
	} {
		var lookups []*dnsclient.Lookup
		for range crowd {
			if tt.r.handsOver(tt.ctx) {
				t.Errorf("%s: among %d", tt.name, len(lookups))
			}
			lookups = append(lookups, tt.r.client().Lookup(t.Context(), conf))
		}
		if got := tt.r.handsOver(tt.ctx); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
		synctest.Test(t, func(t *testing.T) {
			if tt.r.handsOver(tt.ctx) {
				t.Errorf("%s: in a bubble", tt.name)
			}
		})
		for _, l := range lookups {
			l.Close()
		}
		if tt.r.handsOver(tt.ctx) {
			t.Errorf("%s: after all", tt.name)
		}
	}
}

// listenInSilence serves hostN.in.example, which has the address N of each family, and says nothing of silentN. There is nothing else.
func listenInSilence(t *testing.T) netip.AddrPort {
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		for buf := make([]byte, 512); ; {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dns.Msg
			if m.Unpack(buf[:n]) != nil || strings.HasPrefix(m.Question[0].Name, "silent") {
				continue
			}
			reply := new(dns.Msg).SetRcode(&m, dns.RcodeNameError)
			var number int
			if _, err := fmt.Sscanf(m.Question[0].Name, "host%d.in.example.", &number); err == nil {
				text := fmt.Sprintf("%s 60 AAAA 2001:db8::%x", m.Question[0].Name, number)
				if m.Question[0].Qtype == dns.TypeA {
					text = fmt.Sprintf("%s 60 A 192.0.2.%d", m.Question[0].Name, number)
				}
				rr, _ := dns.NewRR(text)
				reply.Rcode, reply.Answer = dns.RcodeSuccess, []dns.RR{rr}
			}
			wire, _ := reply.Pack()
			conn.WriteTo(wire, from)
		}
	}()
	return conn.LocalAddr().(*net.UDPAddr).AddrPort()
}
