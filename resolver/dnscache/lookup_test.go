package dnscache_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/dnsclient"
)

// servers stand for the DNS: they note what they are asked, and when, and answer after a while.
type servers struct {
	delay  time.Duration
	answer func(name string, qtype uint16) dnsclient.Answer // nil: an address that lives for 10 seconds

	mu    sync.Mutex
	start time.Time
	log   []string
}

// begin is what [dnscache.Cache.Lookup] takes.
func (s *servers) begin(ctx context.Context) dnscache.Asker { return &asker{servers: s, ctx: ctx} }

// asked is what was asked since the last call.
func (s *servers) asked() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.Sort(s.log)
	log := strings.Join(s.log, ", ")
	s.log = nil
	return log
}

func (s *servers) note(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = append(s.log, fmt.Sprintf(format, args...))
}

type asker struct {
	*servers
	ctx     context.Context
	answers [2]dnsclient.Answer
}

func (a *asker) Close() {}

func (a *asker) Ask(name string, qtype uint16) *dnsclient.Answer {
	a.note("%s %v", name, dns.Type(qtype))
	a.wait(name, 0, qtype)
	return &a.answers[0]
}

func (a *asker) AskBoth(name string) (four, six *dnsclient.Answer) {
	a.note("%s both", name)
	a.wait(name, 0, dns.TypeA, dns.TypeAAAA)
	return &a.answers[0], &a.answers[1]
}

func (a *asker) wait(name string, i int, qtypes ...uint16) {
	var err error
	if a.delay > 0 {
		select {
		case <-time.After(a.delay):
		case <-a.ctx.Done():
			err = a.ctx.Err()
			a.note("%s ended: %v", name, err)
		}
	}
	for j, qtype := range qtypes {
		switch {
		case err != nil:
			a.answers[i+j] = dnsclient.Ended(name, qtype, err)
		case a.answer != nil:
			a.answers[i+j] = a.answer(name, qtype)
		default:
			a.answers[i+j] = address(name, 10*time.Second)
		}
	}
}

func address(name string, ttl time.Duration) dnsclient.Answer {
	return dnsclient.Answer{Name: name, Addrs: []netip.Addr{netip.MustParseAddr("192.0.2.1")}, TTL: ttl}
}

func failed(outcome dnsclient.Outcome) dnsclient.Answer {
	return dnsclient.Answer{Outcome: outcome, Err: &dnsclient.Failure{Outcome: outcome, Question: "a question"}}
}

var outcomes = []string{"found", "nxdomain", "nodata", "unusable", "servfail", "refused", "noanswer", "unreachable", "canceled"}

// show is an answer in short.
func show(a *dnsclient.Answer) string {
	text := fmt.Sprint(outcomes[a.Outcome], " ", int(a.TTL/time.Second))
	if a.Err != nil {
		text += ": " + a.Err.Error()
	}
	return text
}

func show2(a, aaaa *dnsclient.Answer) string { return show(a) + ", " + show(aaaa) }

