package dnscache

import (
	"hash/maphash"
	"math/bits"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"netdb.example/resolver/dnsclient"
)

// A store is what is kept. Time is counted from its base, and given to it.
type store struct {
	limits
	seed   maphash.Seed
	base   time.Time
	shards []shard // as many as a power of two
	shift  int     // of a hash, to the number of its shard
}

// A shard is one part of a store: what has certain hashes. A reader follows the buckets without a lock. It may miss an entry while a
// writer moves it, so that who finds none has to look again under the mutex; and it may find one that was just removed. A chain that is
// read while it changes has an end in any case: next leads to an entry that was put into the buckets before, or to where a
// removed one led.
type shard struct {
	buckets atomic.Pointer[[]bucket]
	tally

	mu sync.Mutex
	queues
	_ [64]byte // no other shard's in the same cache line
}

type bucket = atomic.Pointer[entry]

// An entry is one answer. What is not atomic and no link of a queue never changes.
type entry struct {
	next atomic.Pointer[entry] // of the bucket

	hash     uint64
	set      uint64
	name     string // lower case, without the root dot
	kind     kind
	weight   int32
	expires  time.Duration
	due      time.Duration // from when on it may be fetched anew
	answer   reply
	all      bool  // NXDOMAIN for every type
	failures uint8 // in a row before this one

	hits  atomic.Uint32 // as far as they count for prefetch
	rests atomic.Int64  // until when it is not asked for again: a time.Duration (RFC 8767 §5, failure recheck timer)
	place
}

const shardCount = 16

func newStore(l limits) *store {
	s := &store{limits: l, seed: maphash.MakeSeed(), base: time.Now(), shards: make([]shard, shardsFor(l.entries))}
	s.shift = 64 - bits.TrailingZeros(uint(len(s.shards)))
	for i := range s.shards {
		s.shards[i].maxEntries = share(l.entries, i, len(s.shards))
		s.shards[i].maxBytes = l.bytes / int64(len(s.shards))
	}
	return s
}

// shardsFor is one for a small store, which is to keep as much as it may, however the hashes fall.
func shardsFor(entries int) int {
	if entries < 256*shardCount {
		return 1
	}
	return shardCount
}

// share is the i-th of n parts of total.
func share(total, i, n int) int { return total*(i+1)/n - total*i/n }

// now is the time of the store.
func (s *store) now() time.Duration { return time.Since(s.base) }

func (s *store) shard(k key) *shard { return &s.shards[k.hash>>s.shift] }

func (sh *shard) bucket(hash uint64) *bucket {
	buckets := sh.buckets.Load()
	if buckets == nil {
		return nil
	}
	return &(*buckets)[hash&uint64(len(*buckets)-1)]
}

// find returns the entry that answers for k and want at now, and the one that did before, if there is none or one of another kind. It
// is called with or without the mutex.
func (sh *shard) find(k key, set uint64, want kind, now time.Duration) (live, old *entry) {
	b := sh.bucket(k.hash)
	if b == nil {
		return nil, nil
	}
	for e := b.Load(); e != nil; e = e.next.Load() {
		if e.hash != k.hash || e.set != set || e.name != k.name {
			continue
		}
		switch same := e.kind == want; {
		case now >= e.expires:
			if same && old == nil {
				old = e
			}
		case same && !isFailure(e.answer.Outcome):
			return e, nil
		case e.all:
			live = e // it outweighs a failure
		case same && live == nil:
			live = e
		}
	}
	return live, old
}

// own returns the entry of k and want itself, over or not.
func (sh *shard) own(k key, set uint64, want kind) *entry {
	for e := range sh.named(k) {
		if e.set == set && e.kind == want {
			return e
		}
	}
	return nil
}

// named yields the entries of k. The one at hand may be removed.
func (sh *shard) named(k key) func(yield func(*entry) bool) {
	return func(yield func(*entry) bool) {
		b := sh.bucket(k.hash)
		if b == nil {
			return
		}
		for e := b.Load(); e != nil; e = e.next.Load() {
			if e.hash == k.hash && e.name == k.name && !yield(e) {
				return
			}
		}
	}
}

