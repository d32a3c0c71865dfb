package dnsclient

import (
	"context"
	"net/netip"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/internal/crew"
	"netdb.example/resolver/resolvconf"
)

type stepFunc func() (over bool)

func (f stepFunc) Step() (over bool) { return f() }

// parked does all of ask, of which each call is a step, and returns how many there were.
func parked(ctx context.Context, client *Client, conf *resolvconf.Config, ask func(*Lookup) (over bool)) (steps int) {
	var c crew.Crew
	var l *Lookup
	var task *crew.Task
	task = crew.New(stepFunc(func() bool {
		if steps++; l == nil {
			l = client.LookupIn(ctx, task, conf)
		}
		return ask(l)
	}))
	c.Start(task)
	for ends := ctx.Done(); !task.IsOver(); {
		select {
		case <-task.Woken():
		case <-ends:
			ends = nil
			task.Wake()
		}
	}
	l.Close()
	return steps
}

// A lookup that parks goes on where it left off, and asks no more than one that waits: through a lost query, for two questions one after the
// other, and to the end of a context.
func TestLookupParks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, lateZone)
		srv.Inject(fakedns.Fault{Match: fakedns.Match{Name: "two.test", Type: dns.TypeAAAA, Nth: 1}, Do: fakedns.Drop},
			fakedns.Fault{Match: fakedns.Match{Name: "one.test"}, Do: fakedns.Delay(time.Second)})
		defer time.Sleep(cancelAfter)
		conf := &resolvconf.Config{Servers: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.53:53")}, Timeout: 2 * time.Second, Attempts: 2}
		client := new(conns).client(srv)
		begun, got := time.Now(), ""
		two, first := false, time.Duration(0)
		steps := parked(t.Context(), client, conf, func(l *Lookup) bool {
			if !two {
				a, aaaa := l.AskBoth("two.test")
				if a == nil {
					return false
				}
				got, two, first = a.Addrs[0].String()+" "+aaaa.Addrs[0].String(), true, time.Since(begun)
			}
			a := l.Ask("one.test", dns.TypeA)
			if a == nil {
				return false
			}
			got += " " + a.Addrs[0].String()
			return true
		})
		if want := "192.0.2.2 2001:db8::2 192.0.2.1"; got != want || first != 2*time.Second || time.Since(begun) != 3*time.Second || len(srv.Queries()) != 4 {
			t.Errorf("got %s after %v and %v with %d queries, want %s", got, first, time.Since(begun), len(srv.Queries()), want)
		}
		if steps > 5 {
			t.Errorf("%d steps", steps)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Millisecond, cancel)
		var last Outcome
		parked(ctx, client, conf, func(l *Lookup) bool {
			a := l.Ask("one.test", dns.TypeA)
			if a != nil {
				last = a.Outcome
			}
			return a != nil
		})
		if last != Canceled {
			t.Errorf("canceled: %v", last)
		}
	})
}

// What is left of a lookup has no timer, which would hold its memory.
func TestNoTimerIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := new(conns).client(fakedns.New(t, lateZone))
		l := client.Lookup(t.Context(), &resolvconf.Config{Servers: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.53:53")}, Timeout: time.Second, Attempts: 1})
		l.Ask("two.test", dns.TypeA)
		waiter := l.waiter
		l.Close()
		select { // what has come since
		case <-waiter.Woken():
		default:
		}
		time.Sleep(10 * time.Second)
		select {
		case <-waiter.Woken():
			t.Error("woken after its end")
		default:
		}
	})
}

// The query of a lookup may be used for the next as soon as nobody looks at it: after an answer, and after a silence; but not while what came is
// compared with it.
func TestExchangeIsUsedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, lateZone)
		srv.Inject(fakedns.Fault{Match: fakedns.Match{Name: "one.test", Nth: 1}, Do: fakedns.Drop})
		defer time.Sleep(cancelAfter)
		server := netip.MustParseAddrPort("192.0.2.53:53")
		client := new(conns).client(srv)
		l := client.Lookup(t.Context(), &resolvconf.Config{Servers: []netip.AddrPort{server}, Timeout: time.Second, Attempts: 2})
		defer l.Close()
		if a := l.Ask("one.test", dns.TypeA); a.Outcome != Found || !l.asks[0].isSpare() {
			t.Errorf("after a silence and an answer: %v, spare %v", a.Outcome, l.asks[0].isSpare())
		}

		s := client.server(server)
		a := &l.asks[0]
		l.prepare("two.test", dns.TypeA)
		a.start(present())
		s.mu.Lock()
		link, err := s.linkFor(a, present())
		if err != nil {
			t.Fatal(err)
		}
		x := s.newExchange(a, link, a.question().key(false), present())
		s.mu.Unlock()
		if got := s.lookedFor(link, s.appendQuery(nil, x)); got != x {
			t.Fatal("not found")
		}
		s.leave(a, false)
		if a.isSpare() {
			t.Error("spare while it is compared")
		}
		a.state = done
	})
}

// Who takes what has come waits until whoever left it there is done with the ask: it may go on to another server, or end, right after.
func TestWhatComesIsTakenAfterwards(t *testing.T) {
	s := new(server)
	a := &ask{lookup: &Lookup{deadline: 2}, server: s, until: 2}
	for range 100 {
		s.mu.Lock()
		a.came.Store(&event{at: 1})
		taken := make(chan *event)
		go func() { taken <- a.take() }()
		for range 10 {
			runtime.Gosched()
			select {
			case <-taken:
				t.Fatal("taken too early")
			default:
			}
		}
		s.mu.Unlock()
		if e := <-taken; e == nil || a.take() != nil {
			t.Fatal("not taken once")
		}
	}
}
