package fakedns_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

const zone = `
	$ORIGIN example.org.
	@     SOA   ns admin 1 3600 600 86400 60
	www   A     192.0.2.1
	      AAAA  2001:db8::1
	alias CNAME www
`

func Example() {
	srv, err := fakedns.Parse(fakedns.Zone{File: "example.zone", Text: zone})
	if err != nil {
		fmt.Println(err)
		return
	}
	r := &net.Resolver{PreferGo: true, Dial: srv.Dial}
	fmt.Println(r.LookupCNAME(context.Background(), "alias.example.org."))
	fmt.Println(r.LookupNetIP(context.Background(), "ip6", "alias.example.org."))
	// Output:
	// www.example.org. <nil>
	// [2001:db8::1] <nil>
}

// A tb stands for the *testing.T of a test.
type tb struct{ cleanup []func() }

func (t *tb) Helper()                           {}
func (t *tb) Cleanup(f func())                  { t.cleanup = append(t.cleanup, f) }
func (t *tb) Logf(format string, args ...any)   { fmt.Printf(format, args...) }
func (t *tb) Fatalf(format string, args ...any) { fmt.Printf(format, args...) }

func ExampleNew() {
	t := new(tb)
	srv := fakedns.New(t, zone)
	srv.Inject(fakedns.Fault{Match: fakedns.Match{Name: "www.example.com", Nth: 2}, Do: fakedns.Drop})
	// ... the test, in which the client does not ask what it should ...
	for _, f := range t.cleanup {
		f()
	}
	// Output:
	// fakedns: asked:
	// fakedns: no query met the fault: www.example.com. #2
}

func ExampleParse() {
	_, err := fakedns.Parse(
		fakedns.Zone{File: "good.zone", Text: "www.example.org. A 192.0.2.1"},
		fakedns.Zone{File: "bad.zone", Text: "; an IPv4 address\nwww.example.net. A 192.0.2.256\n"},
	)
	fmt.Println(err)
	// Output: bad.zone:2: bad A A: "192.0.2.256"
}

// query sends a question over c and returns the answer.
func query(c net.Conn, name string) (*dns.Msg, error) {
	q := new(dns.Msg).SetQuestion(name, dns.TypeA)
	wire, err := q.Pack()
	if err != nil {
		return nil, err
	}
	if _, err := c.Write(wire); err != nil {
		return nil, err
	}
	buf := make([]byte, 512)
	n, err := c.Read(buf)
	if err != nil {
		return nil, err
	}
	m := new(dns.Msg)
	return m, m.Unpack(buf[:n])
}

func ExampleServer_Dial() {
	srv, _ := fakedns.Parse(fakedns.Zone{Text: zone})
	c, _ := srv.Dial(context.Background(), "udp", "192.0.2.53:53")
	defer c.Close()
	m, err := query(c, "WWW.example.org.")
	fmt.Println(m.Answer, err)
	// Output: [WWW.example.org.	300	IN	A	192.0.2.1] <nil>
}

func ExampleServer_Inject() {
	srv, _ := fakedns.Parse(fakedns.Zone{Text: zone})
	srv.Inject(
		fakedns.Fault{
			Match: fakedns.Match{Server: netip.MustParseAddrPort("192.0.2.53:53")},
			Do:    fakedns.Refuse,
		},
		fakedns.Fault{
			Match: fakedns.Match{Server: netip.MustParseAddrPort("192.0.2.54:53"), Nth: 1},
			Do:    fakedns.Rcode(dns.RcodeServerFailure),
		},
	)
	c, _ := srv.Dial(context.Background(), "udp", "192.0.2.53:53")
	defer c.Close()
	_, err := query(c, "www.example.org.")
	fmt.Println(errors.Is(err, syscall.ECONNREFUSED))

	c, _ = srv.Dial(context.Background(), "udp", "192.0.2.54:53")
	defer c.Close()
	for range 2 {
		m, _ := query(c, "www.example.org.")
		fmt.Println(dns.RcodeToString[m.Rcode])
	}
	// Output:
	// true
	// SERVFAIL
	// NOERROR
}

