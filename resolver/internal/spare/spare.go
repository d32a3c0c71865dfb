// Package spare keeps values for another use, as sync.Pool does, but not as many as were in use when all were: a process whose burst of work
// is over gives the memory back at once, not two collections of garbage later.
package spare

import (
	"sync"
	"sync/atomic"
)

// most bounds how many values a pool keeps. Where the same number is in use all the time, few are spare at any time.
const most = 4096

// A Pool has values of type T. The zero Pool is empty.
type Pool[T any] struct {
	pool sync.Pool
	kept atomic.Int32 // about how many there are: a collection takes some unseen, until none is left
}

// Kept is about how many values p has.
func (p *Pool[T]) Kept() int { return int(p.kept.Load()) }

// Get takes a value out of p; nil if there is none.
func (p *Pool[T]) Get() *T {
	x, _ := p.pool.Get().(*T)
	if x == nil {
		p.kept.Store(0)
		return nil
	}
	p.kept.Add(-1)
	return x
}

// Put keeps x, which nobody else uses, and reports whether it does: not if there are enough.
func (p *Pool[T]) Put(x *T) bool {
	if p.kept.Load() >= most {
		return false
	}
	p.kept.Add(1)
	p.pool.Put(x)
	return true
}
