package dnscache_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/dnsclient"
)

// Many goroutines ask, let questions end, flush and look, in a cache that is too small for what they ask: who asks for a name has an
// answer for that name. It says the most under the race detector.
func TestParallel(t *testing.T) {
	for _, cache := range []*dnscache.Cache{
		{MaxEntries: 50, Prefetch: 1, MaxStale: time.Hour},
		{MaxEntries: 1 << 13, MinTTL: time.Millisecond},
	} {
		srv := &servers{answer: func(name string, qtype uint16) dnsclient.Answer {
			switch {
			case name[0] == '7':
				return dnsclient.Answer{Outcome: dnsclient.NXDomain, Name: name, TTL: time.Second}
			case name[0] == '8':
				return dnsclient.Answer{Outcome: dnsclient.ServFail, Name: name}
			}
			return address(name, time.Duration(name[0]-'0')*time.Millisecond)
		}}
		var wg sync.WaitGroup
		for g := range uint64(8) {
			wg.Go(func() {
				r := rand.New(rand.NewPCG(g, 5))
				ctx, cancel := context.WithCancel(t.Context())
				l := cache.Lookup(ctx, g%2, srv.begin)
				for range 3000 {
					name := fmt.Sprint(r.IntN(300), ".test")
					switch r.IntN(200) {
					case 0:
						cache.FlushAll()
					case 1:
						for e := range cache.All() {
							cache.Flush(e.Name)
							break
						}
					case 2:
						cache.Stats()
					case 3:
						cancel()
						ctx, cancel = context.WithCancel(t.Context())
						l = cache.Lookup(ctx, g%2, srv.begin)
					case 4, 5, 6, 7:
						cancel()
					default:
						a, aaaa := l.AskBoth(name)
						for _, x := range []*dnsclient.Answer{a, aaaa, l.Ask(name, dns.TypePTR)} {
							if x.Name != name && x.Outcome != dnsclient.Canceled {
								t.Errorf("%s: got %v of %s", name, x.Outcome, x.Name)
							}
						}
					}
				}
				cancel()
			})
		}
		wg.Wait()
		cache.Close()
	}
}

// A thousand who leave, at different times, leave no goroutine: else the bubble would not end. Questions whose last waiter has gone end at once.
func TestNoGoroutineIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, cache := &servers{delay: time.Hour}, new(dnscache.Cache)
		start := time.Now()
		var wg sync.WaitGroup
		for i := range 1000 {
			wg.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*time.Millisecond)
				defer cancel()
				cache.Lookup(ctx, 0, srv.begin).AskBoth(fmt.Sprint(i%10, ".test"))
			})
		}
		wg.Wait()
		synctest.Wait()
		if took := time.Since(start); took != 999*time.Millisecond {
			t.Errorf("the last one left after %v", took)
		}
		if s := cache.Stats(); s.Entries != 0 {
			t.Errorf("%d entries", s.Entries)
		}
	})
}
