package dnscache

import (
	"sync"
	"sync/atomic"
	"time"
)

// A Cache keeps answers. The zero Cache works. It may be used by many goroutines; its fields must not change after its first
// use, and it must not be copied then. No goroutine belongs to it but those of questions under way.
type Cache struct {
	// MaxEntries is how many answers are kept, each for one name and type; 0 is 10 000, and a negative number keeps none, so that
	// only questions under way are shared.
	MaxEntries int
	// MaxBytes is how much memory they take, about; 0 is a KiB for each of MaxEntries.
	MaxBytes int64

	// MinTTL is how long an answer is kept at least, even one with a TTL of 0; but for one that there is nothing, of which no
	// SOA says how long it holds.
	MinTTL time.Duration
	// MaxTTL is how long an answer is kept at most; 0 is a day. It outweighs MinTTL.
	MaxTTL time.Duration
	// MaxNegativeTTL is how long it is kept that there is nothing, at most, within MaxTTL; 0 is an hour (RFC 2308 §5 has 1 to 3).
	MaxNegativeTTL time.Duration
	// MaxFailureTTL is how long it is kept that there was no answer, at most; 0 is the 5 minutes of RFC 9520 §3.2, and a negative
	// one does not keep it. The first failure is kept for a second, each that follows for twice as long as the one before.
	MaxFailureTTL time.Duration

	// MaxStale is how long after its end an answer with records may be used where the servers give none (RFC 8767), as one with a
	// TTL of 30 seconds and with a [StaleAnswer]; 0 is never. RFC 8767 §5 has 1 to 3 days.
	MaxStale time.Duration
	// Prefetch is how often an answer with records has to be asked for, in its time, to be fetched anew before it is over, in the
	// last tenth of it and in the background; 0 is never.
	Prefetch int

	epoch  atomic.Uint64
	making sync.Mutex
	kept   atomic.Pointer[store]

	mu         sync.Mutex // taken before that of a shard
	flights    map[question]*flight
	background map[*flight]struct{} // those that go on without waiters
	closed     bool
	counts     counts
}

const (
	defaultEntries  = 10_000
	defaultSize     = 1 << 10 // of an entry
	defaultTTL      = 24 * time.Hour
	defaultNegative = time.Hour
	defaultFailure  = 5 * time.Minute
)

// limits are the bounds of c, with their defaults.
func (c *Cache) limits() limits {
	l := limits{
		entries:  max(orDefault(c.MaxEntries, defaultEntries), 0),
		bytes:    c.MaxBytes,
		minTTL:   c.MinTTL,
		maxTTL:   orDefault(c.MaxTTL, defaultTTL),
		negative: orDefault(c.MaxNegativeTTL, defaultNegative),
		failure:  orDefault(c.MaxFailureTTL, defaultFailure),
		stale:    c.MaxStale,
		prefetch: uint32(max(c.Prefetch, 0)),
	}
	l.bytes = orDefault(l.bytes, int64(l.entries)*defaultSize)
	return l
}

func orDefault[T int | int64 | time.Duration](v, otherwise T) T {
	if v == 0 {
		return otherwise
	}
	return v
}

// store is what c keeps. It is made at first use.
func (c *Cache) store() *store {
	if s := c.kept.Load(); s != nil {
		return s
	}
	c.making.Lock()
	defer c.making.Unlock()
	if c.kept.Load() == nil {
		c.kept.Store(newStore(c.limits()))
	}
	return c.kept.Load()
}

// Epoch is a number that is another one after each Flush and FlushAll: what was made of answers before does not hold any more. It is 0
// for a nil Cache.
func (c *Cache) Epoch() uint64 {
	if c == nil {
		return 0
	}
	return c.epoch.Load()
}

// Flush forgets all that is known of name, of whatever type and from whatever servers. Questions under way are answered to those
// who wait, and not kept. name is absolute, in presentation form, with or without the root dot.
func (c *Cache) Flush(name string) {
	s := c.store()
	k := s.key(name)
	c.mu.Lock()
	defer c.mu.Unlock()
	for q, f := range c.flights {
		if q.name == k.name {
			c.disown(f)
		}
	}
	s.flush(k)
	c.epoch.Add(1)
}

// FlushAll forgets everything, as Flush does one name.
func (c *Cache) FlushAll() {
	s := c.store()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.flights {
		c.disown(f)
	}
	s.flushAll()
	c.epoch.Add(1)
}

// Close ends what goes on in the background, and waits until it is over; none is begun after it. The cache answers and asks as
// before.
func (c *Cache) Close() {
	for _, f := range c.ground() {
		<-f.done
	}
}
