package resolver

import (
	"context"
	"hash/maphash"
	"net/http/httptrace"
	"slices"
	"sync/atomic"
	"time"

	"netdb.example/resolver/internal/bubble"
)

const (
	// memoTime is how long the outcome of a Getaddrinfo is given again without a look at files, interfaces and the cache.
	memoTime = 250 * time.Millisecond
	// memoSize is how many places there are.
	memoSize = 1 << memoBits
	memoBits = 12
	// memoAddrs and memoBytes bound a call that is kept: how many results, and how long its arguments.
	memoAddrs = 32
	memoBytes = 512
)

// A memo is what Getaddrinfo has just said, on a Resolver with a Cache and of the DNS: the nine steps take ten times as long as a look
// into a table, even where nobody has to be asked. A call has one place, and shares it with others: the last one has it.
type memo struct {
	seed   maphash.Seed
	places [memoSize]atomic.Pointer[memoed]
}

// A memoed is one call with its outcome. It does not change, but for being over: a timer says so, since to look at the clock takes a
// quarter of the time that there is. In a bubble of testing/synctest, whose timers do not outlive it, the clock does.
type memoed struct {
	node, service string
	hints         Hints
	null          bool   // the hints were nil
	epoch         uint64 // of the cache
	addrs         []Addrinfo
	over          atomic.Bool
	timer         *time.Timer // nil in a bubble
	until         time.Time   // there
}

func (e *memoed) isOver() bool {
	if e.timer != nil {
		return e.over.Load()
	}
	return !time.Now().Before(e.until)
}

// recall returns what the call has just come to, nil where that is not known, and the place for it, nil where there is none. Whoever
// traces wants to see all steps.
func (r *Resolver) recall(ctx context.Context, node, service string, hints *Hints) ([]Addrinfo, *memo) {
	if r.Cache == nil || tracerOf(ctx) != nil || httptrace.ContextClientTrace(ctx) != nil {
		return nil, nil
	}
	m := r.memo.Load()
	if m == nil {
		r.memo.CompareAndSwap(nil, &memo{seed: maphash.MakeSeed()})
		m = r.memo.Load()
	}
	e := m.place(node, service, hints).Load()
	if e == nil || !e.isOf(node, service, hints) || e.epoch != r.Cache.Epoch() || e.isOver() {
		return nil, m
	}
	return slices.Clone(e.addrs), m
}

// place is where the call is kept.
func (m *memo) place(node, service string, hints *Hints) *atomic.Pointer[memoed] {
	h := maphash.String(m.seed, node) + uint64(len(service))
	if hints != nil {
		h += uint64(hints.Family)<<8 + uint64(hints.Socktype)<<16 + uint64(hints.Flags)<<24 + 1<<40
	}
	return &m.places[h*0x9e3779b97f4a7c15>>(64-memoBits)] // of hints that are alike, none has the place of the others
}

func (e *memoed) isOf(node, service string, hints *Hints) bool {
	return e.node == node && e.service == service && e.null == (hints == nil) && (e.null || e.hints == *hints)
}

// keep notes what a call has come to, f and addrs, when the cache was in that epoch.
func (m *memo) keep(node, service string, hints *Hints, epoch uint64, f *found, addrs []Addrinfo) {
	if m == nil || !f.Server.IsValid() || f.TTL < time.Millisecond || len(addrs) > memoAddrs || len(node)+len(service) > memoBytes {
		return
	}
	e := &memoed{node: node, service: service, null: hints == nil, epoch: epoch, addrs: slices.Clone(addrs)}
	if hints != nil {
		e.hints = *hints
	}
	place := m.place(node, service, hints)
	now, life := time.Now(), min(f.TTL, memoTime)
	if e.until = now.Add(life); !bubble.Has(now) {
		e.timer = time.AfterFunc(life, func() {
			e.over.Store(true)
			place.CompareAndSwap(e, nil)
		})
	}
	if before := place.Swap(e); before != nil && before.timer != nil {
		before.timer.Stop()
	}
}