func wantText(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// What is kept is not asked for, and what is not is asked for once more: of two types the one that is missing.
func TestOnlyWhatIsMissingIsAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := &servers{delay: 100 * time.Millisecond, answer: func(name string, qtype uint16) dnsclient.Answer {
			if qtype == dns.TypeAAAA {
				return address(name, 5*time.Second)
			}
			return address(name, 10*time.Second)
		}}
		cache := new(dnscache.Cache)
		l := cache.Lookup(t.Context(), 1, srv.begin)
		for _, step := range []struct {
			at    time.Duration
			ask   func() string
			want  string
			asked string
		}{
			{0, func() string { return show2(l.AskBoth("www.test")) }, "found 10, found 5", "www.test both"},
			{0, func() string { return show2(l.AskBoth("WWW.test.")) }, "found 10, found 5", ""},
			{1, func() string { return show(l.Ask("www.test", dns.TypeAAAA)) }, "found 4", ""},
			{5, func() string { return show(l.Ask("www.test", dns.TypeAAAA)) }, "found 0", ""},
			{6, func() string { return show2(l.AskBoth("www.test")) }, "found 4, found 5", "www.test AAAA"},
			{7, func() string { return show2(l.AskBoth("www.test")) }, "found 3, found 4", ""},
			{7, func() string { return show(l.Ask("www.test", dns.TypePTR)) }, "found 10", "www.test PTR"},
			{8, func() string { return show(cache.Lookup(t.Context(), 2, srv.begin).Ask("www.test", dns.TypeA)) }, "found 10", "www.test A"},
			{100, func() string { return show2(l.AskBoth("www.test")) }, "found 10, found 5", "www.test both"},
		} {
			if srv.start.IsZero() {
				srv.start = time.Now()
			}
			time.Sleep(time.Until(srv.start.Add(step.at*time.Second + 50*time.Millisecond)))
			at := fmt.Sprint("at ", int(step.at))
			wantText(t, at, step.ask(), step.want)
			wantText(t, at, srv.asked(), step.asked)
		}
		want := dnscache.Stats{Hits: 7, Misses: 7, Entries: 4}
		got := cache.Stats()
		got.Bytes = 0
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
}

// A name comes back as the caller spells it, and what is kept stays as it was.
func TestNamesComeBackAsTheyAreAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := &servers{answer: func(name string, qtype uint16) dnsclient.Answer {
			name = strings.TrimSuffix(name, ".")
			a := address(name, time.Minute)
			if qtype == dns.TypeAAAA {
				a.Name, a.Aliases = "target.test", []string{name}
			}
			return a
		}}
		l := new(dnscache.Cache).Lookup(t.Context(), 0, srv.begin)
		for _, name := range []string{"www.test", "WWW.test.", "www.test.", "wWw.test"} {
			a, aaaa := l.AskBoth(name)
			wantText(t, name, fmt.Sprint(a.Name, a.Aliases, aaaa.Name, aaaa.Aliases),
				fmt.Sprintf("%s[]target.test[%[1]s]", strings.TrimSuffix(name, ".")))
		}
		wantText(t, "asked", srv.asked(), "www.test both")
	})
}

// Many who ask the same at the same time have one answer; who asks for one of two types asks on its own.
func TestOneFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := &servers{delay: time.Second}
		cache := new(dnscache.Cache)
		var wg sync.WaitGroup
		ask := func(f func(l *dnscache.Lookup) string, want string) {
			wg.Go(func() { wantText(t, "asked", f(cache.Lookup(t.Context(), 0, srv.begin)), want) })
		}
		for range 10 {
			ask(func(l *dnscache.Lookup) string { return show2(l.AskBoth("www.test")) }, "found 10, found 10")
			ask(func(l *dnscache.Lookup) string { return show(l.Ask("WWW.test", dns.TypeAAAA)) }, "found 10")
		}
		wg.Wait()
		asked := strings.ToLower(srv.asked())
		wantText(t, "asked", asked, "www.test aaaa, www.test both")
		if n := cache.Stats().Joined; n != 18 {
			t.Errorf("%d waited for what others had asked for", n)
		}
	})
}