// What has no Dial of Go's, such as a program under test, is given the address of real sockets.
func ExampleServer_Listen() {
	t := new(tb)
	addr := fakedns.New(t, zone).Listen(t)
	q := new(dns.Msg).SetQuestion("alias.example.org.", dns.TypeA)
	m, err := dns.Exchange(q, addr.String())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, rr := range m.Answer {
		fmt.Println(rr)
	}
	for _, f := range t.cleanup {
		f()
	}
	// Output:
	// alias.example.org.	300	IN	CNAME	www.example.org.
	// www.example.org.	300	IN	A	192.0.2.1
}

func ExampleServer_Log() {
	srv, _ := fakedns.Parse()
	c, _ := srv.Dial(context.Background(), "udp", "192.0.2.53:53")
	defer c.Close()
	query(c, "www.example.org.")
	query(c, "www.example.net.")
	fmt.Print(srv.Log())
	// Output:
	// udp 192.0.2.53:53 www.example.org. A
	// udp 192.0.2.53:53 www.example.net. A
}

func ExampleServer_Queries() {
	srv, _ := fakedns.Parse()
	c, _ := srv.Dial(context.Background(), "udp", "192.0.2.53:53")
	defer c.Close()
	query(c, "www.example.org.")
	for _, q := range srv.Queries() {
		fmt.Println(q.Server, q.Name, q.Msg.RecursionDesired, q.Msg.IsEdns0() != nil)
	}
	// Output: 192.0.2.53:53 www.example.org. true false
}

func ExampleServer_Serve() {
	srv, _ := fakedns.Parse(fakedns.Zone{Text: zone})
	ctx, cancel := context.WithCancel(context.Background())
	err := srv.Serve(ctx, "127.0.0.1:0", func(addr netip.AddrPort) {
		fmt.Println(addr.Addr())
		cancel() // a program does this as it gets a signal
	})
	fmt.Println(err)
	// Output:
	// 127.0.0.1
	// <nil>
}

// An answer that names another owner than was asked for.
func ExampleHandler() {
	srv, _ := fakedns.Parse()
	srv.Inject(fakedns.Fault{Do: fakedns.Handler(func(q *dns.Msg) *dns.Msg {
		m := new(dns.Msg).SetReply(q)
		rr, _ := dns.NewRR("evil.test. 60 A 192.0.2.66")
		m.Answer = append(m.Answer, rr)
		return m
	})})
	c, _ := srv.Dial(context.Background(), "udp", "192.0.2.53:53")
	defer c.Close()
	m, _ := query(c, "www.example.org.")
	fmt.Println(m.Question[0].Name, m.Answer)
	// Output: www.example.org. [evil.test.	60	IN	A	192.0.2.66]
}

// A forged answer under another id, right before the real one.
func ExampleSpoofBefore() {
	srv, _ := fakedns.Parse(fakedns.Zone{Text: zone})
	srv.Inject(fakedns.Fault{Do: fakedns.SpoofBefore(fakedns.WrongID, 0)})
	c, _ := srv.Dial(context.Background(), "udp", "192.0.2.53:53")
	defer c.Close()
	m, _ := query(c, "www.example.org.")
	fmt.Println(m.Id == srv.Queries()[0].Msg.Id)
	// Output: false
}

// An Action of one's own: a TCP answer that comes octet by octet.
func ExampleAction() {
	drip := func(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
		var drops []fakedns.Packet
		for _, p := range out {
			frame := append([]byte{byte(len(p.Data) >> 8), byte(len(p.Data))}, p.Data...)
			for i := range frame {
				drops = append(drops, fakedns.Packet{After: p.After, Data: frame[i : i+1], Raw: true})
			}
		}
		return drops
	}
	srv, _ := fakedns.Parse(fakedns.Zone{Text: zone})
	srv.Inject(fakedns.Fault{Do: drip})
	c, _ := srv.Dial(context.Background(), "tcp", "192.0.2.53:53")
	defer c.Close()
	wire, _ := new(dns.Msg).SetQuestion("www.example.org.", dns.TypeA).Pack()
	c.Write(append([]byte{0, byte(len(wire))}, wire...))
	reads := 0
	for buf := make([]byte, 512); reads < 51; reads++ {
		n, _ := c.Read(buf)
		fmt.Print(strings.Repeat(".", n))
	}
	// Output: ...................................................
}
