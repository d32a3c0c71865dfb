package resolver_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
)

// streamed prints what a stream yields, each with the time since the call.
func streamed(ctx context.Context, m *scenario.Machine, node string, hints *resolver.Hints) string {
	var all []string
	start := time.Now()
	for a, err := range m.Resolver.Stream(ctx, node, "80", hints) {
		what := strings.TrimSpace(a.Addr.Addr().String() + " " + a.Canonname)
		if err != nil {
			what = code(err)
		}
		all = append(all, fmt.Sprint(time.Since(start), " ", what))
	}
	return strings.Join(all, ", ")
}

// late lets the answers to all questions of one type come later.
func late(qtype uint16, d time.Duration) fakedns.Fault {
	return fakedns.Fault{Match: fakedns.Match{Type: qtype}, Do: fakedns.Delay(d)}
}

// servfail lets all questions of one type fail.
func servfail(qtype uint16) fakedns.Fault {
	return fakedns.Fault{Match: fakedns.Match{Type: qtype}, Do: fakedns.Rcode(dns.RcodeServerFailure)}
}

func TestStream(t *testing.T) {
	const a, aaaa, ms = dns.TypeA, dns.TypeAAAA, time.Millisecond
	const lines = dual + "-- etc/hosts --\n192.0.2.1 printer\n2001:db8::7 printer\n"
	for _, tt := range []struct {
		name    string
		machine string
		node    string
		hints   resolver.Hints
		faults  []fakedns.Fault
		want    string
	}{
		{"AAAA first", dual, "both", resolver.Hints{}, []fakedns.Fault{late(a, 30*ms)}, "0s 2001:db8:1::1, 30ms 198.51.100.1"},
		{"A first", dual, "both", resolver.Hints{}, []fakedns.Fault{late(aaaa, 30*ms)}, "0s 198.51.100.1, 30ms 2001:db8:1::1"},
		{"the other family has none", dual, "four", resolver.Hints{}, []fakedns.Fault{late(aaaa, ms)}, "0s 198.51.100.4"},
		{"nor has the family that comes first", dual, "four", resolver.Hints{}, []fakedns.Fault{late(a, ms)}, "1ms 198.51.100.4"},
		{"the other family fails", dual, "both", resolver.Hints{}, []fakedns.Fault{servfail(aaaa), late(aaaa, ms)}, "0s 198.51.100.1"},
		{"the family that comes first fails", dual, "both", resolver.Hints{}, []fakedns.Fault{servfail(a), late(aaaa, ms)}, "1ms 2001:db8:1::1"},
		{"a family is sorted among itself", strings.Replace(dual, "-- zone --", "-- etc/gai.conf --\nprecedence ::/0 40\nprecedence 2001:db8:2::/48 50\n-- zone --", 1) +
			"both AAAA 2001:db8:2::1\n", "both", resolver.Hints{}, []fakedns.Fault{late(a, ms)}, "0s 2001:db8:2::1, 0s 2001:db8:1::1, 1ms 198.51.100.1"},
		{"the canonical name is with the first alone", dual, "alias", resolver.Hints{Flags: resolver.AI_CANONNAME}, []fakedns.Fault{late(a, ms)},
			"0s 2001:db8:1::1 both.example.org, 1ms 198.51.100.1"},
		{"also where another goes first in the order", dual, "alias", resolver.Hints{Flags: resolver.AI_CANONNAME}, []fakedns.Fault{late(aaaa, ms)},
			"0s 198.51.100.1 both.example.org, 1ms 2001:db8:1::1"},
		{"no name in the list before it", strings.Replace(dual, "search", "search example.com", 1), "both", resolver.Hints{},
			[]fakedns.Fault{{Match: fakedns.Match{Name: "both.example.com", Type: a}, Do: fakedns.Delay(10 * ms)}, late(aaaa, 5*ms)}, "10ms 198.51.100.1, 15ms 2001:db8:1::1"},
		{"single-request", strings.Replace(dual, "-- zone", "options single-request\n-- zone", 1), "both", resolver.Hints{}, []fakedns.Fault{late(a, ms), late(aaaa, 2*ms)},
			"1ms 198.51.100.1, 3ms 2001:db8:1::1"},

		{"one family", dual, "both", resolver.Hints{Family: inet.AF_INET6}, []fakedns.Fault{late(aaaa, ms)}, "1ms 2001:db8:1::1"},
		{"AI_V4MAPPED comes at once", dual, "both", resolver.Hints{Family: inet.AF_INET6, Flags: resolver.AI_V4MAPPED | resolver.AI_ALL},
			[]fakedns.Fault{late(aaaa, ms), late(a, 2*ms)}, "3ms 2001:db8:1::1, 3ms ::ffff:198.51.100.1"},
		{"a success of the DNS that is not the last word", dual + "-- etc/nsswitch.conf --\nhosts: dns [SUCCESS=continue] files\n-- etc/hosts --\n192.0.2.1 both\n", "both",
			resolver.Hints{}, []fakedns.Fault{late(a, ms)}, "1ms 192.0.2.1"},
		{"hosts(5)", lines, "printer", resolver.Hints{}, nil, "0s 2001:db8::7, 0s 192.0.2.1"},
		{"a literal", dual, "192.0.2.7", resolver.Hints{}, nil, "0s 192.0.2.7"},
		{"no such name", dual, "nosuch", resolver.Hints{}, []fakedns.Fault{late(a, ms)}, "2ms EAI_NONAME"},
		{"no addresses", dual, "none.example.org.", resolver.Hints{}, nil, "0s EAI_NODATA"},
		{"bad flags", dual, "both", resolver.Hints{Flags: 1 << 20}, nil, "0s EAI_BADFLAGS"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, tt.machine, func(t *testing.T, m *scenario.Machine) {
				m.DNS.Inject(tt.faults...)
				tt.hints.Socktype = stream
				if got := streamed(t.Context(), m, tt.node, &tt.hints); got != tt.want {
					t.Errorf("got\n%s\nwant\n%s", got, tt.want)
				}
			})
		})
	}
}