// put keeps a, which is trimmed, as the answer for k and want from now on, as far as it may be kept.
func (s *store) put(k key, set uint64, want kind, a *reply, now time.Duration) {
	if isPassing(a) || len(k.name) > maxName {
		return
	}
	sh := s.shard(k)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	e := &entry{hash: k.hash, set: set, kind: want, answer: *a}
	old := sh.own(k, set, want)
	life := s.lifetime(a)
	if isFailure(a.Outcome) {
		if old != nil && !isFailure(old.answer.Outcome) && s.usable(old, now) {
			old.rests.Store(int64(now + staleTTL))
			return
		}
		e.failures = failuresBefore(old, now)
		life = s.failureTime(e.failures)
	} else {
		sh.contradict(e, k, now)
	}
	if a.Outcome != dnsclient.Found {
		e.answer.Err = cached(a.Err)
	}
	e.expires, e.due = now+life, now+s.dueIn(a, life)
	e.name = k.name
	e.weight = int32(min(e.size(), maxAnswer+1))
	if life <= 0 || e.weight > maxAnswer || int64(e.weight) > sh.maxBytes || sh.maxEntries == 0 {
		sh.remove(old)
		return
	}
	e.name = strings.Clone(k.name)
	sh.insert(e, old)
	sh.shrink(now, s.stale)
}

// usable reports whether e answers at now, or would if the servers gave no answer.
func (s *store) usable(e *entry, now time.Duration) bool {
	return now < e.expires || e.answer.Outcome == dnsclient.Found && now < e.expires+s.stale
}

// failuresBefore is how many failures in a row there were up to old. One that has been over for long is forgotten.
func failuresBefore(old *entry, now time.Duration) uint8 {
	if old == nil || !isFailure(old.answer.Outcome) || now >= old.expires+defaultFailure {
		return 0
	}
	return min(old.failures+1, 16)
}

// contradict lets e, which is an answer, and the other kinds of k say the same of the name. An NXDOMAIN speaks of all types, in the
// place of an earlier one that did, unless one of them is known to exist; and a name that exists leaves no such NXDOMAIN.
func (sh *shard) contradict(e *entry, k key, now time.Duration) {
	e.all = !exists(&e.answer)
	for other := range sh.named(k) {
		switch {
		case other.set != e.set || other.kind == e.kind || now >= other.expires:
		case exists(&other.answer):
			e.all = false
		case other.all && (e.all || exists(&e.answer)):
			sh.remove(other)
		}
	}
}

// exists reports whether a, which is no failure, says that the name asked for exists: NXDOMAIN behind a CNAME speaks of the chain's end.
func exists(a *reply) bool {
	switch a.Outcome {
	case dnsclient.Found, dnsclient.NoData:
		return true
	}
	return a.Outcome == dnsclient.NXDomain && len(a.Chain) > 0
}

// insert puts e into the buckets, in the place of old if there is one.
func (sh *shard) insert(e, old *entry) {
	sh.grow()
	b := sh.bucket(e.hash)
	e.next.Store(b.Load())
	b.Store(e)
	if old != nil {
		sh.unlink(old)
		sh.replace(old, e)
		return
	}
	sh.admit(e)
}

// remove forgets e, which may be nil.
func (sh *shard) remove(e *entry) {
	if e == nil {
		return
	}
	sh.unlink(e)
	sh.leave(e)
}

// unlink takes e out of its bucket. What follows it stays to be found by who is at e.
func (sh *shard) unlink(e *entry) {
	link := sh.bucket(e.hash)
	for at := link.Load(); at != e; at = link.Load() {
		link = &at.next
	}
	link.Store(e.next.Load())
}

const leastBuckets = 8

// grow makes room for one more, so that there is one entry a bucket at most, on the average.
func (sh *shard) grow() {
	buckets := sh.buckets.Load()
	if buckets != nil && sh.entries() < len(*buckets) {
		return
	}
	n := leastBuckets
	if buckets != nil {
		n = 2 * len(*buckets)
	}
	wider := make([]bucket, n)
	for _, q := range []*queue{&sh.small, &sh.main} {
		for e := q.newest; e != nil; e = e.older {
			b := &wider[e.hash&uint64(n-1)]
			e.next.Store(b.Load())
			b.Store(e)
		}
	}
	sh.buckets.Store(&wider)
}

// flush forgets k.
func (s *store) flush(k key) {
	sh := s.shard(k)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	for e := range sh.named(k) {
		sh.remove(e)
	}
}

// flushAll forgets everything.
func (s *store) flushAll() {
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.Lock()
		sh.buckets.Store(nil)
		sh.queues = queues{maxEntries: sh.maxEntries, maxBytes: sh.maxBytes}
		sh.mu.Unlock()
	}
}
