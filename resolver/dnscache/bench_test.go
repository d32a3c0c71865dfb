package dnscache

import (
	"context"
	"fmt"
	"net/netip"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnsclient"
)

// names are names of hosts, as long as they are in the world.
func names(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = "host-" + strconv.Itoa(i) + ".example.org"
	}
	return all
}

// oneAddress is an answer as most are.
func oneAddress(name string) dnsclient.Answer {
	return dnsclient.Answer{Name: name, Addrs: []netip.Addr{netip.AddrFrom4([4]byte{192, 0, 2, 1})}, TTL: time.Hour,
		Server: netip.MustParseAddrPort("192.0.2.53:53"), Network: "udp"}
}

// filled is a cache that holds an address of each name, in each family.
func filled(c *Cache, names []string) *Cache {
	s := c.store()
	for _, name := range names {
		a := oneAddress(name)
		s.put(s.key(name), 0, kindA, &reply{Answer: a}, s.now())
		s.put(s.key(name), 0, kindAAAA, &reply{Answer: a}, s.now())
	}
	return c
}

func noServer(context.Context, *dnsclient.Budget) Asker { panic("asked") }

var sink *dnsclient.Answer

// What an answer costs that is kept, and what a clock and a plain map cost.
func BenchmarkHit(b *testing.B) {
	all := names(1 << 12)
	c := filled(new(Cache), all)
	plain := map[string]dnsclient.Answer{}
	for _, name := range all {
		plain[name] = oneAddress(name)
	}
	b.Run("Ask", func(b *testing.B) {
		b.ReportAllocs()
		l, i := c.Lookup(b.Context(), 0, noServer), 0
		for b.Loop() {
			sink = l.Ask(all[i&(1<<12-1)], dns.TypeA)
			i++
		}
	})
	b.Run("AskBoth", func(b *testing.B) {
		b.ReportAllocs()
		l, i := c.Lookup(b.Context(), 0, noServer), 0
		for b.Loop() {
			sink, _ = l.AskBoth(all[i&(1<<12-1)])
			i++
		}
	})
	b.Run("map", func(b *testing.B) {
		a, i := new(dnsclient.Answer), 0
		for b.Loop() {
			*a = plain[all[i&(1<<12-1)]]
			i++
		}
		sink = a
	})
	b.Run("clock", func(b *testing.B) {
		base, sum := time.Now(), time.Duration(0)
		for b.Loop() {
			sum += time.Since(base)
		}
		sinkTime = sum
	})
}

var sinkTime time.Duration

func TestHitsDoNotAllocate(t *testing.T) {
	c := filled(new(Cache), []string{"www.test"})
	s, none := c.store(), dnsclient.Answer{Outcome: dnsclient.NXDomain, TTL: time.Hour}
	s.put(s.key("nobody.test"), 0, kindA, &reply{Answer: none}, s.now())
	l := c.Lookup(t.Context(), 0, noServer)
	for what, ask := range map[string]func(){
		"one":                 func() { l.Ask("www.test", dns.TypeA) },
		"both":                func() { l.AskBoth("www.test") },
		"with a root dot":     func() { l.AskBoth("www.test.") },
		"no such name at all": func() { l.Ask("nobody.test", dns.TypePTR) },
	} {
		if n := testing.AllocsPerRun(100, ask); n != 0 {
			t.Errorf("%s: %v allocations", what, n)
		}
	}
}

// Hits of many at once, of many names and of one; and of a plain map under an RWMutex.
func BenchmarkHitParallel(b *testing.B) {
	all := names(1 << 12)
	c := filled(new(Cache), all)
	for _, bb := range []struct {
		name string
		mask int
	}{{"many", 1<<12 - 1}, {"one", 0}} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				l := c.Lookup(b.Context(), 0, noServer)
				for i := 0; pb.Next(); i++ {
					l.Ask(all[i&bb.mask], dns.TypeA)
				}
			})
		})
	}
	b.Run("map", func(b *testing.B) {
		var mu sync.RWMutex
		plain := map[string]dnsclient.Answer{}
		for _, name := range all {
			plain[name] = oneAddress(name)
		}
		b.RunParallel(func(pb *testing.PB) {
			a := new(dnsclient.Answer)
			for i := 0; pb.Next(); i++ {
				mu.RLock()
				*a = plain[all[i&(1<<12-1)]]
				mu.RUnlock()
			}
		})
	})
}

// What an answer costs that is not kept yet, or that takes the place of another.
func BenchmarkPut(b *testing.B) {
	all := names(1 << 12)
	for _, entries := range []int{1 << 10, 1 << 14} {
		b.Run(fmt.Sprint(entries, " entries"), func(b *testing.B) {
			b.ReportAllocs()
			s := (&Cache{MaxEntries: entries}).store()
			a, i := oneAddress("www.example.org"), 0
			for b.Loop() {
				s.put(s.key(all[i&(1<<12-1)]), 0, kindA, &reply{Answer: a}, s.now())
				i++
			}
		})
	}
}

// A million answers take 400 MB at most, and about what Stats says.
func TestMemoryOfAMillion(t *testing.T) {
	if testing.Short() {
		t.Skip("a million entries")
	}
	const n = 1_000_000
	all := names(n / 2)
	before := heap()
	c := filled(&Cache{MaxEntries: 2 * n}, all)
	took := heap() - before
	stats := c.Stats()
	t.Logf("%d entries: %d bytes each, %d by Stats", stats.Entries, took/n, stats.Bytes/n)
	if stats.Entries != n || took > 400<<20 || stats.Bytes < took*3/4 || stats.Bytes > took*5/4 {
		t.Errorf("%d entries take %d bytes, %d by Stats", stats.Entries, took, stats.Bytes)
	}
	runtime.KeepAlive(all)
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
