package mockdns_test

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns/mockdns"
)

func TestNewServerErrors(t *testing.T) {
	caa := &dns.CAA{Hdr: dns.RR_Header{Rrtype: dns.TypeCAA}, Tag: strings.Repeat("x", 256)}
	cname := &dns.CNAME{Hdr: dns.RR_Header{Rrtype: dns.TypeCNAME}, Target: "b.example."}
	misc := func(rr dns.RR) mockdns.Zone {
		return mockdns.Zone{Misc: map[dns.Type][]dns.RR{dns.Type(rr.Header().Rrtype): {rr}}}
	}
	for _, tt := range []struct {
		zone mockdns.Zone
		want string
	}{
		{mockdns.Zone{A: []string{"192.0.2.1", "192.0.2"}}, `mockdns: a.example.: "192.0.2" is no IPv4 address`},
		{mockdns.Zone{A: []string{"2001:db8::1"}}, `mockdns: a.example.: "2001:db8::1" is no IPv4 address`},
		{mockdns.Zone{AAAA: []string{""}}, `mockdns: a.example.: "" is no IP address`},
		{mockdns.Zone{CNAME: "b..example."}, "mockdns: a.example.: CNAME: dns: bad rdata"},
		{mockdns.Zone{PTR: []string{"b..example."}}, "mockdns: a.example.: PTR: dns: bad rdata"},
		{mockdns.Zone{MX: []net.MX{{Host: ".example."}}}, "mockdns: a.example.: MX: dns: bad rdata"},
		{mockdns.Zone{NS: []net.NS{{Host: ".example."}}}, "mockdns: a.example.: NS: dns: bad rdata"},
		{mockdns.Zone{SRV: []net.SRV{{Target: ".example."}}}, "mockdns: a.example.: SRV: dns: bad rdata"},
		{misc(caa), "mockdns: a.example.: CAA: dns: string exceeded 255 bytes in txt"},
		{misc(cname), "mockdns:2: a.example.: CNAME and other data"},
	} {
		_, err := mockdns.NewServer(map[string]mockdns.Zone{"A.example": tt.zone}, false)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%+v: %v; want %s", tt.zone, err, tt.want)
		}
	}
}

func TestNewServerErrorsOfNames(t *testing.T) {
	long := strings.Repeat("x", 63) + "."
	for _, tt := range []struct{ name, want string }{
		{"a..example.", `mockdns: "a..example." is no domain name`},
		{strings.Repeat("x", 64), fmt.Sprintf("mockdns: %q is no domain name", strings.Repeat("x", 64))},
		{long + long + long + long, fmt.Sprintf("mockdns: %q is no domain name", long+long+long+long)},
		{"A.example", `mockdns: "a.example.": a second Zone of the name a.example.`},
		{`\097.example.`, `mockdns: "a.example.": a second Zone of the name a.example.`},
	} {
		_, err := mockdns.NewServer(map[string]mockdns.Zone{"a.example.": {}, tt.name: {}}, false)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%q: %v; want %s", tt.name, err, tt.want)
		}
	}
}

// What an Err or a CNAME hides is not looked at.
func TestNewServerHidden(t *testing.T) {
	newServer(t, map[string]mockdns.Zone{
		"boom.example.":  {Err: errBoom, A: []string{"x"}, CNAME: "b..example."},
		"alias.example.": {CNAME: "boom.example.", A: []string{"x"}},
	}, false)
}

// A writer keeps the message that is written.
type writer struct {
	dns.ResponseWriter
	remote net.Addr
	err    error
	m      *dns.Msg
}

func (w *writer) RemoteAddr() net.Addr { return w.remote }

func (w *writer) WriteMsg(m *dns.Msg) error {
	w.m = m
	return w.err
}

// serve is as ask, but without sockets and in the goroutine of the caller.
func serve(srv *mockdns.Server, question string) string {
	name, rrtype, _ := strings.Cut(question, " ")
	w := new(writer)
	srv.ServeDNS(w, new(dns.Msg).SetQuestion(name, dns.StringToType[rrtype]))
	return message(w.m)
}

// A map that has become malformed since NewServer is met by each question.
func TestMalformedLater(t *testing.T) {
	zones := map[string]mockdns.Zone{"a.example.": {A: []string{"192.0.2.1"}}}
	srv := newServer(t, zones, false)
	log := new(logger)
	srv.Log = log
	for name, want := range map[string]string{
		"b.example.": `mockdns: b.example.: "x" is no IPv4 address`,
		"A.example.": `mockdns: "a.example.": a second Zone of the name a.example.`,
	} {
		zones[name] = mockdns.Zone{A: []string{"x"}}
		if got := serve(srv, "a.example. A"); got != "ra SERVFAIL" {
			t.Errorf("%s; want ra SERVFAIL", got)
		}
		if got := log.lines[len(log.lines)-2]; got != want {
			t.Errorf("logged %s; want %s", got, want)
		}
		delete(zones, name)
	}
}

// A logger keeps what it gets.
type logger struct {
	mu    sync.Mutex
	lines []string
}

func (l *logger) Printf(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}

func (l *logger) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines[len(l.lines)-1]
}

func TestLog(t *testing.T) {
	log := new(logger)
	srv := newServer(t, zones(), false)
	srv.Log = log
	serve(srv, "both.example.org. AAAA")
	if got, want := log.last(), "both.example.org.\t9999\tIN\tAAAA\t2001:db8::2"; !strings.Contains(got, want) {
		t.Errorf("logged %s; want the answer", got)
	}
	serve(srv, "boom.example.org. A")
	if got, want := log.lines[1], "boom.example.org.: boom"; got != want {
		t.Errorf("logged %s; want %s", got, want)
	}
	srv.Log = nil
	if got, want := serve(srv, "boom.example.org. A"), "ra SERVFAIL"; got != want {
		t.Errorf("without a Logger: %s; want %s", got, want)
	}
}

