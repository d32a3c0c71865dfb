package capture_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver"
	"netdb.example/resolver/capture"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/resolvconf"
	"netdb.example/resolver/scenario"
)

// brokenFS has a file that cannot be read, and one that is a pipe.
type brokenFS struct{ fstest.MapFS }

func (b brokenFS) Open(name string) (fs.File, error) {
	if name == "etc/host.conf" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.EIO}
	}
	return b.MapFS.Open(name)
}

func (b brokenFS) Stat(name string) (fs.FileInfo, error) {
	if name == "etc/host.conf" {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: syscall.EIO}
	}
	return b.MapFS.Stat(name)
}

// What a scenario cannot say is said above it, and the rest is a scenario all the same.
func TestNotes(t *testing.T) {
	fsys := brokenFS{fstest.MapFS{
		"etc/hosts":         {Data: []byte("192.0.2.1 a\n-- a folder --\n")},
		"etc/nsswitch.conf": {Mode: fs.ModeNamedPipe},
		"etc/gai.conf":      {Mode: fs.ModeDir},
	}}
	rec := capture.Record(&resolver.Resolver{System: resolver.System{
		FS:         fsys,
		Getenv:     func(key string) string { return key + "\n" },
		Hostname:   func() (string, error) { return "a b", nil },
		Interfaces: func() ([]resolver.Interface, error) { return nil, errors.New("none today\x1b") },
	}})
	r := rec.Resolver()
	r.Gethostname()
	r.System.Interfaces()
	r.System.Getenv("LOCALDOMAIN")
	if addr, err := r.Gethostbyname(t.Context(), "a"); err != nil || addr.String() != "192.0.2.1" {
		t.Errorf("got %v, %v", addr, err)
	}
	r.Getaddrinfo(t.Context(), "a", "", nil)
	text := string(rec.Scenario())
	const want = `Not the same here: hostname: "a b"
Not the same here: env: LOCALDOMAIN is "LOCALDOMAIN\n"
Not the same here: etc/hosts: a line that would begin a file here has a # before it
Not the same here: getifaddrs: "none today\x1b"
Not the same here: "stat etc/host.conf: input/output error"
-- seed --
`
	if !strings.HasPrefix(text, want) {
		t.Errorf("got:\n%s\nwant:\n%s", text, want)
	}
	if !strings.HasSuffix(text, "-- etc/hosts --\n192.0.2.1 a\n# -- a folder --\n-- etc/nsswitch.conf --\n") {
		t.Errorf("got:\n%s", text)
	}
	machine(t, text)
}

// A Conf that was set stands as etc/resolv.conf.
func TestConf(t *testing.T) {
	conf, err := resolvconf.Parse(strings.NewReader("nameserver 192.0.2.53\nsearch example.org\n"), resolvconf.Env{})
	if err != nil {
		t.Fatal(err)
	}
	rec := capture.Record(&resolver.Resolver{Conf: conf, System: resolver.System{FS: fstest.MapFS{}}})
	text := string(rec.Scenario())
	if !strings.HasSuffix(text, "-- etc/resolv.conf --\n"+conf.String()) {
		t.Errorf("got:\n%s", text)
	}
}

// On real sockets: an answer over TCP, and then a port where nobody listens.
func TestRealSockets(t *testing.T) {
	srv := fakedns.New(t, "www.example.org. A 192.0.2.1")
	srv.Inject(fakedns.Fault{Match: fakedns.Match{Network: "udp"}, Do: fakedns.Truncate})
	at := srv.Listen(t)
	dead, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	dead.Close()
	rec := capture.Record(&resolver.Resolver{
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			if address == "192.0.2.53:53" {
				address = at.String()
			} else {
				address = dead.LocalAddr().String()
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		},
		System: resolver.System{FS: fstest.MapFS{
			"etc/resolv.conf": {Data: []byte("nameserver 192.0.2.54\nnameserver 192.0.2.53\n")},
		}},
	})
	want, err := rec.Resolver().Gethostbyname(t.Context(), "www.example.org")
	if err != nil {
		t.Fatal(err)
	}
	m, _ := machine(t, string(rec.Scenario(scenario.Call{Args: []string{"gethostbyname", "www.example.org"}})))
	got, err := m.Resolver.Gethostbyname(t.Context(), "www.example.org")
	if got != want || err != nil {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	const asked = "udp 192.0.2.54:53 www.example.org. A\nudp 192.0.2.53:53 www.example.org. A\ntcp 192.0.2.53:53 www.example.org. A\n"
	if m.DNS.Log() != asked {
		t.Errorf("asked:\n%s", m.DNS.Log())
	}
	if unused := m.DNS.Unused(); unused != nil {
		t.Errorf("unused: %v", unused)
	}
}

// What a server says cannot end a line of the text, nor move the cursor of who reads it.
func TestRecordsAreEscaped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := machine(t, "-- zone --\nwww NULL \\# 28 0a2d2d206574632f686f737473202d2d0a1b5b324a61626364656667\n")
		rec := capture.Record(m.Resolver)
		if _, err := rec.Resolver().Query(t.Context(), "www", dns.TypeNULL); err != nil {
			t.Fatal(err)
		}
		text := string(rec.Scenario())
		if strings.Contains(text, "\x1b") || strings.Contains(text, "\n-- etc/hosts --") {
			t.Errorf("got:\n%q", text)
		}
		machine(t, text)
	})
}

