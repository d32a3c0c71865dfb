package dnsclient

import (
	"context"
	"errors"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/resolvconf"
)

// slowCtx is a context whose Err takes long, once, the n-th time that it is called at that time or later: who asks for it between a look
// at what has come and the end of the wait gives a reply the time to come in between.
type slowCtx struct {
	context.Context
	at   time.Time
	n    int
	long time.Duration
}

func (c *slowCtx) Err() error {
	if !time.Now().Before(c.at) {
		if c.n--; c.n == 0 {
			time.Sleep(c.long)
		}
	}
	return c.Context.Err()
}

const lateZone = `
one.test. A 192.0.2.1
two.test. A 192.0.2.2
two.test. AAAA 2001:db8::2
`

// What comes after its time is no answer of the server that is asked next, and the question is not waited for any more once there is
// another.
func TestALateReplyIsOfNoOtherQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, lateZone)
		defer time.Sleep(cancelAfter)
		first, second := netip.MustParseAddrPort("192.0.2.53:53"), netip.MustParseAddrPort("192.0.2.54:53")
		srv.Inject(
			fakedns.Fault{Match: fakedns.Match{Server: first, Name: "one.test"}, Do: fakedns.Delay(time.Second + time.Millisecond)},
			fakedns.Fault{Match: fakedns.Match{Server: first, Name: "two.test"}, Do: fakedns.Delay(900 * time.Millisecond)},
			fakedns.Fault{Match: fakedns.Match{Server: second}, Do: fakedns.Delay(500 * time.Millisecond)},
		)
		client := new(conns).client(srv)
		ctx := &slowCtx{t.Context(), time.Now().Add(time.Second), 1, 2 * time.Millisecond}
		l := client.Lookup(ctx, &resolvconf.Config{Servers: []netip.AddrPort{first, second}, Timeout: time.Second, Attempts: 1})
		defer l.Close()
		a := l.Ask("one.test", dns.TypeA)
		if a.Outcome != Found || a.Server != second || l.asks[0].exchange != nil || l.pending.Load() != 0 {
			t.Errorf("got %+v, still waiting: %v", a, l.asks[0].exchange != nil)
		}
		if a = l.Ask("two.test", dns.TypeA); a.Outcome != Found || a.Addrs[0] != netip.MustParseAddr("192.0.2.2") {
			t.Errorf("got %+v", a)
		}
	})
}

// Where the last that is waited for goes unanswered, what came of the other one is seen at once.
func TestAnAnswerIsSeenWhenTheOtherIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, lateZone)
		defer time.Sleep(cancelAfter)
		begun := time.Now()
		srv.Inject(
			fakedns.Fault{Match: fakedns.Match{Type: dns.TypeA}, Do: fakedns.Delay(grace + time.Millisecond)},
			fakedns.Fault{Match: fakedns.Match{Type: dns.TypeAAAA}, Do: func(q fakedns.Query, _ []fakedns.Packet) []fakedns.Packet {
				return []fakedns.Packet{{Data: []byte{q.Wire[0], q.Wire[1], 0x80, dns.RcodeServerFailure, 11: 0}}}
			}},
		)
		client := new(conns).client(srv)
		ctx := &slowCtx{t.Context(), begun.Add(grace), 2, 2 * time.Millisecond} // that of AAAA, after A
		l := client.Lookup(ctx, &resolvconf.Config{Servers: oneServer().Servers, Timeout: 5 * time.Second, Attempts: 1})
		defer l.Close()
		a, aaaa := l.AskBoth("two.test")
		if took := time.Since(begun); a.Outcome != Found || aaaa.Outcome != ServFail || took > grace+2*time.Millisecond {
			t.Errorf("got %v and %v after %v", a.Outcome, aaaa.Outcome, took)
		}
	})
}

// A hook that panics leaves nobody waiting for what another lookup has asked.
func TestTraceMayPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, lateZone)
		defer time.Sleep(cancelAfter)
		srv.Inject(fakedns.Fault{Do: fakedns.Delay(time.Second)})
		client := new(conns).client(srv)
		go func() {
			l := client.Lookup(t.Context(), oneServer())
			defer l.Close()
			if a := l.Ask("one.test", dns.TypeA); a.Outcome != Found {
				t.Errorf("got %+v", a)
			}
		}()
		synctest.Wait()
		l := client.Lookup(t.Context(), oneServer())
		func() {
			defer func() { recover() }()
			defer l.Close()
			l.Trace = &Trace{Query: func(TraceQuery) { panic("in a hook") }}
			l.Ask("one.test", dns.TypeA)
		}()
		if l.asks[0].exchange != nil {
			t.Error("the question is still waited for")
		}
		time.Sleep(2 * time.Second)
	})
}

// A context with a deadline that it does not keep ends a lookup all the same, if a second later.
func TestALateContextIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, lateZone)
		defer time.Sleep(cancelAfter)
		srv.Inject(fakedns.Fault{Do: fakedns.Drop})
		ctx := lateCtx{t.Context(), time.Now().Add(time.Second)}
		begun := time.Now()
		a := new(conns).client(srv).Lookup(ctx, oneServer()).Ask("one.test", dns.TypeA)
		if took := time.Since(begun); !errors.Is(a.Err, context.DeadlineExceeded) || took != time.Second+contextSlack {
			t.Errorf("%v after %v", a.Err, took)
		}
	})
}

type lateCtx struct {
	context.Context
	deadline time.Time
}

func (c lateCtx) Deadline() (time.Time, bool) { return c.deadline, true }

// A socket that nobody needs any more is drawn by nobody either.
func TestASocketThatDoesNotStayIsNotDrawn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, lateZone)
		defer time.Sleep(cancelAfter)
		client := new(conns).client(srv)
		l := client.Lookup(t.Context(), oneServer())
		defer l.Close()
		l.Ask("one.test", dns.TypeA)
		s := client.server(oneServer().Servers[0])
		p := s.pool(dns.TypeA)
		socket := p.sockets[0]
		s.mu.Lock()
		socket.used, socket.seen = false, p.uses
		s.mu.Unlock()
		if socket.stays() || !socket.closed || len(p.sockets) != 0 {
			t.Errorf("closed is %v, and %d are left", socket.closed, len(p.sockets))
		}
	})
}
