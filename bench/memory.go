package main

import "fmt"

// memory is what a lookup holds while it waits for an answer: what the process grows by, without what the kernel holds.
func memory(b *bench) ([]*table, error) {
	k, ms, rounds := 4096, 2000, 3
	if *short {
		ms, rounds = 500, 1
	}
	t := &table{Name: "memory", Title: fmt.Sprintf("KiB of each of %d lookups in flight", k),
		Columns: []column{
			{Key: "each", Head: "KiB", Unit: 1024},
			{Key: "fds", Head: "descriptors"},
		}}
	for range rounds {
		workers, err := b.start(append(b.netdbs(), inGo("net", "net"), b.inC("c-ares", "cares"))) // afresh: memory is kept
		if err != nil {
			return nil, err
		}
		t.begin(workers)
		for _, w := range workers {
			v, err := w.ask("hold %d %d silent", k, ms)
			if err != nil {
				return nil, err
			}
			t.add(w.name, v, "")
		}
		stop(workers)
	}
	t.atMost(5, t.median("netdb", "each")/1024, "KiB")
	return []*table{t}, nil
}

// silent is what many lookups of a server that never answers come to: in flight, and when they are over.
func silent(b *bench) ([]*table, error) {
	k, ms := 100_000, 30_000
	if *short {
		ms = 3000
	}
	t := &table{Name: "silent", Title: fmt.Sprintf("%d lookups in flight to a silent server; what is left, 3 s after the last", k),
		Columns: []column{
			{Key: "atonce", Head: "at once"},
			{Key: "fds", Head: "descriptors"},
			{Key: "rss", Head: "peak RSS MiB", Unit: 1 << 20},
			{Key: "took", Head: "ended after s"},
			{Key: "errors", Head: "no time-out"},
			{Key: "goroutines", Head: "goroutines left"},
			{Key: "fdsleft", Head: "descriptors left"},
			{Key: "rssleft", Head: "RSS MiB left", Unit: 1 << 20},
		}}
	for _, p := range b.netdbs() {
		workers, err := b.start([]peer{p})
		if err != nil {
			return nil, err
		}
		v, err := workers[0].ask("hold %d %d silent", k, ms)
		if err != nil {
			return nil, err
		}
		t.add(p.name, v, "")
		stop(workers)
	}
	t.atLeast(float64(k), t.median("netdb", "atonce"), "in flight at once")
	t.atMost(512, t.median("netdb", "fds"), "descriptors")
	t.atMost(600, t.median("netdb", "rss")/(1<<20), "peak RSS in MiB")
	t.atMost(0, t.median("netdb", "goroutines"), "goroutines left")
	t.atMost(0, t.median("netdb", "fdsleft"), "descriptors left")
	return []*table{t}, nil
}
