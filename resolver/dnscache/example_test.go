package dnscache_test

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/scenario"
)

// A Resolver with a Cache asks the servers once, as long as their answer holds.
func Example() {
	m := machine()
	r := &resolver.Resolver{Dial: m.Resolver.Dial, System: m.Resolver.System, Cache: &dnscache.Cache{MaxEntries: 1000}}
	for range 3 {
		result, err := r.Resolve(context.Background(), "www.example.org", "", &resolver.Hints{Family: inet.AF_INET, Socktype: resolver.SOCK_STREAM})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(result.Addrs[0].Addr.Addr(), "holds for", result.TTL.Round(time.Minute))
	}
	fmt.Println("asked", len(m.DNS.Queries()), "time")

	r.Cache.Flush("www.example.org")
	stats := r.Cache.Stats()
	fmt.Println(stats.Hits, "hits,", stats.Misses, "miss,", stats.Entries, "left")
	// Output:
	// 192.0.2.1 holds for 1m0s
	// 192.0.2.1 holds for 1m0s
	// 192.0.2.1 holds for 1m0s
	// asked 1 time
	// 2 hits, 1 miss, 0 left
}

// All is what is kept, for whoever wants to look.
func ExampleCache_All() {
	m := machine()
	r := &resolver.Resolver{Dial: m.Resolver.Dial, System: m.Resolver.System, Cache: new(dnscache.Cache)}
	r.Gethostbyname(context.Background(), "www.example.org")
	r.Gethostbyaddr(context.Background(), netip.MustParseAddr("192.0.2.1"))
	for e := range r.Cache.All() {
		fmt.Println(e.Name, e.Type, e.Answer.Addrs, e.Answer.Names)
	}
	// Output:
	// 1.2.0.192.in-addr.arpa 12 [] [www.example.org]
	// www.example.org 1 [192.0.2.1] []
}

// machine is a machine as a value, so that the examples need no network.
func machine() *scenario.Machine {
	fsys, err := scenario.Txtar([]byte(`
-- etc/resolv.conf --
nameserver 192.0.2.53
-- zone --
www.example.org. 60 IN A 192.0.2.1
1.2.0.192.in-addr.arpa. 60 IN PTR www.example.org.
`))
	if err != nil {
		panic(err)
	}
	m, err := scenario.New(fsys)
	if err != nil {
		panic(err)
	}
	return m
}
