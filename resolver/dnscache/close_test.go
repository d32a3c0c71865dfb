package dnscache_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnscache"
)

// What goes on in the background is bounded, and ends with Close, which waits for it; after that nothing goes on.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, cache := newWeather(0), &dnscache.Cache{Prefetch: 1}
		l := cache.Lookup(t.Context(), 0, w.begin)
		round := func() {
			for i := range 20 {
				l.Ask(fmt.Sprint(i, ".test"), dns.TypeA)
			}
		}
		round()
		round()
		w.asked()
		time.Sleep(9 * time.Second)
		w.answersAfter(time.Minute)
		round()
		synctest.Wait()
		if n := strings.Count(w.asked(), "A"); n != 16 {
			t.Errorf("%d refreshes at a time", n)
		}
		cache.Flush("3.test")
		waits, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		var wg sync.WaitGroup
		time.Sleep(time.Second)
		wg.Go(func() {
			wantText(t, "waits", show(cache.Lookup(waits, 0, w.begin).Ask("4.test", dns.TypeA)), "canceled 0: 4.test. A: context deadline exceeded")
		})
		synctest.Wait()
		cache.Close()
		w.asked()
		wg.Wait()
		synctest.Wait()
		wantText(t, "with its last waiter", w.asked(), "4.test ended: context canceled")
		w.answersAfter(0)
		round()
		w.asked()
		round()
		time.Sleep(9 * time.Second)
		round()
		synctest.Wait()
		wantText(t, "closed", w.asked(), "")
		cache.Close()
	})
}

// With nothing more allowed in the background, a question that is late ends with its last waiter.
func TestStaleAfterClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, cache := newWeather(0), &dnscache.Cache{MaxStale: time.Hour}
		l := cache.Lookup(t.Context(), 0, w.begin)
		l.Ask("www.test", dns.TypeA)
		cache.Close()
		time.Sleep(10 * time.Second)
		w.asked()
		w.answersAfter(time.Minute)
		wantText(t, "stale", show(l.Ask("www.test", dns.TypeA)), "found 30")
		synctest.Wait()
		wantText(t, "asked", w.asked(), "www.test A, www.test ended: context canceled")
	})
}

// A flush ends what goes on in the background, or would: what it brings is not wanted.
func TestFlushEndsTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, cache := newWeather(0), &dnscache.Cache{Prefetch: 1, MaxStale: time.Hour}
		defer cache.Close()
		ask := func() string { return show(cache.Lookup(t.Context(), 0, w.begin).Ask("www.test", dns.TypeA)) }
		ask()
		w.asked()
		w.answersAfter(time.Minute)
		time.Sleep(9 * time.Second)
		wantText(t, "due", ask(), "found 1")
		synctest.Wait()
		cache.Flush("www.test")
		synctest.Wait()
		wantText(t, "due", w.asked(), "www.test A, www.test ended: context canceled")

		w.answersAfter(0)
		ask()
		w.asked()
		w.answersAfter(time.Minute)
		time.Sleep(10 * time.Second)
		time.AfterFunc(time.Second, cache.FlushAll)
		wantText(t, "over", ask(), "found 30")
		synctest.Wait()
		wantText(t, "over", w.asked(), "www.test A, www.test ended: context canceled")
	})
}

// What is over in the background makes room there for other things.
func TestTheBackgroundIsFreeAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, cache := newWeather(0), &dnscache.Cache{Prefetch: 1}
		defer cache.Close()
		for i := range 20 {
			l := cache.Lookup(t.Context(), 0, w.begin)
			name := fmt.Sprint(i, ".test")
			l.Ask(name, dns.TypeA)
			time.Sleep(9 * time.Second)
			w.asked()
			l.Ask(name, dns.TypeA)
			synctest.Wait()
			wantText(t, "asked", w.asked(), name+" A")
		}
	})
}