// Who asks first may leave: the question goes on for those who wait, with what its context holds, and ends with the last of them. Each
// leaves at once, with the error of its own context.
func TestLeaving(t *testing.T) {
	type key struct{}
	synctest.Test(t, func(t *testing.T) {
		srv := &servers{delay: 5 * time.Second}
		var value any
		begin := func(ctx context.Context) dnscache.Asker {
			value = ctx.Value(key{})
			if _, ok := ctx.Deadline(); ok {
				t.Error("the flight has the deadline of one of those who wait")
			}
			return srv.begin(ctx)
		}
		cache := new(dnscache.Cache)
		var wg sync.WaitGroup
		start := time.Now()
		ask := func(name string, d time.Duration, want string, after time.Duration) {
			ctx, cancel := context.WithTimeout(context.WithValue(t.Context(), key{}, d), d)
			if d < 0 {
				ctx, cancel = context.WithCancel(t.Context())
				time.AfterFunc(-d, cancel)
			}
			wg.Go(func() {
				defer cancel()
				wantText(t, name, show(cache.Lookup(ctx, 0, begin).Ask(name, dns.TypeA)), want)
				if took := time.Since(start); took != after {
					t.Errorf("%s: %v after %v, want %v", name, d, took, after)
				}
			})
			synctest.Wait()
		}
		ask("www.test", time.Second, "canceled 0: www.test A: context deadline exceeded", time.Second)
		ask("www.test", -2*time.Second, "canceled 0: www.test A: context canceled", 2*time.Second)
		ask("www.test", time.Minute, "found 10", 5*time.Second)
		wg.Wait()
		wantText(t, "asked", srv.asked(), "www.test A")
		if value != time.Second {
			t.Errorf("the context has %v", value)
		}

		start = time.Now()
		ask("late.test", 5*time.Second, "canceled 0: late.test A: context deadline exceeded", 5*time.Second)
		ask("gone.test", time.Second, "canceled 0: gone.test A: context deadline exceeded", time.Second)
		ask("gone.test", 2*time.Second, "canceled 0: gone.test A: context deadline exceeded", 2*time.Second)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		ask("gone.test", time.Minute, "found 10", 7*time.Second)
		wg.Wait()
		wantText(t, "asked", srv.asked(), "gone.test A, gone.test A, gone.test ended: context canceled, late.test A")
	})
}

// What is kept answers even where the context has ended.
func TestHitsUnderAnEndedContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, cache := new(servers), new(dnscache.Cache)
		ctx, cancel := context.WithCancel(t.Context())
		l := cache.Lookup(ctx, 0, srv.begin)
		l.Ask("www.test", dns.TypeA)
		cancel()
		wantText(t, "kept", show(l.Ask("www.test", dns.TypeA)), "found 10")
		a, aaaa := l.AskBoth("www.test")
		wantText(t, "half", show2(a, aaaa), "found 10, canceled 0: www.test AAAA: context canceled")
	})
}

// A goroutine that asks and ends without an answer leaves nobody waiting.
func TestAGoroutineThatEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cache := new(dnscache.Cache)
		l := cache.Lookup(t.Context(), 0, func(context.Context) dnscache.Asker { runtime.Goexit(); return nil })
		wantText(t, "ended", show(l.Ask("www.test", dns.TypeA)), "canceled 0: the goroutine that asked has ended without an answer")
		wantText(t, "then", show(cache.Lookup(t.Context(), 0, new(servers).begin).Ask("www.test", dns.TypeA)), "found 10")
	})
}

// NXDOMAIN for one family, where the other is found: each is kept as it came, in whatever order.
func TestFamiliesThatContradict(t *testing.T) {
	for _, absent := range []uint16{dns.TypeA, dns.TypeAAAA} {
		synctest.Test(t, func(t *testing.T) {
			srv := &servers{answer: func(name string, qtype uint16) dnsclient.Answer {
				if qtype == absent {
					return dnsclient.Answer{Outcome: dnsclient.NXDomain, TTL: time.Minute}
				}
				return address(name, time.Second)
			}}
			l := new(dnscache.Cache).Lookup(t.Context(), 0, srv.begin)
			first := show2(l.AskBoth("www.test"))
			srv.asked()
			time.Sleep(time.Second / 2)
			wantText(t, "kept", strings.ReplaceAll(show2(l.AskBoth("www.test")), " 0", " 1"), strings.ReplaceAll(first, " 60", " 59"))
			time.Sleep(time.Second)
			l.AskBoth("www.test")
			wantText(t, "asked", srv.asked(), "www.test "+dns.Type(dns.TypeA+dns.TypeAAAA-absent).String())
		})
	}
}

