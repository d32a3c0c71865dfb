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

// epochs returns what the zones come to over time, the earliest first, which begins at 0.
func epochs(zones []Zone) ([]epoch, error) {
	var all []epoch
	for _, from := range beginnings(zones) {
		e := epoch{from, map[netip.Addr]tree{}}
		for _, server := range virtualServers(zones) {
			t, err := grow(inForce(zones, server, from))
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

// virtualServers returns the addresses that have texts of their own, after the zero Addr for all others.
func virtualServers(zones []Zone) []netip.Addr {
	servers := []netip.Addr{{}}
	for _, z := range zones {
		if server := z.Server.Unmap(); !slices.Contains(servers, server) {
			servers = append(servers, server)
		}
	}
	return servers
}

// inForce returns the texts of one server at one time, in the order given: of each File those that are the latest.
func inForce(zones []Zone, server netip.Addr, at time.Duration) []Zone {
	begun := slices.DeleteFunc(slices.Clone(zones), func(z Zone) bool {
		return z.Server.Unmap() != server || z.From > at
	})
	latest := map[string]time.Duration{}
	for _, z := range begun {
		if from, ok := latest[z.File]; !ok || from < z.From {
			latest[z.File] = z.From
		}
	}
	return slices.DeleteFunc(begun, func(z Zone) bool { return z.From < latest[z.File] })
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
