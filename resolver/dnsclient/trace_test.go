package dnsclient

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// What a Trace is told of each way in which a query may end.
func TestTrace(t *testing.T) {
	for _, tt := range []struct {
		name   string
		faults string
		cancel time.Duration
		want   []string
	}{
		{"an answer", "", 0, []string{"0 udp true: NOERROR 0s <nil>, done"}},
		{"truncated", "udp -> truncate", 0, []string{"0 udp true: NOERROR cut 0s <nil>, again over TCP", "0 tcp true: NOERROR 0s <nil>, done"}},
		{"no EDNS", "A #1 -> rcode FORMERR", 0, []string{"0 udp true: FORMERR 0s <nil>, again without EDNS", "0 udp false: NOERROR 0s <nil>, done"}},
		{"a failure, late", "A #1 -> rcode SERVFAIL, delay 30ms", 0, []string{"0 udp true: SERVFAIL 30ms <nil>, next server (a.test. A from udp 192.0.2.53:53: SERVFAIL)", "1 udp true: NOERROR 0s <nil>, done"}},
		{"silence", "A #1 -> drop", 0, []string{"0 udp true:  5s <nil>, next server (a.test. A from udp 192.0.2.53:53: no answer in time)", "1 udp false: NOERROR 0s <nil>, done"}},
		{"nobody listens", "A #1 -> refuse", 0, []string{"0 udp true:  0s read udp 127.0.0.1:49152->192.0.2.53:53: read: connection refused, next server (a.test. A from udp 192.0.2.53:53: read: connection refused)", "1 udp true: NOERROR 0s <nil>, done"}},
		{"canceled", "A #1 -> drop", time.Second, []string{"0 udp true:  1s context canceled, the end"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := fakedns.New(t, "a.test. 60 IN A 192.0.2.1\n")
				if tt.faults != "" {
					faults, err := fakedns.ParseFaults("faults", tt.faults)
					if err != nil {
						t.Fatal(err)
					}
					srv.Inject(faults...)
				}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if tt.cancel > 0 {
					time.AfterFunc(tt.cancel, cancel)
				}
				var got []string
				asked := 0
				l := (&Client{Dial: srv.Dial}).Lookup(ctx, oneServer())
				l.Trace = &Trace{Query: func(TraceQuery) { asked++ }, Reply: func(r TraceReply) {
					cut := ""
					if r.Cut {
						cut = " cut"
					}
					failure := ""
					if r.Failure != nil {
						failure = " (" + r.Failure.Error() + ")"
					}
					got = append(got, fmt.Sprintf("%d %s %v: %s%s %v %v, %v%s", r.Try, r.Network, r.EDNS, r.Rcode, cut, r.RTT, r.Err, r.Then, failure))
				}}
				l.Ask("a.test.", dns.TypeA)
				if !slices.Equal(got, tt.want) || asked != len(got) {
					t.Errorf("%d queries, and of them %q, want %q", asked, got, tt.want)
				}
			})
		})
	}
}

func TestThen(t *testing.T) {
	for then, want := range map[Then]string{ThenCookie: "again with the cookie", ThenReconnect: "again over a new connection", ThenEnd + 1: "", -1: ""} {
		if got := then.String(); got != want {
			t.Errorf("%d is %q, want %q", int(then), got, want)
		}
	}
	if got := []string{NXDomain.String(), Canceled.String(), (Canceled + 1).String()}; !slices.Equal(got, []string{"NXDOMAIN", "canceled", "9"}) {
		t.Errorf("outcomes %q", got)
	}
}
