package resolver_test

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

func TestDialErrors(t *testing.T) {
	const six, four = "2001:db8:1::1", "198.51.100.1"
	slow := connect{after: 40 * ms, err: refused}
	for _, tt := range []struct {
		name     string
		address  string
		connects map[string]connect
		time     time.Duration // that the context leaves
		cancel   bool
		want     string
		is       error
		timeout  bool
	}{
		{"all refuse", "both:80", map[string]connect{six: slow, four: slow}, time.Hour, false,
			`0s ` + six + `, 40ms ` + four + ` -> 80ms dial tcp: "both:80": [2001:db8:1::1]:80 from 0s to 40ms: connect: connection refused; 198.51.100.1:80 from 40ms to 80ms: connect: connection refused`,
			syscall.ECONNREFUSED, false},
		{"one address, as net.Dialer has it", "four:80", map[string]connect{"198.51.100.4": refuses}, time.Hour, false,
			`0s 198.51.100.4 -> 0s dial tcp 198.51.100.4:80: connect: connection refused`, syscall.ECONNREFUSED, false},
		{"the deadline", "both:80", map[string]connect{six: hangs, four: hangs}, time.Second, false,
			`0s ` + six + `, 250ms ` + four + ` -> 1s dial tcp: "both:80": [2001:db8:1::1]:80 from 0s to 1s: context deadline exceeded; 198.51.100.1:80 from 250ms to 1s: context deadline exceeded`,
			context.DeadlineExceeded, true},
		{"the deadline after a refusal", "both:80", map[string]connect{six: refuses, four: hangs}, time.Second, false,
			`0s ` + six + `, 0s ` + four + ` -> 1s dial tcp: "both:80": [2001:db8:1::1]:80 from 0s to 0s: connect: connection refused; 198.51.100.1:80 from 0s to 1s: context deadline exceeded`,
			context.DeadlineExceeded, true},
		{"no time for all", "many:80", map[string]connect{"2001:db8:1::a": hangs, "198.51.100.11": hangs}, 500 * ms, false,
			`0s 2001:db8:1::a, 250ms 198.51.100.11 -> 500ms dial tcp: "many:80": [2001:db8:1::a]:80 from 0s to 500ms: context deadline exceeded; 198.51.100.11:80 from 250ms to 500ms: context deadline exceeded; 3 not tried`,
			context.DeadlineExceeded, true},
		{"cancelled", "four:80", map[string]connect{"198.51.100.4": hangs}, time.Second, true,
			`0s 198.51.100.4 -> 1s dial tcp 198.51.100.4:80: context canceled`, context.Canceled, false},
		{"cancelled, whatever the attempts make of it", "four:80", map[string]connect{"198.51.100.4": {after: time.Hour, deaf: true}}, time.Second, true,
			`0s 198.51.100.4 -> 1s dial tcp 198.51.100.4:80: context canceled`, context.Canceled, false},
		{"no such name", "nosuch:80", nil, time.Hour, false,
			` -> 0s dial tcp: getaddrinfo "nosuch" "80": Name or service not known (nosuch. A from udp 192.0.2.53:53: NXDOMAIN)`, resolver.EAI_NONAME, false},
		{"no addresses", "none.example.org.:80", nil, time.Hour, false,
			` -> 0s dial tcp: getaddrinfo "none.example.org." "80": No address associated with hostname (none.example.org. A from udp 192.0.2.53:53: no such records)`, resolver.EAI_NODATA, false},
		{"no such service", "both:nosuch", nil, time.Hour, false, ` -> 0s dial tcp: getaddrinfo "both" "nosuch": Servname not supported for ai_socktype`, resolver.EAI_SERVICE, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, eyeballs, func(t *testing.T, m *scenario.Machine) {
				ctx, cancel := context.WithTimeout(t.Context(), tt.time)
				defer cancel()
				if tt.cancel {
					ctx, cancel = context.WithCancel(t.Context())
					time.AfterFunc(tt.time, cancel)
				}
				got, err := dialed(ctx, &resolver.Dialer{Resolver: m.Resolver}, &hall{connects: tt.connects}, tt.address)
				if got != tt.want {
					t.Errorf("got\n%s\nwant\n%s", got, tt.want)
				}
				var op *net.OpError
				if !errors.As(err, &op) || op.Op != "dial" || !errors.Is(err, tt.is) || op.Timeout() != tt.timeout {
					t.Errorf("%v: is %v: %v, timeout %v", err, tt.is, errors.Is(err, tt.is), op.Timeout())
				}
				time.Sleep(2 * time.Hour)
			})
		})
	}
}