// A failure answers for a second; its error says what it said.
func TestFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := &servers{answer: func(string, uint16) dnsclient.Answer { return failed(dnsclient.NoAnswer) }}
		l := new(dnscache.Cache).Lookup(t.Context(), 0, srv.begin)
		wantText(t, "first", show(l.Ask("www.test", dns.TypeA)), "noanswer 0: a question: no answer in time")
		a := l.Ask("www.test", dns.TypeA)
		wantText(t, "kept", show(a), "noanswer 1: a question: no answer in time (cached)")
		var e *dnscache.Error
		if !errors.As(a.Err, &e) {
			t.Errorf("%T", a.Err)
		}
		time.Sleep(time.Second)
		wantText(t, "again", show(l.Ask("www.test", dns.TypeA)), "noanswer 0: a question: no answer in time")
		wantText(t, "asked", srv.asked(), "www.test A, www.test A")
	})
}

// A flush forgets what is kept, and what is under way: that is answered to those who wait, and not kept.
func TestFlush(t *testing.T) {
	for _, flush := range []func(*dnscache.Cache){
		func(c *dnscache.Cache) { c.Flush("WWW.test.") },
		(*dnscache.Cache).FlushAll,
	} {
		synctest.Test(t, func(t *testing.T) {
			srv, cache := &servers{delay: time.Second}, new(dnscache.Cache)
			ask := func() string { return show(cache.Lookup(t.Context(), 0, srv.begin).Ask("www.test", dns.TypeA)) }
			ask()
			flush(cache)
			if n := cache.Stats().Entries; n != 0 {
				t.Errorf("%d entries", n)
			}
			var wg sync.WaitGroup
			wg.Go(func() { wantText(t, "waits", ask(), "found 10") })
			synctest.Wait()
			flush(cache)
			wg.Go(func() { wantText(t, "begins anew", ask(), "found 10") })
			time.Sleep(500 * time.Millisecond)
			wg.Wait()
			wantText(t, "asked", srv.asked(), "www.test A, www.test A, www.test A")
		})
	}
}

// A flush of one name leaves the others.
func TestFlushLeavesOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, cache := &servers{delay: time.Second}, new(dnscache.Cache)
		l := cache.Lookup(t.Context(), 0, srv.begin)
		l.Ask("one.test", dns.TypeA)
		var wg sync.WaitGroup
		wg.Go(func() { cache.Lookup(t.Context(), 0, srv.begin).Ask("two.test", dns.TypeA) })
		synctest.Wait()
		cache.Flush("three.test")
		wg.Wait()
		srv.asked()
		l.Ask("one.test", dns.TypeA)
		l.Ask("two.test", dns.TypeA)
		wantText(t, "asked", srv.asked(), "")
	})
}

// What is kept can be listed.
func TestAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, cache := &servers{answer: func(name string, qtype uint16) dnsclient.Answer {
			if name == "no.test" {
				return dnsclient.Answer{Outcome: dnsclient.NXDomain, TTL: time.Minute}
			}
			return address(name, 10*time.Second)
		}}, &dnscache.Cache{MaxStale: time.Minute}
		for set := range uint64(2) {
			l := cache.Lookup(t.Context(), 1-set, srv.begin)
			l.AskBoth("www.test")
		}
		cache.Lookup(t.Context(), 0, srv.begin).Ask("no.test", dns.TypeA)
		time.Sleep(15 * time.Second)
		cache.Lookup(t.Context(), 0, srv.begin).Ask("Then.test", dns.TypeA)
		var got []string
		for e := range cache.All() {
			got = append(got, fmt.Sprintf("%s %v %d %v %s", e.Name, dns.Type(e.Type), e.Set, e.All, show(&e.Answer)))
			cache.Flush(e.Name)
		}
		want := []string{"no.test A 0 true nxdomain 45", "then.test A 0 false found 10", "www.test A 0 false found -5", "www.test AAAA 0 false found -5",
			"www.test A 1 false found -5", "www.test AAAA 1 false found -5"}
		if !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
		for e := range cache.All() {
			t.Errorf("%s is kept after its flush", e.Name)
		}
	})
}
