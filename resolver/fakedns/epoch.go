package fakedns

import (
	"maps"
	"net/netip"
	"slices"
	"time"
)

// An epoch is what the servers have from a time on, until the next epoch begins.
type epoch struct {
	from  time.Duration
	trees map[netip.Addr]tree // by the address of the server; the zero Addr is every other one
}

// epochs returns what the zones come to over time, the earliest first: it begins at 0, or before.
func epochs(zones []Zone) ([]epoch, error) {
	var all []epoch
	for _, from := range beginnings(zones) {
		e := epoch{from, map[netip.Addr]tree{}}
		for server, texts := range inForce(zones, from) {
			t, err := grow(texts)
			if err != nil {
				return nil, err
			}
			e.trees[server] = t
		}
		all = append(all, e)
	}
	return all, nil
}

func beginnings(zones []Zone) []time.Duration {
	set := map[time.Duration]bool{0: true}
	for _, z := range zones {
		set[max(0, z.From)] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// inForce returns the texts of each server at one time, in the order given: of those with one File and Server the latest.
func inForce(zones []Zone, at time.Duration) map[netip.Addr][]Zone {
	texts := map[netip.Addr][]Zone{{}: nil}
	for _, z := range zones {
		server := z.Server.Unmap()
		if _, ok := texts[server]; !ok {
			texts[server] = nil
		}
		if z.From > at {
			continue
		}
		i := slices.IndexFunc(texts[server], func(other Zone) bool { return other.File == z.File })
		switch {
		case i < 0:
			texts[server] = append(texts[server], z)
		case texts[server][i].From <= z.From:
			texts[server][i] = z
		}
	}
	return texts
}

// treeOf returns what the server at an address has after a time.
func treeOf(all []epoch, after time.Duration, server netip.Addr) tree {
	i := len(all) - 1
	for i > 0 && all[i].from > after {
		i--
	}
	if t, ok := all[i].trees[server]; ok {
		return t
	}
	return all[i].trees[netip.Addr{}]
}
