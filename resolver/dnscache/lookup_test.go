package dnscache_test

import (
	"errors"
	"fmt"
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
		cache := new(dnscache.Cache)
		l := cache.Lookup(t.Context(), 0, srv.begin)
		for _, name := range []string{"www.test", "WWW.test.", "www.test.", "wWw.test"} {
			a, aaaa := l.AskBoth(name)
			wantText(t, name, fmt.Sprint(a.Name, a.Aliases, aaaa.Name, aaaa.Aliases),
				fmt.Sprintf("%s[]target.test[%[1]s]", strings.TrimSuffix(name, ".")))
		}
		wantText(t, "asked", srv.asked(), "www.test both")
		for e := range cache.All() {
			if len(e.Answer.Aliases) > 0 {
				wantText(t, "kept", e.Answer.Aliases[0], "www.test")
			}
		}
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
		var e dnscache.Error
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
			synctest.Wait()
			flush(cache)
			wg.Wait()
			wantText(t, "asked", srv.asked(), "www.test A, www.test A, www.test A")
			if n := cache.Stats().Entries; n != 0 || cache.Epoch() != 3 {
				t.Errorf("%d entries, epoch %d", n, cache.Epoch())
			}
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
			switch name {
			case "no.test":
				return dnsclient.Answer{Outcome: dnsclient.NXDomain, TTL: time.Minute}
			case "over.test":
				return dnsclient.Answer{Outcome: dnsclient.NXDomain, TTL: time.Second}
			}
			return address(name, 10*time.Second)
		}}, &dnscache.Cache{MaxStale: time.Minute}
		for set := range uint64(2) {
			l := cache.Lookup(t.Context(), 1-set, srv.begin)
			l.AskBoth("www.test")
		}
		cache.Lookup(t.Context(), 0, srv.begin).Ask("no.test", dns.TypeA)
		cache.Lookup(t.Context(), 0, srv.begin).Ask("over.test", dns.TypeA)
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

// Where one family may go ahead, each is asked for by itself, and kept; the first that is found is told of, once, unless both are there.
func TestEarly(t *testing.T) {
	for _, tt := range []struct {
		name     string
		four     time.Duration // after which A comes, and AAAA after a second
		outcome  dnsclient.Outcome
		want     string
		told     string
		kept     string // of what is asked for once more, and told early
		keptTold string
	}{
		{"A comes first", 0, dnsclient.Found, "found 10, found 10", "found 10 at 0s", "found 9, found 10", ""},
		{"AAAA comes first", 2 * time.Second, dnsclient.Found, "found 10, found 10", "found 10 at 1s", "found 10, found 9", ""},
		{"A is not there", 0, dnsclient.NoData, "nodata 10, found 10", "", "nodata 9, found 10", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := &servers{answer: func(name string, qtype uint16) dnsclient.Answer {
					a := address(name, 10*time.Second)
					if qtype == dns.TypeAAAA {
						time.Sleep(time.Second)
						return a
					}
					time.Sleep(tt.four)
					if a.Outcome = tt.outcome; a.Outcome != dnsclient.Found {
						a.Addrs = nil
					}
					return a
				}}
				cache, start := new(dnscache.Cache), time.Now()
				for i, want := range []string{tt.want, tt.kept} {
					told := ""
					l := cache.Lookup(t.Context(), 0, srv.begin)
					l.Early = func(a dnsclient.Answer) { told += show(&a) + " at " + time.Since(start).String() }
					wantText(t, "answers", show2(l.AskBoth("www.test")), want)
					wantText(t, "told", told, []string{tt.told, tt.keptTold}[i])
					if l.Hit() != (i == 1) {
						t.Errorf("%d: hit %v", i, l.Hit())
					}
				}
			})
		})
	}
}
