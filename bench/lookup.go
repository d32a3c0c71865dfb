package main

import (
	"fmt"
	"slices"
)

// lookup is one lookup after the other, of a name that no cache has, in both families: getaddrinfo(3) as programs call it.
func lookup(b *bench) ([]*table, error) {
	rounds, n := 40, 400
	if *short {
		rounds, n = 8, 200
	}
	t := &table{Name: "lookup", Title: fmt.Sprintf("uncached A and AAAA, one lookup at a time, %d rounds of %d", rounds, n),
		Columns: []column{
			{"p50", "p50 µs", 1000, true},
			{"p90", "p90 µs", 1000, true},
			{"cpu", "CPU µs", 1000, true},
			{Key: "allocs", Head: "allocs"},
			{Key: "bytes", Head: "bytes"},
		}}
	peers := slices.Insert(b.lookupPeers(), 1, b.inC("floor fresh", "floor", serverAddr, serverPort, "fresh"))
	workers, err := b.start(peers)
	if err != nil {
		return nil, err
	}
	defer stop(workers)
	t.begin(workers)
	err = turns(-1, rounds, workers, func(round int, w *worker) error {
		v, err := w.ask("serial %d s%d", n, round)
		if round >= 0 {
			t.add(w.name, v, "")
		}
		return err
	})
	t.atMost(1.2, t.ratio("netdb", "floor", "p50").median, "p50 ÷ floor")
	t.atMost(1.2, t.ratio("netdb", "floor fresh", "p50").median, "p50 ÷ floor fresh")
	t.atMost(6, t.median("netdb", "allocs"), "allocations")
	return []*table{t}, err
}

// lookupPeers are all who look up names, the floor first.
func (b *bench) lookupPeers() []peer {
	return append(append([]peer{b.inC("floor", "floor", serverAddr, serverPort)}, b.netdbs()...),
		inGo("net", "net"),
		b.inC("c-ares", "cares"),
		b.inC("c-ares tuned", "cares", "tuned"),
		b.inC("glibc", "glibc"),
		b.inC("musl", "musl"))
}

// turns has each worker do its part of the round first, then the next up to the last, beginning with another worker each time. Those
// below 0 are for warming up.
func turns(first, rounds int, workers []*worker, do func(round int, w *worker) error) error {
	for round := first; round < rounds; round++ {
		for i := range workers {
			if err := do(round, workers[(i+round+len(workers))%len(workers)]); err != nil {
				return err
			}
		}
	}
	return nil
}