// A lookup needs no socket and no goroutine: in a bubble it would have to wait for either.
func TestPatchNet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newServer(t, zones(), false)
		r := new(net.Resolver)
		srv.PatchNet(r)
		if got, want := lookup(r, "Host both.example.org."), "[192.0.2.2 192.0.2.3 2001:db8::2]"; got != want {
			t.Errorf("%s; want %s", got, want)
		}
		for _, network := range []string{"udp", "udp4", "udp6", "tcp", "tcp4", "tcp6"} {
			c, err := r.Dial(t.Context(), network, "192.0.2.53:53")
			if err != nil {
				t.Errorf("%s: %v", network, err)
				continue
			}
			c.Close()
		}
		if _, err := r.Dial(t.Context(), "unix", "socket"); err == nil {
			t.Error("unix: no error")
		}
		mockdns.UnpatchNet(r)
		if r.PreferGo || r.Dial != nil {
			t.Errorf("UnpatchNet leaves %+v", r)
		}
	})
}

func TestLocalAddr(t *testing.T) {
	srv := newServer(t, zones(), false)
	addr, ok := srv.LocalAddr().(*net.UDPAddr)
	if !ok || !addr.IP.Equal(net.IPv4(127, 0, 0, 1)) || addr.Port == 0 {
		t.Fatalf("%v; want a *net.UDPAddr of 127.0.0.1", srv.LocalAddr())
	}
	if again := srv.LocalAddr(); again.String() != addr.String() {
		t.Errorf("%v at the second call, %v at the first", again, addr)
	}
	for _, network := range []string{"udp", "tcp"} {
		q := new(dns.Msg).SetQuestion("example.org.", dns.TypeA)
		if got, want := exchange(t, srv, network, q), "ra NOERROR | example.org. 9999 IN A 192.0.2.1"; got != want {
			t.Errorf("%s: %s; want %s", network, got, want)
		}
	}
}

func TestClose(t *testing.T) {
	srv := newServer(t, zones(), false)
	addr := srv.LocalAddr().String()
	r := srv.NewResolver()
	for range 2 {
		if err := srv.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := net.Dial("tcp", addr); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("dial of %s: %v; want ECONNREFUSED", addr, err)
	}
	if got, want := lookup(r, "Host example.org."), "mockdns: asked after Server.Close"; !strings.Contains(got, want) {
		t.Errorf("%s; want %s", got, want)
	}
	if got := srv.LocalAddr().String(); got != addr {
		t.Errorf("LocalAddr after Close: %s; want %s still", got, addr)
	}
	unasked := newServer(t, nil, false)
	unasked.Close()
	if got, want := unasked.LocalAddr().String(), "127.0.0.1:0"; got != want {
		t.Errorf("the first LocalAddr after Close: %s; want %s", got, want)
	}
}

func TestServeDNS(t *testing.T) {
	long := strings.Repeat("x", 200)
	log := new(logger)
	srv := newServer(t, map[string]mockdns.Zone{"a.example.": {TXT: []string{long, long, long}}}, false)
	srv.Log = log
	question := new(dns.Msg).SetQuestion("a.example.", dns.TypeTXT)
	notOne := new(dns.Msg)
	response := new(dns.Msg).SetReply(question)
	for _, tt := range []struct {
		what   string
		remote net.Addr
		q      *dns.Msg
		want   string
	}{
		{"over UDP", &net.UDPAddr{}, question, "ra tc NOERROR | a.example. TXT 200 | a.example. TXT 200"},
		{"over TCP", &net.TCPAddr{}, question, "ra NOERROR | a.example. TXT 200 | a.example. TXT 200 | a.example. TXT 200"},
		{"over something else", nil, question, "ra NOERROR | a.example. TXT 200 | a.example. TXT 200 | a.example. TXT 200"},
		{"without a question", &net.UDPAddr{}, notOne, "ra FORMERR"},
		{"a response", &net.UDPAddr{}, response, "nothing"},
		{"no message", &net.UDPAddr{}, new(dns.Msg).SetQuestion("a..example.", dns.TypeA), "nothing"},
	} {
		w := &writer{remote: tt.remote}
		srv.ServeDNS(w, tt.q)
		got := "nothing"
		if w.m != nil {
			got = message(w.m)
		}
		if got != tt.want {
			t.Errorf("%s: %s; want %s", tt.what, got, tt.want)
		}
	}
	srv.ServeDNS(&writer{err: errBoom}, question)
	if got := log.last(); got != "boom" {
		t.Errorf("logged %s; want the error of the writer", got)
	}
}

// The methods of a Server may be called at any time.
func TestConcurrency(t *testing.T) {
	srv := newServer(t, nil, false)
	other := newServer(t, nil, false)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			name := fmt.Sprintf("host%d.example.", i)
			r := srv.NewResolver()
			for range 10 {
				if err := srv.AppendRR(name, mockdns.RRTypeA, "192.0.2.1"); err != nil {
					t.Error(err)
				}
				if got, want := lookup(r, "Host "+name), "[192.0.2.1]"; got != want {
					t.Errorf("%s; want %s", got, want)
				}
				srv.RemoveRR(name, mockdns.RRTypeA)
				if got, want := lookup(r, "Host "+name), name+": no such host"; got != want {
					t.Errorf("%s; want %s", got, want)
				}
				other.AppendRR(name, mockdns.RRTypeA, "192.0.2.1")
				serve(other, name+" A")
				other.Reset()
			}
			other.LocalAddr()
			other.Close()
		})
	}
	wg.Wait()
}
