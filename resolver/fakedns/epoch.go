package fakedns

import (
	"maps"
	"net/netip"
	"slices"
	"time"
)

// epochs are what the servers have over time, the earliest first, which begins at 0. The zero Addr is every server that has no
// texts of its own.
type epochs map[netip.Addr][]epoch

// An epoch is what a server has from a time on, until the next epoch begins.
type epoch struct {
	from time.Duration
	tree tree
}

// newEpochs returns what the zones come to.
func newEpochs(zones []Zone) (epochs, error) {
	texts := map[netip.Addr][]Zone{{}: nil}
	for _, z := range zones {
		server := z.Server.Unmap()
		texts[server] = append(texts[server], z)
	}
	all := epochs{}
	for _, server := range slices.SortedFunc(maps.Keys(texts), netip.Addr.Compare) {
		for _, from := range beginnings(texts[server]) {
			t, err := grow(inForce(texts[server], from))
			if err != nil {
				return nil, err
			}
			all[server] = append(all[server], epoch{from, t})
		}
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

// inForce returns the texts of one time, in the order given: of each File those that are the latest.
func inForce(zones []Zone, at time.Duration) []Zone {
	latest := map[string]time.Duration{}
	for _, z := range zones {
		if from, ok := latest[z.File]; z.From <= at && (!ok || from < z.From) {
			latest[z.File] = z.From
		}
	}
	var begun []Zone
	for _, z := range zones {
		if from, ok := latest[z.File]; ok && z.From == from {
			begun = append(begun, z)
		}
	}
	return begun
}

// at returns what the server at an address has after a time.
func (all epochs) at(after time.Duration, server netip.Addr) tree {
	own, ok := all[server]
	if !ok {
		own = all[netip.Addr{}]
	}
	i := len(own) - 1
	for i > 0 && own[i].from > after {
		i--
	}
	return own[i].tree
}
