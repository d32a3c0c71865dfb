package resolver_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

// eyeballs is a machine with both families. The name many has three addresses of IPv6 and two of IPv4.
const eyeballs = dual + `
many  AAAA 2001:db8:1::a
many  AAAA 2001:db8:1::b
many  AAAA 2001:db8:1::c
many  A 198.51.100.11
many  A 198.51.100.12
-- etc/hosts --
192.0.2.1 printer
2001:db8::7 printer
-- etc/services --
http 80/tcp
-- etc/protocols --
icmp 1 ICMP
`

// A connect is what becomes of attempts to connect to an address: after some time they fail with err, or connect.
type connect struct {
	after time.Duration
	err   error
	deaf  bool // to cancellation
}

var (
	refused = &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	hangs   = connect{after: time.Hour}
	refuses = connect{err: refused}
)

// A hall is where a test dials. It notes the attempts and what has become of them.
type hall struct {
	connects map[string]connect // by address, without the port; else they connect after 30 ms
	begun    time.Time

	mu       sync.Mutex
	attempts []string // "250ms 198.51.100.1"
	canceled []string
	closed   []string
}

// A link is a connection that tells of its end.
type link struct {
	net.Conn
	hall *hall
	addr string
}

func (l *link) Close() error {
	l.hall.note(&l.hall.closed, l.addr)
	return nil
}

func (h *hall) note(to *[]string, what string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	*to = append(*to, fmt.Sprint(time.Since(h.begun), " ", what))
}

func (h *hall) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	h.note(&h.attempts, host)
	c, ok := h.connects[host]
	if !ok {
		c = connect{after: 30 * time.Millisecond}
	}
	done := ctx.Done()
	if c.deaf {
		done = nil
	}
	timer := time.NewTimer(c.after)
	defer timer.Stop()
	select {
	case <-done:
		h.note(&h.canceled, host)
		return nil, errors.New("given up")
	case <-timer.C:
	}
	if c.err != nil {
		return nil, c.err
	}
	return &link{hall: h, addr: host}, nil
}

