package dnscache_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/dnsclient"
)

// weather is servers whose answers change from time to time.
type weather struct {
	servers
	mu   sync.Mutex
	what string
}

func (w *weather) becomes(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.what = what
}

func newWeather(delay time.Duration) *weather {
	w := &weather{what: "found"}
	w.answersAfter(delay)
	w.answer = func(name string, qtype uint16) dnsclient.Answer {
		w.mu.Lock()
		defer w.mu.Unlock()
		switch w.what {
		case "found":
			return address(name, 10*time.Second)
		case "nxdomain":
			return dnsclient.Answer{Outcome: dnsclient.NXDomain, TTL: 5 * time.Second}
		case "nodata":
			return dnsclient.Answer{Outcome: dnsclient.NoData, TTL: 5 * time.Second}
		case "half":
			if qtype == dns.TypeA {
				return address(name, 10*time.Second)
			}
		}
		return failed(dnsclient.ServFail)
	}
	return w
}

// RFC 8767: what is over answers where the servers give no answer, or none in time; it is asked for again at most every 30 seconds then,
// and what comes late is kept.
func TestStale(t *testing.T) {
	const old, reason = "found 30", ": a chain of names that leads nowhere"
	type step struct {
		at      time.Duration // seconds
		weather string
		delay   time.Duration // milliseconds
		want    string
		took    time.Duration // milliseconds
		asked   string
	}
	for _, tt := range []struct {
		name  string
		stale time.Duration
		steps []step
	}{
		{"not by default", 0, []step{
			{0, "found", 0, "found 10", 0, "www.test A"},
			{11, "servfail", 0, "servfail 0: a question", 0, "www.test A"}}},
		{"a failure", time.Hour, []step{
			{0, "found", 0, "found 10", 0, "www.test A"},
			{9, "servfail", 0, "found 1", 0, ""},
			{10, "servfail", 500, old, 500, "www.test A"},
			{40, "found", 0, old, 0, ""},
			{41, "servfail", 0, old, 0, "www.test A"},
			{70, "found", 0, old, 0, ""},
			{71, "found", 0, "found 10", 0, "www.test A"}}},
		{"its end", 20 * time.Second, []step{
			{0, "found", 0, "found 10", 0, "www.test A"},
			{29, "servfail", 0, old, 0, "www.test A"},
			{30, "servfail", 0, "servfail 0: a question", 0, "www.test A"},
			{30, "servfail", 0, "servfail 1: a question (cached)", 0, ""}}},
		{"an answer", time.Hour, []step{
			{0, "found", 0, "found 10", 0, "www.test A"},
			{10, "nxdomain", 0, "nxdomain 5", 0, "www.test A"},
			{20, "servfail", 0, "servfail 0: a question", 0, "www.test A"}}},
		{"in time", time.Hour, []step{
			{0, "found", 0, "found 10", 0, "www.test A"},
			{10, "found", 1799, "found 10", 1799, "www.test A"}}},
		{"late", time.Hour, []step{
			{0, "found", 0, "found 10", 0, "www.test A"},
			{10, "found", 5000, old, 1800, "www.test A"},
			{12, "found", 0, old, 1800, ""},
			{16, "found", 0, "found 9", 0, ""}}},
		{"no such name is not used when it is over", time.Hour, []step{
			{0, "nxdomain", 0, "nxdomain 5", 0, "www.test A"},
			{5, "servfail", 0, "servfail 0: a question", 0, "www.test A"}}},
	} {
		synctest.Test(t, func(t *testing.T) {
			w, cache, start := newWeather(0), &dnscache.Cache{MaxStale: tt.stale}, time.Now()
			defer cache.Close()
			stale := uint64(0)
			for _, s := range tt.steps {
				if s.want == old {
					stale++
				}
				time.Sleep(time.Until(start.Add(s.at * time.Second)))
				w.becomes(s.weather)
				w.answersAfter(s.delay * time.Millisecond)
				asked := time.Now()
				got := strings.Replace(show(cache.Lookup(t.Context(), 0, w.begin).Ask("www.test", dns.TypeA)), reason, "", 1)
				what := fmt.Sprintf("%s: at %d", tt.name, s.at)
				wantText(t, what, got, s.want)
				if took := time.Since(asked); took != s.took*time.Millisecond {
					t.Errorf("%s: after %v", what, took)
				}
				wantText(t, what, w.asked(), s.asked)
			}
			if n := cache.Stats().Stale; n != stale {
				t.Errorf("%s: %d were over, by Stats", tt.name, n)
			}
		})
	}
}

