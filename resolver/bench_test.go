package resolver_test

import (
	"strconv"
	"testing"

	"netdb.example/resolver"
	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/scenario"
)

// A name that the cache has, twice an address, beside the same look into a map.
func BenchmarkGetaddrinfoCached(b *testing.B) {
	fsys, err := scenario.Txtar([]byte(dual))
	if err != nil {
		b.Fatal(err)
	}
	m := scenario.Load(b, fsys)
	r := &resolver.Resolver{Dial: m.Resolver.Dial, System: m.Resolver.System, Cache: new(dnscache.Cache)}
	hints := &resolver.Hints{Socktype: stream}
	ctx := b.Context()
	addrs, err := r.Getaddrinfo(ctx, "both", "80", hints)
	if err != nil || len(addrs) != 2 {
		b.Fatal(addrs, err)
	}
	b.Run("netdb", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if addrs, err := r.Getaddrinfo(ctx, "both", "80", hints); err != nil || len(addrs) != 2 {
					b.Error(addrs, err)
				}
			}
		})
	})
	table := map[string][]resolver.Addrinfo{"both": addrs}
	for i := range 1000 {
		table[strconv.Itoa(i)] = addrs
	}
	b.Run("map", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if len(table["both"]) != 2 {
					b.Error("not there")
				}
			}
		})
	})
}

// One lookup, on a machine held in memory: what netdb itself costs, without a kernel.
func BenchmarkGetaddrinfo(b *testing.B) {
	fsys, err := scenario.Txtar([]byte(dual + "-- etc/hosts --\n192.0.2.1 printer\n"))
	if err != nil {
		b.Fatal(err)
	}
	m := scenario.Load(b, fsys)
	hints := &resolver.Hints{Socktype: stream}
	for _, bb := range []struct{ name, node string }{
		{"literal", "192.0.2.1"},
		{"localhost", "localhost"},
		{"hosts", "printer"},
		{"dns", "both"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := m.Resolver.Getaddrinfo(b.Context(), bb.node, "http", hints); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