// With StrictErrors a family may yet turn out not to count.
func TestAStreamWithStrictErrorsComesAtOnce(t *testing.T) {
	on(t, dual, func(t *testing.T, m *scenario.Machine) {
		m.Resolver.StrictErrors = true
		m.DNS.Inject(late(dns.TypeA, time.Millisecond), servfail(dns.TypeA))
		if got := streamed(t.Context(), m, "both", &resolver.Hints{Socktype: stream}); got != "4ms EAI_AGAIN" {
			t.Errorf("got %s", got)
		}
	})
}

func TestADeadlineEndsAStreamAndKeepsWhatCame(t *testing.T) {
	on(t, dual, func(t *testing.T, m *scenario.Machine) {
		m.DNS.Inject(fakedns.Fault{Match: fakedns.Match{Type: dns.TypeAAAA}, Do: fakedns.Drop})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		got := streamed(ctx, m, "both", &resolver.Hints{Socktype: stream})
		if took := time.Since(start); got != "0s 198.51.100.1" || took != time.Second {
			t.Errorf("got %s after %v", got, took)
		}
	})
}

// However a loop ends, nothing is waited for any more, and no goroutine outlives the bubble.
func TestALoopThatIsLeftCancelsTheLookup(t *testing.T) {
	hints := &resolver.Hints{Socktype: stream}
	for name, leave := range map[string]func(m *scenario.Machine){
		"break": func(m *scenario.Machine) {
			for range m.Resolver.Stream(context.Background(), "both", "80", hints) {
				break
			}
		},
		"panic": func(m *scenario.Machine) {
			defer func() { recover() }()
			for range m.Resolver.Stream(context.Background(), "both", "80", hints) {
				panic("left")
			}
		},
		"Goexit": func(m *scenario.Machine) {
			over := make(chan bool)
			go func() {
				defer close(over)
				for range m.Resolver.Stream(context.Background(), "both", "80", hints) {
					runtime.Goexit()
				}
			}()
			<-over
		},
	} {
		t.Run(name, func(t *testing.T) {
			on(t, dual, func(t *testing.T, m *scenario.Machine) {
				m.DNS.Inject(late(dns.TypeA, time.Millisecond), fakedns.Fault{Match: fakedns.Match{Type: dns.TypeAAAA}, Do: fakedns.Drop})
				start := time.Now()
				leave(m)
				if took := time.Since(start); took != time.Millisecond {
					t.Errorf("took %v", took)
				}
			})
		})
	}
}

// What comes while the loop is busy counts from when it came; what is to be asked again is asked at its time, or after that.
func TestALoopMayTakeItsTime(t *testing.T) {
	lost := fakedns.Fault{Match: fakedns.Match{Type: dns.TypeA, Nth: 1}, Do: fakedns.Drop} // asked again after 5 s
	for _, tt := range []struct {
		fault fakedns.Fault
		busy  time.Duration
		want  string
	}{
		{late(dns.TypeA, time.Second), 8 * time.Second, "0s 2001:db8:1::1, 8s 198.51.100.1"},
		{lost, 3 * time.Second, "0s 2001:db8:1::1, 5s 198.51.100.1"},
		{lost, 8 * time.Second, "0s 2001:db8:1::1, 8s 198.51.100.1"},
	} {
		on(t, dual, func(t *testing.T, m *scenario.Machine) {
			m.DNS.Inject(tt.fault)
			var got []string
			start := time.Now()
			for a := range m.Resolver.Stream(t.Context(), "both", "80", &resolver.Hints{Socktype: stream}) {
				got = append(got, fmt.Sprint(time.Since(start), " ", a.Addr.Addr()))
				time.Sleep(tt.busy)
			}
			if got := strings.Join(got, ", "); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
