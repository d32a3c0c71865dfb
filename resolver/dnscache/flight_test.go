package dnscache_test

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/dnsclient"
)

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
		begin := func(ctx context.Context, budget *dnsclient.Budget) dnscache.Asker {
			value = ctx.Value(key{})
			if _, ok := ctx.Deadline(); ok {
				t.Error("the flight has the deadline of one of those who wait")
			}
			return srv.begin(ctx, budget)
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
		ask("www.test", time.Second, "canceled 0: www.test. A: context deadline exceeded", time.Second)
		ask("www.test", -2*time.Second, "canceled 0: www.test. A: context canceled", 2*time.Second)
		ask("www.test", time.Minute, "found 10", 5*time.Second)
		wg.Wait()
		wantText(t, "asked", srv.asked(), "www.test A")
		if value != time.Second {
			t.Errorf("the context has %v", value)
		}

		start = time.Now()
		ask("late.test", 5*time.Second, "canceled 0: late.test. A: context deadline exceeded", 5*time.Second)
		ask("gone.test", time.Second, "canceled 0: gone.test. A: context deadline exceeded", time.Second)
		ask("gone.test", 2*time.Second, "canceled 0: gone.test. A: context deadline exceeded", 2*time.Second)
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
		wantText(t, "half", show2(a, aaaa), "found 10, canceled 0: www.test. AAAA: context canceled")
	})
}

// A goroutine that asks and ends without an answer leaves nobody waiting.
func TestAGoroutineThatEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cache := new(dnscache.Cache)
		l := cache.Lookup(t.Context(), 0, func(context.Context, *dnsclient.Budget) dnscache.Asker { runtime.Goexit(); return nil })
		wantText(t, "ended", show(l.Ask("www.test", dns.TypeA)), "canceled 0: the goroutine that asked has ended without an answer")
		wantText(t, "then", show(cache.Lookup(t.Context(), 0, new(servers).begin).Ask("www.test", dns.TypeA)), "found 10")
	})
}

// A question that nobody waits for any more takes nobody on, even while it has not yet noticed its end.
func TestNobodyJoinsWhatHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, cache := &servers{delay: 2 * time.Second}, new(dnscache.Cache)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		deaf := func(ctx context.Context, budget *dnsclient.Budget) dnscache.Asker {
			return srv.begin(context.WithoutCancel(ctx), budget)
		}
		cache.Lookup(ctx, 0, deaf).Ask("www.test", dns.TypeA)
		start := time.Now()
		wantText(t, "then", show(cache.Lookup(t.Context(), 0, srv.begin).Ask("www.test", dns.TypeA)), "found 10")
		if took := time.Since(start); took != 2*time.Second {
			t.Errorf("after %v", took)
		}
		wantText(t, "asked", srv.asked(), "www.test A, www.test A")
	})
}

// The context of a question ends with it, also where nobody waits for it.
func TestTheContextOfAQuestionEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all []context.Context
		l := (&dnscache.Cache{Prefetch: 1}).Lookup(t.Context(), 0, func(ctx context.Context, budget *dnsclient.Budget) dnscache.Asker {
			all = append(all, ctx)
			return new(servers).begin(ctx, budget)
		})
		l.Ask("www.test", dns.TypeA)
		time.Sleep(9 * time.Second)
		l.Ask("www.test", dns.TypeA)
		synctest.Wait()
		if len(all) != 2 || all[0].Err() == nil || all[1].Err() == nil {
			t.Errorf("%d contexts: %v", len(all), all)
		}
	})
}

// A slow context is over before it says so.
type slow struct {
	context.Context
	deadline time.Time
}

func (s slow) Deadline() (time.Time, bool) { return s.deadline, true }

// What comes at the instant of the deadline comes too late, as the client has it.
func TestAtTheDeadline(t *testing.T) {
	for _, tt := range []struct {
		early time.Duration
		want  string
	}{{0, "canceled 0: www.test. A: context deadline exceeded"}, {1, "found 10"}} {
		synctest.Test(t, func(t *testing.T) {
			srv := &servers{delay: time.Second - tt.early}
			ctx := slow{t.Context(), time.Now().Add(time.Second)}
			wantText(t, "asked", show(new(dnscache.Cache).Lookup(ctx, 0, srv.begin).Ask("www.test", dns.TypeA)), tt.want)
		})
	}
}

// What one lookup asks for has one budget, and what goes on in the background another.
func TestBudgets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var budgets []*dnsclient.Budget
		cache := &dnscache.Cache{Prefetch: 1}
		begin := func(ctx context.Context, budget *dnsclient.Budget) dnscache.Asker {
			budgets = append(budgets, budget)
			return new(servers).begin(ctx, budget)
		}
		l := cache.Lookup(t.Context(), 0, begin)
		l.Ask("one.test", dns.TypeA)
		l.Records("two.test", dns.TypeMX)
		cache.Lookup(t.Context(), 0, begin).Ask("three.test", dns.TypeA)
		time.Sleep(9 * time.Second)
		l.Ask("one.test", dns.TypeA)
		synctest.Wait()
		if len(budgets) != 4 || budgets[0] != budgets[1] || budgets[0] == budgets[2] || budgets[0] == budgets[3] || budgets[2] == budgets[3] {
			t.Errorf("%p", budgets)
		}
	})
}
