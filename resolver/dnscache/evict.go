package dnscache

import (
	"sync/atomic"
	"time"

	"netdb.example/resolver/dnsclient"
)

// The queues say what goes when there is too much: S3-FIFO (Yang et al., FIFO Queues are All You Need for Cache Eviction, SOSP 2023).
// What is new waits in the small queue, a tenth of all; what is not asked for twice before it comes to its end goes, and only a hash
// of it stays. So a flood of names that are asked for once, such as those of an attack or of a scan, passes by what is in use.
// What is asked for goes on to the main queue, at whose end it gets another round for each time it was asked for, three at most; and so
// does what comes back as long as its hash is remembered. A hit counts and moves nothing, which is why it needs no lock; and each
// step is O(1).
type queues struct {
	small, main queue
	ghosts      []uint32 // halves of hashes, each at the place that the other half gives

	maxEntries int
	maxBytes   int64
}

// A queue is a list of entries, in the order in which they came.
type queue struct {
	newest, oldest *entry
	n              int
	bytes          int64
}

// A place is what an entry needs in a queue.
type place struct {
	newer, older *entry
	inMain       bool
	uses         atomic.Uint32 // up to maxUses
}

const (
	maxUses   = 3
	smallPart = 10 // one in so many entries, and in so many bytes, is in the small queue
	promotion = 2  // uses
)

// used notes a hit.
func (p *place) used() {
	if n := p.uses.Load(); n < maxUses {
		p.uses.Store(n + 1) // of two at once one may be lost
	}
}

func (q *queues) entries() int { return q.small.n + q.main.n }

func (q *queues) bytes() int64 { return q.small.bytes + q.main.bytes }

func (q *queues) of(e *entry) *queue {
	if e.inMain {
		return &q.main
	}
	return &q.small
}

// admit adds e, which is new.
func (q *queues) admit(e *entry) {
	e.inMain = q.haunted(e.hash)
	q.of(e).push(e)
}

// replace gives e the place of old, which was of the same question: it counts as a use of it.
func (q *queues) replace(old, e *entry) {
	e.inMain = old.inMain
	e.uses.Store(min(old.uses.Load()+1, maxUses))
	list := q.of(e)
	e.newer, e.older = old.newer, old.older
	*list.linkTo(e.newer, false), *list.linkTo(e.older, true) = e, e
	list.bytes += int64(e.weight - old.weight)
}

// leave takes e away.
func (q *queues) leave(e *entry) { q.of(e).drop(e) }

// shrink removes entries until there are not too many.
func (sh *shard) shrink(now, stale time.Duration) {
	for sh.entries() > sh.maxEntries || sh.bytes() > sh.maxBytes {
		if sh.small.n*smallPart > sh.entries() || sh.small.bytes*smallPart > sh.bytes() {
			sh.shrinkSmall(now, stale)
		} else {
			sh.shrinkMain(now, stale)
		}
	}
}

// shrinkSmall takes the oldest out of the small queue.
func (sh *shard) shrinkSmall(now, stale time.Duration) {
	e := sh.small.oldest
	switch over := isOver(e, now, stale); {
	case over:
		sh.evict(e)
	case e.uses.Load() >= promotion:
		sh.small.drop(e)
		e.inMain = true
		e.uses.Store(0)
		sh.main.push(e)
	default:
		sh.evict(e)
		sh.haunt(e.hash)
	}
}

// shrinkMain takes the oldest out of the main queue, or lets it go another round.
func (sh *shard) shrinkMain(now, stale time.Duration) {
	e := sh.main.oldest
	uses := e.uses.Load()
	if uses == 0 || isOver(e, now, stale) {
		sh.evict(e)
		return
	}
	e.uses.Store(uses - 1)
	sh.main.drop(e)
	sh.main.push(e)
}

func (sh *shard) evict(e *entry) {
	sh.remove(e)
	sh.evictions.Add(1)
}

// isOver reports whether nobody can use e any more.
func isOver(e *entry, now, stale time.Duration) bool {
	if e.answer.Outcome != dnsclient.Found {
		stale = 0
	}
	return now >= e.expires+stale
}

// haunt remembers hash for a while: until another takes its place.
func (q *queues) haunt(hash uint64) {
	if q.ghosts == nil {
		n := leastBuckets
		for n < q.maxEntries {
			n *= 2
		}
		q.ghosts = make([]uint32, n)
	}
	*q.ghost(hash) = uint32(hash>>32) | 1
}

// haunted reports whether hash is remembered, and forgets it.
func (q *queues) haunted(hash uint64) bool {
	if q.ghosts == nil {
		return false
	}
	g := q.ghost(hash)
	known := *g == uint32(hash>>32)|1
	if known {
		*g = 0
	}
	return known
}

func (q *queues) ghost(hash uint64) *uint32 { return &q.ghosts[hash&uint64(len(q.ghosts)-1)] }

// push adds e as the newest.
func (q *queue) push(e *entry) {
	e.newer, e.older = nil, q.newest
	*q.linkTo(e.older, true), q.newest = e, e
	q.n++
	q.bytes += int64(e.weight)
}

// drop takes e out.
func (q *queue) drop(e *entry) {
	*q.linkTo(e.newer, false), *q.linkTo(e.older, true) = e.older, e.newer
	e.newer, e.older = nil, nil
	q.n--
	q.bytes -= int64(e.weight)
}

// linkTo is what leads from a neighbour to the entry between, from the older neighbour or from the newer one; nil stands for the
// end of the queue.
func (q *queue) linkTo(neighbour *entry, older bool) **entry {
	switch {
	case neighbour == nil && older:
		return &q.oldest
	case neighbour == nil:
		return &q.newest
	case older:
		return &neighbour.newer
	}
	return &neighbour.older
}