func TestADialWhoseContextEndsBeforeTheFirstAttempt(t *testing.T) {
	on(t, eyeballs, func(t *testing.T, m *scenario.Machine) {
		m.DNS.Inject(fakedns.Fault{Match: fakedns.Match{Type: dns.TypeAAAA}, Do: fakedns.Drop})
		ctx, cancel := context.WithTimeout(t.Context(), 30*ms)
		defer cancel()
		got, err := dialed(ctx, &resolver.Dialer{Resolver: m.Resolver}, &hall{}, "both:80")
		if got != " -> 30ms dial tcp 198.51.100.1:80: context deadline exceeded" || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %s", got)
		}
	})
	on(t, eyeballs, func(t *testing.T, m *scenario.Machine) { // nor is the lookup over
		m.DNS.Inject(fakedns.Fault{Do: fakedns.Drop})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(30*ms, cancel)
		got, err := dialed(ctx, &resolver.Dialer{Resolver: m.Resolver}, &hall{}, "both:80")
		if !strings.HasPrefix(got, ` -> 30ms dial tcp: getaddrinfo "both" "80": Request canceled`) || !errors.Is(err, context.Canceled) ||
			!errors.Is(err, resolver.EAI_CANCELED) {
			t.Errorf("got %s", got)
		}
	})
}

// A slackContext has a deadline of which it does not tell when it is over, as one whose timer has not gone off yet.
type slackContext struct {
	context.Context
	deadline time.Time
}

func (c slackContext) Deadline() (time.Time, bool) { return c.deadline, true }

// An attempt may learn of the deadline before the context does. No other one begins then.
func TestADialIsOverAtTheInstantOfTheDeadline(t *testing.T) {
	on(t, eyeballs, func(t *testing.T, m *scenario.Machine) {
		ctx := slackContext{t.Context(), time.Now().Add(100 * ms)}
		h := &hall{connects: map[string]connect{"2001:db8:1::1": {after: 100 * ms, err: refused}}}
		got, err := dialed(ctx, &resolver.Dialer{Resolver: m.Resolver}, h, "both:80")
		want := `0s 2001:db8:1::1 -> 100ms dial tcp: "both:80": [2001:db8:1::1]:80 from 0s to 100ms: context deadline exceeded; 1 not tried`
		if got != want || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %s", got)
		}
	})
}

// What is wrong with the arguments is told as by package net.
func TestDialRefusesWhatNetDialDoes(t *testing.T) {
	for _, tt := range []struct{ network, address string }{
		{"tcp", ""}, {"tcp", "host"}, {"tcp", "::1:80"}, {"tcp", "[::1]"}, {"tcp4", "a:b:c"}, {"udp", "127.0.0.1:65536"}, {"tcp", "127.0.0.1:-1"},
		{"tcp", "127.0.0.1:99999999999999999999"}, {"tcp5", "h:1"}, {"", "h:1"}, {"tcp44", "h:1"}, {"tcp:80", "h"}, {"ip", "127.0.0.1"}, {"ip4:icmp", ""},
		{"unix", ""}, {"unix", "/nonexistent/socket"}, {"unixx", "/s"}, {"sctp", "h:1"},
	} {
		_, want := net.Dial(tt.network, tt.address)
		_, err := resolver.DialContext(t.Context(), tt.network, tt.address)
		if err == nil || want == nil || err.Error() != want.Error() {
			t.Errorf("%s %s: %v, want %v", tt.network, tt.address, err, want)
		}
	}
	if _, err := resolver.DialContext(t.Context(), "unix", "/nonexistent/socket"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

func TestTheTextOfADialErrorIsBounded(t *testing.T) {
	e := resolver.DialError{Address: "h\x1b:80", Untried: make([]netip.AddrPort, 3)}
	for range 20 {
		e.Attempts = append(e.Attempts, resolver.Attempt{Addr: netip.MustParseAddrPort("192.0.2.1:80"), End: time.Minute, Err: syscall.ECONNREFUSED})
	}
	want := `"h\x1b:80"` + ": " + strings.Repeat("192.0.2.1:80 from 0s to 1m0s: connection refused; ", 8) + "12 more; 3 not tried"
	if e.Error() != want {
		t.Errorf("got %s", e.Error())
	}
}
