package dnscache

import (
	"cmp"
	"iter"
	"slices"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnsclient"
)

// Stats are what has happened in a cache, each counted by name and type, and what is in it.
type Stats struct {
	Hits       uint64 // answered from what is kept
	Misses     uint64 // asked for, or waited for
	Joined     uint64 // waits for what another had asked for: of one type, or of both at once
	Stale      uint64 // answered with what was over
	Prefetches uint64 // fetched anew in the background: one type, or both at once
	Evictions  uint64 // forgotten for want of room

	Entries int   // what is kept, be it over or not
	Bytes   int64 // the memory it takes, about
}

// tally is what a shard counts.
type tally struct {
	misses, stale, evictions atomic.Uint64
	hits                     [stripes]counter
}

// stripes is how many counters share the hits of a shard: all processors may want the same name, and who writes to one counter has to
// wait for who wrote to it last.
const stripes = 1 << stripeBits

const stripeBits = 4

// A counter has a cache line to itself.
type counter struct {
	atomic.Uint64
	_ [56]byte
}

// countHits counts n answers that l had from sh. Lookups lie apart in memory, so that those at the same time have different counters, as a
// rule.
func (l *Lookup) countHits(sh *shard, n uint64) {
	place := uint64(uintptr(unsafe.Pointer(l))) * 0x9e3779b97f4a7c15 >> (64 - stripeBits)
	sh.hits[place].Add(n)
}

// counts are what the mutex of the cache guards.
type counts struct{ joined, prefetches uint64 }

// Stats returns what has happened until now.
func (c *Cache) Stats() Stats {
	c.mu.Lock()
	total := Stats{Joined: c.counts.joined, Prefetches: c.counts.prefetches}
	c.mu.Unlock()
	s := c.store()
	for i := range s.shards {
		sh := &s.shards[i]
		for i := range sh.hits {
			total.Hits += sh.hits[i].Load()
		}
		total.Misses += sh.misses.Load()
		total.Stale += sh.stale.Load()
		total.Evictions += sh.evictions.Load()
		sh.mu.Lock()
		total.Entries += sh.entries()
		total.Bytes += sh.bytes()
		sh.mu.Unlock()
	}
	return total
}

// An Entry is one answer that is kept.
type Entry struct {
	Name    string // in lower case, without the root dot
	Type    uint16
	Set     uint64
	All     bool             // NXDOMAIN, for every type
	Answer  dnsclient.Answer // TTL is what is left of it: less than 0 where it is over and may be used only if there is none
	Records []dns.RR         // where these were asked for, with the TTLs that they came with: kept beside what was asked for otherwise
}

// All yields what is kept and may be used, by name, set and type. What its slices hold must not be modified. Others may change the cache
// meanwhile, and so may who ranges over it.
func (c *Cache) All() iter.Seq[Entry] {
	s := c.store()
	var all []Entry
	for i := range s.shards {
		all = s.shards[i].append(all, s)
	}
	slices.SortFunc(all, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Set, b.Set), cmp.Compare(a.Type, b.Type),
			cmp.Compare(len(a.Records), len(b.Records)))
	})
	return slices.Values(all)
}

// append appends what sh keeps.
func (sh *shard) append(all []Entry, s *store) []Entry {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	now := s.now()
	for _, q := range []*queue{&sh.small, &sh.main} {
		for e := q.newest; e != nil; e = e.older {
			if s.usable(e, now) {
				entry := Entry{e.name, e.kind.qtype(), e.set, e.all, e.answer.Answer, nil}
				entry.Answer.TTL = (e.expires - now).Truncate(time.Second)
				if e.answer.records != nil {
					entry.Records = *e.answer.records
				}
				all = append(all, entry)
			}
		}
	}
	return all
}