// dialed dials and tells the attempts, and what came of them when.
func dialed(ctx context.Context, d *resolver.Dialer, h *hall, address string) (string, error) {
	d.Dial, h.begun = h.dial, time.Now()
	conn, err := d.DialContext(ctx, "tcp", address)
	outcome := fmt.Sprint(time.Since(h.begun), " ", err)
	if err == nil {
		outcome = fmt.Sprint(time.Since(h.begun), " ", conn.(*link).addr)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.Join(h.attempts, ", ") + " -> " + outcome, err
}

const ms = time.Millisecond

// The scenarios of RFC 8305, to the millisecond: the attempts, with the time at which each begins, and the winner.
func TestDialTiming(t *testing.T) {
	const a, aaaa = dns.TypeA, dns.TypeAAAA
	const six, four = "2001:db8:1::1", "198.51.100.1"
	never := func(qtype uint16) fakedns.Fault {
		return fakedns.Fault{Match: fakedns.Match{Type: qtype}, Do: fakedns.Drop}
	}
	for _, tt := range []struct {
		name     string
		node     string
		faults   []fakedns.Fault
		connects map[string]connect
		want     string
	}{
		{"AAAA first: at once", "both", []fakedns.Fault{late(aaaa, 10*ms), late(a, 200*ms)}, nil, "10ms " + six + " -> 40ms " + six},
		{"both at once: IPv6 goes first", "both", nil, nil, "0s " + six + " -> 30ms " + six},
		{"A first, AAAA within 50 ms: when AAAA comes", "both", []fakedns.Fault{late(a, 10*ms), late(aaaa, 59*ms)}, nil, "59ms " + six + " -> 89ms " + six},
		{"AAAA after 50 ms: A has begun", "both", []fakedns.Fault{late(a, 10*ms), late(aaaa, 61*ms)}, nil, "60ms " + four + " -> 90ms " + four},
		{"AAAA never comes", "both", []fakedns.Fault{late(a, 10*ms), never(aaaa)}, nil, "60ms " + four + " -> 90ms " + four},
		{"A never comes", "both", []fakedns.Fault{never(a), late(aaaa, 10*ms)}, nil, "10ms " + six + " -> 40ms " + six},
		{"A fails", "both", []fakedns.Fault{servfail(a), late(aaaa, 10*ms)}, nil, "10ms " + six + " -> 40ms " + six},
		{"AAAA fails: no reason to wait", "both", []fakedns.Fault{servfail(aaaa), late(a, 10*ms)}, nil, "10ms " + four + " -> 40ms " + four},
		{"AAAA fails while A waits", "both", []fakedns.Fault{late(aaaa, 10*ms), servfail(aaaa)}, nil, "20ms " + four + " -> 50ms " + four}, // two tries
		{"there is no AAAA, and A comes later", "four", []fakedns.Fault{late(a, 10*ms)}, nil, "10ms 198.51.100.4 -> 40ms 198.51.100.4"},
		{"there is no AAAA, as comes out while A waits", "four", []fakedns.Fault{late(aaaa, 20*ms)}, nil, "20ms 198.51.100.4 -> 50ms 198.51.100.4"},

		{"the first is a black hole", "both", nil, map[string]connect{six: hangs}, "0s " + six + ", 250ms " + four + " -> 280ms " + four},
		{"the first is slow and wins", "both", nil, map[string]connect{six: {after: 260 * ms}}, "0s " + six + ", 250ms " + four + " -> 260ms " + six},
		{"the first refuses: the next at once", "both", nil, map[string]connect{six: {after: 5 * ms, err: refused}}, "0s " + six + ", 5ms " + four + " -> 35ms " + four},
		{"the families by turns", "many", nil, map[string]connect{"2001:db8:1::a": hangs, "198.51.100.11": hangs, "2001:db8:1::b": hangs, "198.51.100.12": hangs},
			"0s 2001:db8:1::a, 250ms 198.51.100.11, 500ms 2001:db8:1::b, 750ms 198.51.100.12, 1s 2001:db8:1::c -> 1.03s 2001:db8:1::c"},
		{"all of a family refuse", "many", []fakedns.Fault{late(aaaa, ms)}, map[string]connect{"2001:db8:1::a": refuses, "2001:db8:1::b": refuses, "2001:db8:1::c": refuses},
			"1ms 2001:db8:1::a, 1ms 198.51.100.11 -> 31ms 198.51.100.11"},
		{"an earlier one fails in the delay of another: no more waiting", "many", nil, map[string]connect{"2001:db8:1::a": {after: 300 * ms, err: refused}, "198.51.100.11": hangs},
			"0s 2001:db8:1::a, 250ms 198.51.100.11, 300ms 2001:db8:1::b -> 330ms 2001:db8:1::b"},

		{"late AAAA take their turns", "many", []fakedns.Fault{late(aaaa, 120*ms)}, map[string]connect{"198.51.100.11": hangs, "2001:db8:1::a": hangs, "198.51.100.12": hangs},
			"50ms 198.51.100.11, 300ms 2001:db8:1::a, 550ms 198.51.100.12, 800ms 2001:db8:1::b -> 830ms 2001:db8:1::b"},
		{"late A take their turns", "many", []fakedns.Fault{late(a, 120*ms)}, map[string]connect{"2001:db8:1::a": hangs},
			"0s 2001:db8:1::a, 250ms 198.51.100.11 -> 280ms 198.51.100.11"},
		{"what comes when all else has failed does not wait", "both", []fakedns.Fault{late(a, 120*ms)}, map[string]connect{six: refuses},
			"0s " + six + ", 120ms " + four + " -> 150ms " + four},
		{"what comes when the delay is over does not wait", "both", []fakedns.Fault{late(a, 400*ms)}, map[string]connect{six: hangs},
			"0s " + six + ", 400ms " + four + " -> 430ms " + four},

		{"hosts(5)", "printer", nil, map[string]connect{"2001:db8::7": hangs}, "0s 2001:db8::7, 250ms 192.0.2.1 -> 280ms 192.0.2.1"},
		{"a literal", "192.0.2.7", nil, nil, "0s 192.0.2.7 -> 30ms 192.0.2.7"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, eyeballs, func(t *testing.T, m *scenario.Machine) {
				m.DNS.Inject(tt.faults...)
				got, _ := dialed(t.Context(), &resolver.Dialer{Resolver: m.Resolver}, &hall{connects: tt.connects}, tt.node+":80")
				if got != tt.want {
					t.Errorf("got\n%s\nwant\n%s", got, tt.want)
				}
			})
		})
	}
}

