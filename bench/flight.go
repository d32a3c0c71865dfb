package main

import (
	"fmt"
	"slices"
	"time"
)

// inFlights are how many lookups at a time.
var inFlights = []int{64, 256, 1024, 4096}

// flight is how many lookups a second are done with many in flight, and what each costs.
func flight(b *bench) ([]*table, error) {
	rounds, ms := 7, 400
	if *short {
		rounds, ms = 2, 100
	}
	rates := &table{Name: "flight", Title: fmt.Sprintf("lookups a second with N in flight, %d rounds of %d ms", rounds, ms)}
	costs := &table{Name: "flight cost", Title: "CPU µs of a lookup with N in flight; allocations and bytes at the most of them"}
	peers := slices.DeleteFunc(b.lookupPeers(), func(p peer) bool { return p.name == "musl" }) // its threads starve
	workers, err := b.start(peers)
	if err != nil {
		return nil, err
	}
	defer stop(workers)
	rates.begin(workers)
	costs.begin(workers)
	for _, k := range inFlights {
		suffix := fmt.Sprint("@", k)
		rates.Columns = append(rates.Columns, column{"rate" + suffix, fmt.Sprint(k), 0, true})
		costs.Columns = append(costs.Columns, column{"cpu" + suffix, fmt.Sprint(k), 1000, true})
		err := turns(0, rounds, workers, func(round int, w *worker) error {
			start, busy := time.Now(), b.serverBusy()
			v, err := w.ask("flight %d %d f%dx%d", k, ms, k, round)
			if err != nil {
				return err
			}
			v["server"] = (b.serverBusy() - busy) / float64(time.Since(start))
			rates.add(w.name, v, suffix)
			costs.add(w.name, v, suffix)
			return nil
		})
		if err != nil {
			return nil, err
		}
		rates.Notes = append(rates.Notes, fmt.Sprintf("%d in flight: the server is busy %.0f%% of the time with the floor, %.0f%% with netdb",
			k, 100*rates.median("floor", "server"+suffix), 100*rates.median("netdb", "server"+suffix)))
		what := fmt.Sprintf("lookups/s with %d in flight ÷ ", k)
		rates.atLeast(7, rates.ratio("netdb", "net", "rate"+suffix).median, what+"net.Resolver's")
		rates.atLeast(1, rates.ratio("netdb", "c-ares", "rate"+suffix).median, what+"c-ares's")
	}
	last := fmt.Sprint("@", inFlights[len(inFlights)-1])
	costs.Columns = append(costs.Columns, column{Key: "allocs" + last, Head: "allocs"}, column{Key: "bytes" + last, Head: "bytes"})
	costs.atMost(6, costs.median("netdb", "allocs"+last), "allocations")
	return []*table{rates, costs}, nil
}