// An address and the same one as IPv6 has it are one destination.
func TestMappedRoutes(t *testing.T) {
	rec := capture.Record(&resolver.Resolver{System: resolver.System{FS: fstest.MapFS{}}})
	for _, dst := range []string{"127.0.0.1", "::ffff:127.0.0.1"} {
		rec.Resolver().System.Source(netip.MustParseAddr(dst))
	}
	text := string(rec.Scenario())
	if strings.Count(text, "127.0.0.1 127.0.0.1/") != 1 {
		t.Errorf("got:\n%s", text)
	}
	machine(t, text)
}

// Two queries over one connection have their own replies, in whatever order these come.
func TestRepliesGoByID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := machine(t, "-- zone --\na A 192.0.2.1\nb A 192.0.2.2\n-- faults --\na. -> delay 20ms\n")
		rec := capture.Record(m.Resolver)
		conn, err := rec.Resolver().Dial(t.Context(), "udp", "192.0.2.53:53")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		for _, name := range []string{"a.", "b."} {
			query, err := new(dns.Msg).SetQuestion(name, dns.TypeA).Pack()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := conn.Write(query); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			if _, err := conn.Read(make([]byte, 512)); err != nil {
				t.Fatal(err)
			}
		}
		text := string(rec.Scenario())
		for _, want := range []string{"\nudp 192.0.2.53:53 a. A #1 -> send 20ms 0000", "\nudp 192.0.2.53:53 b. A #1 -> send 0s 0000"} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q in:\n%s", want, text)
			}
		}
	})
}

// A dial that its caller has given up is one that hangs: that is no error of the system.
func TestDialThatIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := machine(t, "-- faults --\ndial -> drop\n")
		rec := capture.Record(m.Resolver)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := rec.Resolver().Dial(ctx, "udp", "192.0.2.53:53"); err == nil {
			t.Fatal("no error")
		}
		if text := string(rec.Scenario()); !strings.HasSuffix(text, "-- faults --\ndial udp 192.0.2.53:53 #1 -> drop\n") {
			t.Errorf("got:\n%s", text)
		}
	})
}

// The routes of the kernel are no files of a scenario: the capture says that they were read, and runs without them.
func TestRoutesAreNoFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const text = "-- interfaces --\neth0 up 10.0.0.5/24\n-- etc/nsswitch.conf --\nhosts: myhostname\n"
		m, _ := machine(t, text)
		const route = "Iface Destination Gateway Flags\neth0 00000000 0100000A 0003 0 0 0 00000000 0 0 0\n"
		m.Resolver.System.FS = overlay{fstest.MapFS{"proc/net/route": {Data: []byte(route)}}, m.Resolver.System.FS}
		rec := capture.Record(m.Resolver)
		h, err := rec.Resolver().GethostbynameEx(t.Context(), "_gateway")
		if err != nil || fmt.Sprint(h.Addrs) != "[10.0.0.1]" {
			t.Fatalf("%v, %v", h, err)
		}
		captured := string(rec.Scenario())
		if !strings.HasPrefix(captured, "Not the same here: proc/net/route\n") {
			t.Errorf("got:\n%s", captured)
		}
		machine(t, captured)
	})
}

// An overlay has the files of both.
type overlay struct{ above, below fs.FS }

func (o overlay) Open(name string) (fs.File, error) {
	if f, err := o.above.Open(name); err == nil {
		return f, nil
	}
	return o.below.Open(name)
}