// Of two families one may be over and the other not there: who waits does so for what there is not, and has both.
func TestStaleHalf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, cache := newWeather(0), &dnscache.Cache{MaxStale: time.Hour}
		defer cache.Close()
		l := cache.Lookup(t.Context(), 0, w.begin)
		l.Ask("www.test", dns.TypeAAAA)
		time.Sleep(15 * time.Second)
		w.becomes("half")
		w.answersAfter(4 * time.Second)
		start := time.Now()
		a, aaaa := l.AskBoth("www.test")
		wantText(t, "half", show2(a, aaaa), "found 10, found 30")
		wantText(t, "what is said of them", fmt.Sprint(a.Extended, aaaa.Extended), fmt.Sprint("[] [", dnscache.StaleAnswer, "]"))
		if took := time.Since(start); took != 4*time.Second {
			t.Error(took)
		}
		if s := cache.Stats(); s.Stale != 1 || s.Misses != 3 || s.Hits != 0 {
			t.Errorf("%+v", s)
		}
	})
}

// What is asked for often is fetched anew before it is over: once at a time, in the last tenth, and nobody waits for it.
func TestPrefetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, cache, start := newWeather(500*time.Millisecond), &dnscache.Cache{Prefetch: 3}, time.Now()
		defer cache.Close()
		ask := func(at float64, name, want, asked string) {
			t.Helper()
			time.Sleep(time.Until(start.Add(time.Duration(at * float64(time.Second)))))
			began := time.Now()
			wantText(t, fmt.Sprint(name, " at ", at), show2(cache.Lookup(t.Context(), 0, w.begin).AskBoth(name)), want)
			if at > 0.5 && time.Since(began) > 0 {
				t.Errorf("at %v: waited %v", at, time.Since(began))
			}
			synctest.Wait()
			wantText(t, fmt.Sprint(name, " at ", at), w.asked(), asked)
		}
		ask(0, "hot.test", "found 10, found 10", "hot.test both")
		ask(0.5, "cold.test", "found 10, found 10", "cold.test both")
		for _, at := range []float64{2, 4, 6, 9.4} {
			ask(at, "hot.test", fmt.Sprintf("found %d, found %[1]d", int(10.5-at)), "")
		}
		ask(9.5, "cold.test", "found 1, found 1", "")
		ask(9.5, "hot.test", "found 1, found 1", "hot.test both")
		ask(9.6, "hot.test", "found 0, found 0", "")
		ask(10.1, "hot.test", "found 9, found 9", "")
		ask(19.5, "hot.test", "found 0, found 0", "")
		ask(19.6, "hot.test", "found 0, found 0", "hot.test both") // the third time
		if s := cache.Stats(); s.Prefetches != 2 {
			t.Errorf("%+v", s)
		}
	})
}

// What is fetched anew in the background is a hit all the same, where one family may go ahead too.
func TestPrefetchOfWhatMayGoAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, cache := newWeather(0), &dnscache.Cache{Prefetch: 1}
		defer cache.Close()
		l := cache.Lookup(t.Context(), 0, w.begin)
		l.AskBoth("www.test")
		w.asked()
		time.Sleep(9500 * time.Millisecond)
		l.Early = func(dnsclient.Answer) {}
		wantText(t, "kept", show2(l.AskBoth("www.test")), "found 0, found 0")
		synctest.Wait()
		wantText(t, "asked", w.asked(), "www.test A, www.test AAAA")
		if !l.Hit() {
			t.Error("no hit")
		}
	})
}

// A refresh that fails leaves the answer in force, and is not tried again before 30 seconds are over.
func TestPrefetchThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, cache := newWeather(0), &dnscache.Cache{Prefetch: 1, MinTTL: time.Hour}
		defer cache.Close()
		l := cache.Lookup(t.Context(), 0, w.begin)
		l.Ask("www.test", dns.TypeA)
		w.becomes("servfail")
		l.Ask("www.test", dns.TypeA)
		for _, s := range []struct{ after, left time.Duration }{{54 * time.Minute, 360}, {29 * time.Second, 331}, {time.Second, 330}} {
			time.Sleep(s.after)
			wantText(t, "kept", show(l.Ask("www.test", dns.TypeA)), fmt.Sprint("found ", int(s.left)))
			synctest.Wait()
		}
		wantText(t, "asked", w.asked(), "www.test A, www.test A, www.test A")
	})
}
