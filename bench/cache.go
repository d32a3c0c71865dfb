package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net"
	"net/netip"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/miekg/dns"
	ncruces "github.com/ncruces/go-dns"
	rs "github.com/rs/dnscache"

	"netdb.example/resolver"
	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/dnsclient"
)

// cachedName is the one name that the subject cache asks for.
var cachedName = nameOf(0, "cached")

// cache is a name that is cached, asked for by as many goroutines as there are processors. The floor is a plain map that nobody writes.
func cache(b *bench) ([]*table, error) {
	rounds, ms := 15, 100
	if *short {
		rounds, ms = 3, 30
	}
	t := &table{Name: "cache", Title: "one name that is cached, asked for on N processors: ns for each lookup, by all together; the floor is a map",
		Columns: []column{
			{"each@1", "on 1", 0, true},
			{"each@2", "on 2", 0, true},
			{Key: "allocs@1", Head: "allocs"},
			{Key: "bytes@1", Head: "bytes"},
		}}
	pinned := b.cpus
	b.cpus = nil // the name server has nothing to do
	defer func() { b.cpus = pinned }()
	workers, err := b.start([]peer{inGo("map", "cache map"), inGo("netdb dnscache", "cache dnscache"), inGo("netdb", "cache netdb"),
		inGo("netdb Resolve", "cache resolve"), inGo("rs/dnscache", "cache rs"), inGo("ncruces/go-dns", "cache ncruces")})
	if err != nil {
		return nil, err
	}
	defer stop(workers)
	t.begin(workers)
	for _, n := range []int{1, 2} {
		err := turns(-1, rounds, workers, func(round int, w *worker) error {
			v, err := w.ask("parallel %d %d", n, ms)
			if round >= 0 {
				t.add(w.name, v, fmt.Sprint("@", n))
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	t.atMost(10, t.ratio("netdb", "map", "each@1").median, "ns ÷ the map's")
	t.atLeast(1.5, t.median("netdb", "each@1")/t.median("netdb", "each@2"), "lookups on 2 processors ÷ on 1")
	t.Notes = append(t.Notes, "netdb dnscache is the package alone, netdb Getaddrinfo, netdb Resolve all that it does where it does not repeat itself",
		"rs/dnscache has no TTL, and gives all callers the same slice")
	return []*table{t}, nil
}

// A cacher is a peer in Go that has the name in a cache. Each goroutine gets a lookup of its own.
type cacher func() lookupFunc

// cachers are made in the process of their peer only.
var cachers = map[string]func() cacher{
	"cache map":      cacheMap,
	"cache dnscache": cacheAlone,
	"cache netdb":    func() cacher { return cacheNetdb(getaddrinfoBy) },
	"cache resolve":  func() cacher { return cacheNetdb(resolveBy) },
	"cache rs":       cacheRS,
	"cache ncruces":  cacheNcruces,
}

// heapOfServer is what a process holds beside the cache: with the 4 MB of an empty one the garbage collector would run some hundred times a
// second, on the processor that the second goroutine is to have.
const heapOfServer = 64 << 20

// serveCached answers "parallel N MS": what a lookup costs where N goroutines do them on N processors.
func serveCached(c cacher) {
	if err := c()(context.Background(), cachedName); err != nil {
		log.Fatal(err)
	}
	ballast := make([]byte, heapOfServer)
	defer runtime.KeepAlive(ballast)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var n, ms int
		if _, err := fmt.Sscanf(lines.Text(), "parallel %d %d", &n, &ms); err != nil {
			fmt.Println("unknown=1")
			continue
		}
		fmt.Println(parallel(c, n, time.Duration(ms)*time.Millisecond))
	}
}

func parallel(c cacher, n int, window time.Duration) string {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
	var done, failed atomic.Int64
	var all sync.WaitGroup
	before, start := used(), time.Now()
	for range n {
		all.Go(func() {
			lookup, ctx := c(), context.Background()
			count, errs := 0, 0
			for batch := 1; time.Since(start) < window; batch = min(2*batch, 1024) {
				for range batch {
					if lookup(ctx, cachedName) != nil {
						errs++
					}
				}
				count += batch
			}
			done.Add(int64(count))
			failed.Add(int64(errs))
		})
	}
	all.Wait()
	each := float64(time.Since(start)) / float64(done.Load())
	return fmt.Sprintf("each=%f %s errors=%d", each, before.since(int(done.Load()), 0), failed.Load())
}

func cacheMap() cacher {
	addrs := map[string][]netip.Addr{cachedName: {netip.IPv6Loopback(), netip.AddrFrom4([4]byte{127, 0, 0, 1})}}
	return func() lookupFunc {
		return func(_ context.Context, name string) error { return two(len(addrs[name])) }
	}
}

func two(n int) error {
	if n != 2 {
		return errWrong
	}
	return nil
}

// cacheAlone is the package dnscache, whose caller copies nothing.
func cacheAlone() cacher {
	kept := new(dnscache.Cache)
	return func() lookupFunc {
		l := kept.Lookup(context.Background(), 0, func(context.Context, *dnsclient.Budget) dnscache.Asker { return loopback{} })
		return func(_ context.Context, name string) error {
			a, aaaa := l.AskBoth(name)
			return two(len(a.Addrs) + len(aaaa.Addrs))
		}
	}
}

// loopback is a server that has an address for every name.
type loopback struct{}

func (loopback) Ask(name string, qtype uint16) *dnsclient.Answer {
	addr := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if qtype == dns.TypeAAAA {
		addr = netip.IPv6Loopback()
	}
	return &dnsclient.Answer{Name: name, Addrs: []netip.Addr{addr}, TTL: time.Hour}
}

func (s loopback) AskBoth(name string) (a, aaaa *dnsclient.Answer) {
	return s.Ask(name, dns.TypeA), s.Ask(name, dns.TypeAAAA)
}

func (loopback) Records(string, uint16) ([]dns.RR, *dnsclient.Answer) { panic("not asked for") }

func (loopback) Close() {}

func cacheNetdb(by func(*resolver.Resolver) lookupFunc) cacher {
	r := &resolver.Resolver{Cache: new(dnscache.Cache)}
	return func() lookupFunc { return by(r) }
}

func getaddrinfoBy(r *resolver.Resolver) lookupFunc {
	return func(ctx context.Context, name string) error {
		found, err := r.Getaddrinfo(ctx, name, "", stream)
		if err != nil {
			return err
		}
		return two(len(found))
	}
}

func resolveBy(r *resolver.Resolver) lookupFunc {
	return func(ctx context.Context, name string) error {
		found, err := r.Resolve(ctx, name, "", stream)
		if err != nil {
			return err
		}
		return two(len(found.Addrs))
	}
}

func cacheRS() cacher {
	r := &rs.Resolver{Resolver: &pureGo}
	return func() lookupFunc {
		return func(ctx context.Context, name string) error {
			found, err := r.LookupHost(ctx, name)
			if err != nil {
				return err
			}
			return two(len(found))
		}
	}
}

func cacheNcruces() cacher {
	r := ncruces.NewCachingResolver(&net.Resolver{PreferGo: true})
	return func() lookupFunc {
		return func(ctx context.Context, name string) error {
			found, err := r.LookupIPAddr(ctx, name)
			if err != nil {
				return err
			}
			return two(len(found))
		}
	}
}
