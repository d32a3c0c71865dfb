package crew

import (
	"sync/atomic"
	"time"

	"netdb.example/resolver/internal/bubble"
)

// Work is done in steps.
type Work interface {
	Step() (over bool)
}

// A Task is what is woken when something has come: somebody who waits, or work that a Crew does in steps. It may be woken at any time, by
// anybody and in vain: when nobody waits any more, or already for something else.
type Task struct {
	work  Work
	woken chan struct{} // wakes who waits
	state atomic.Uint32
	place int32 // among those that clock is to wake
	crew  *Crew
	next  *Task // of the crew's

	clock *clock
	rings atomic.Int64 // when clock is to wake it; 0 for never
}

// The states of a task. In all but own a crew does it.
const (
	own     = iota // done by who waits for Woken
	waiting        // between two steps
	queued         // for the next step
	running
	again // running, and woken meanwhile
	over
)

// New returns a task that is done by whoever waits for Woken; or for [Crew.Start], with the work that it is.
func New(work Work) *Task {
	t := &Task{work: work, woken: make(chan struct{}, 1), clock: &world}
	if bubble.Has(time.Now()) {
		t.clock = new(clock)
	}
	return t
}

// Woken is received from after Wake.
func (t *Task) Woken() <-chan struct{} { return t.woken }

// IsOver reports whether the last step has been taken. Then t may be started again.
func (t *Task) IsOver() bool { return t.state.Load() == over }

// Wake has the next step taken, be it once more, or wakes who waits.
func (t *Task) Wake() {
	if t.queue() {
		t.crew.add(t)
	}
}

// queue wakes who waits, or reports whether somebody is to be found for the next step.
func (t *Task) queue() bool {
	for {
		switch t.state.Load() {
		case own:
			t.signal()
			return false
		case waiting:
			if t.state.CompareAndSwap(waiting, queued) {
				return true
			}
		case running:
			if t.state.CompareAndSwap(running, again) {
				return false
			}
		default:
			return false
		}
	}
}

// A Batch is tasks that were woken by somebody who takes the next steps himself, soon: what they wait for is still in his processor's cache.
type Batch struct {
	first *Task
}

// Wake is [Task.Wake], but that the step is left to Run.
func (b *Batch) Wake(t *Task) {
	if t.queue() {
		t.next, b.first = b.first, t
	}
}

// Run takes the steps.
func (b *Batch) Run() {
	for b.first != nil {
		t := b.first
		b.first, t.next = t.next, nil
		t.run()
	}
}

func (t *Task) signal() {
	select {
	case t.woken <- struct{}{}:
	default:
	}
}

// run takes steps of t until it waits or is over. Then it is somebody else's.
func (t *Task) run() {
	for {
		t.state.Store(running)
		if t.work.Step() {
			t.state.Store(over)
			t.signal()
			return
		}
		if t.state.CompareAndSwap(running, waiting) {
			return
		}
	}
}