func TestDialDelays(t *testing.T) {
	for _, tt := range []struct {
		resolution, attempt time.Duration
		want                string
	}{
		{0, 0, "60ms 198.51.100.1, 310ms 2001:db8:1::1 -> 340ms 2001:db8:1::1"},
		{-1, 0, "10ms 198.51.100.1, 260ms 2001:db8:1::1 -> 290ms 2001:db8:1::1"},
		{20 * ms, 100 * ms, "30ms 198.51.100.1, 130ms 2001:db8:1::1 -> 160ms 2001:db8:1::1"},
		{0, 1, "60ms 198.51.100.1, 100ms 2001:db8:1::1 -> 130ms 2001:db8:1::1"}, // 10 ms, but AAAA comes at 100
		{-1, time.Minute, "10ms 198.51.100.1, 2.01s 2001:db8:1::1 -> 2.04s 2001:db8:1::1"},
	} {
		on(t, eyeballs, func(t *testing.T, m *scenario.Machine) {
			m.DNS.Inject(late(dns.TypeA, 10*ms), late(dns.TypeAAAA, 100*ms))
			d := &resolver.Dialer{Resolver: m.Resolver, ResolutionDelay: tt.resolution, AttemptDelay: tt.attempt}
			if got, _ := dialed(t.Context(), d, &hall{connects: map[string]connect{"198.51.100.1": hangs}}, "both:80"); got != tt.want {
				t.Errorf("%v, %v: got\n%s\nwant\n%s", tt.resolution, tt.attempt, got, tt.want)
			}
		})
	}
}

// What is under way when one connects is cancelled at once: the attempts, and the lookup, which would go on for 10 s. What connects
// nevertheless is closed.
func TestTheLosersOfADialAreCancelled(t *testing.T) {
	on(t, eyeballs, func(t *testing.T, m *scenario.Machine) {
		m.DNS.Inject(fakedns.Fault{Match: fakedns.Match{Type: dns.TypeA}, Do: fakedns.Drop})
		h := &hall{connects: map[string]connect{"2001:db8:1::a": hangs, "2001:db8:1::b": {after: 400 * ms, deaf: true}}}
		want := "0s 2001:db8:1::a, 250ms 2001:db8:1::b, 500ms 2001:db8:1::c -> 530ms 2001:db8:1::c"
		if got, _ := dialed(context.Background(), &resolver.Dialer{Resolver: m.Resolver}, h, "many:80"); got != want {
			t.Errorf("got %s", got)
		}
		time.Sleep(time.Second)
		h.mu.Lock()
		defer h.mu.Unlock()
		if got := fmt.Sprint(h.canceled, h.closed); got != "[530ms 2001:db8:1::a] [650ms 2001:db8:1::b]" {
			t.Errorf("cancelled, closed: %s", got)
		}
	})
}

// Which addresses are attempted in which network, and as what.
func TestDialNetworks(t *testing.T) {
	for _, tt := range []struct{ network, address, want string }{
		{"tcp", "both:80", "tcp [2001:db8:1::1]:80"},
		{"tcp", "both:http", "tcp [2001:db8:1::1]:80"},
		{"tcp4", "both:80", "tcp4 198.51.100.1:80"},
		{"tcp6", "both:80", "tcp6 [2001:db8:1::1]:80"},
		{"udp", "both:53", "udp [2001:db8:1::1]:53"},
		{"udp4", "both:53", "udp4 198.51.100.1:53"},
		{"ip4:icmp", "both", "ip4:1 198.51.100.1"},
		{"ip6:58", "both", "ip6:58 2001:db8:1::1"},
		{"ip:1", "both", "ip:1 2001:db8:1::1"},
		{"unix", "/run/s", "unix /run/s"},
		{"unixgram", "both:80", "unixgram both:80"},
		{"tcp", ":80", "tcp 127.0.0.1:80"},
		{"tcp6", ":80", "tcp6 [::1]:80"},
		{"tcp", "both:", "tcp [2001:db8:1::1]:0"},
		{"tcp", "localhost:80", "tcp [::1]:80"},
		{"tcp", "[2001:db8::7]:80", "tcp [2001:db8::7]:80"},
		{"tcp", "[fe80::1%eth0]:80", "tcp [fe80::1%eth0]:80"},
		{"ip6:58", "fe80::1%eth0", "ip6:58 fe80::1%eth0"},
		{"tcp", "0x7f.1:80", "tcp 127.0.0.1:80"},
		{"tcp4", "[2001:db8::7]:80", `dial tcp4: getaddrinfo "2001:db8::7" "80": Address family for hostname not supported`},
		{"tcp6", "four.example.org.:80", `dial tcp6: getaddrinfo "four.example.org." "80": No address associated with hostname (four.example.org. AAAA from udp 192.0.2.53:53: no such records)`},
		{"ip4:nosuch", "both", `dial ip4:nosuch: getprotobyname "nosuch": Name or service not known`},
	} {
		on(t, eyeballs, func(t *testing.T, m *scenario.Machine) {
			got := "nothing"
			d := &resolver.Dialer{Resolver: m.Resolver, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
				got = network + " " + address
				return &net.TCPConn{}, nil
			}}
			if _, err := d.DialContext(t.Context(), tt.network, tt.address); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("%s %s: got %s, want %s", tt.network, tt.address, got, tt.want)
			}
		})
	}
}
