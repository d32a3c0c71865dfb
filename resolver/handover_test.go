package resolver

import (
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"net"
	"net/http/httptrace"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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

var handoverTime = flag.Duration("handover.time", time.Second, "how long TestHandedOverUnderLoss goes on")

// Whatever is lost, late or given up, who finds something finds what belongs to the name that he asked for, or to that in the search list;
// and nobody waits for longer than he wants.
func TestHandedOverUnderLoss(t *testing.T) {
	r := &Resolver{Conf: &resolvconf.Config{Servers: []netip.AddrPort{listenWithLoss(t), listenWithLoss(t)}, Ndots: 1, Attempts: 2,
		Timeout: time.Second, Search: []string{"a.example", "b.example"}}}
	var all sync.WaitGroup
	var found atomic.Int64
	for end := time.Now().Add(*handoverTime); r.client().Asking() < 8*max(crowd, 64); {
		all.Go(func() {
			for time.Now().Before(end) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(1+rand.IntN(1500))*time.Millisecond)
				name := fmt.Sprintf("n%d", rand.IntN(1000))
				addrs, err := r.Getaddrinfo(ctx, name, "80", &Hints{Flags: AI_CANONNAME, Socktype: SOCK_STREAM})
				cancel()
				switch canonical := ""; {
				case err == nil:
					found.Add(1)
					canonical = addrs[0].Canonname
					for _, a := range addrs {
						if b := a.Addr.Addr().AsSlice(); !strings.HasPrefix(canonical, name+".") || binary.BigEndian.Uint16(b[len(b)-2:]) != numberOf(canonical) {
							t.Errorf("%s: %v", name, addrs)
						}
					}
				case !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, EAI_AGAIN):
					t.Errorf("%s: %v", name, err)
				}
			}
		})
		time.Sleep(100 * time.Microsecond)
		if time.Now().After(end) {
			break
		}
	}
	all.Wait()
	t.Logf("%d found something", found.Load())
	if found.Load() == 0 || r.client().Asking() != 0 {
		t.Errorf("%d found something, %d are left", found.Load(), r.client().Asking())
	}
}

// numberOf is what the addresses of a name end with.
func numberOf(name string) uint16 { return uint16(crc32.ChecksumIEEE([]byte(name))) }

// listenWithLoss serves the names of b.example, of which one question in five is lost, and one in ten is answered late, or twice. Others there are
// not.
func listenWithLoss(t *testing.T) netip.AddrPort {
	conn := listen(t)
	serve(conn, func(m *dns.Msg) *dns.Msg {
		q := m.Question[0]
		reply, name := new(dns.Msg).SetReply(m), strings.TrimSuffix(q.Name, ".")
		rr := dns.TypeToRR[q.Qtype]()
		*rr.Header() = dns.RR_Header{Name: q.Name, Rrtype: q.Qtype, Class: dns.ClassINET, Ttl: 60}
		number := binary.BigEndian.AppendUint16(nil, numberOf(name))
		switch rr := rr.(type) {
		case *dns.A:
			rr.A = append(net.IP{192, 0}, number...)
		case *dns.AAAA:
			rr.AAAA = append(append(net.IP{0x20, 1, 0xd, 0xb8}, make(net.IP, 10)...), number...)
		}
		if reply.Answer = []dns.RR{rr}; !strings.HasSuffix(name, ".b.example") {
			reply.Answer, reply.Rcode = nil, dns.RcodeNameError
		}
		return reply
	}, func() []time.Duration {
		switch n := rand.IntN(20); {
		case n < 4:
			return nil
		case n == 4:
			return []time.Duration{time.Duration(900+rand.IntN(200)) * time.Millisecond}
		case n == 5:
			return []time.Duration{0, 0}
		}
		return []time.Duration{0}
	})
	return conn.LocalAddr().(*net.UDPAddr).AddrPort()
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
	conn := listen(t)
	serve(conn, func(m *dns.Msg) *dns.Msg {
		name := m.Question[0].Name
		if strings.HasPrefix(name, "silent") {
			return nil
		}
		reply := new(dns.Msg).SetRcode(m, dns.RcodeNameError)
		var number int
		if _, err := fmt.Sscanf(name, "host%d.in.example.", &number); err == nil {
			text := fmt.Sprintf("%s 60 AAAA 2001:db8::%x", name, number)
			if m.Question[0].Qtype == dns.TypeA {
				text = fmt.Sprintf("%s 60 A 192.0.2.%d", name, number)
			}
			rr, _ := dns.NewRR(text)
			reply.Rcode, reply.Answer = dns.RcodeSuccess, []dns.RR{rr}
		}
		return reply
	}, func() []time.Duration { return []time.Duration{0} })
	return conn.LocalAddr().(*net.UDPAddr).AddrPort()
}

// listen opens a socket on loopback, until the end of the test.
func listen(t *testing.T) net.PacketConn {
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// serve sends the reply to each message, unless that is nil, after each of some times.
func serve(conn net.PacketConn, reply func(*dns.Msg) *dns.Msg, times func() []time.Duration) {
	go func() {
		for buf := make([]byte, 512); ; {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dns.Msg
			if m.Unpack(buf[:n]) != nil {
				continue
			}
			r := reply(&m)
			if r == nil {
				continue
			}
			wire, _ := r.Pack()
			for _, after := range times() {
				if after == 0 {
					conn.WriteTo(wire, from)
				} else {
					time.AfterFunc(after, func() { conn.WriteTo(wire, from) })
				}
			}
		}
	}()
}
