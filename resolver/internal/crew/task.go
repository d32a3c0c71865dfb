package crew

import (
	"sync/atomic"
	"time"
)

// A Task is what is woken when something has come: somebody who waits, or work that a Crew does in steps. It may be woken at any time, by
// anybody and in vain: when nobody waits any more, or already for something else.
type Task struct {
	step  func() (over bool)
	state atomic.Uint32
	woken chan struct{} // wakes who waits
	timer *time.Timer   // of WakeBy; nil before the first
	rings atomic.Int64  // when it does, by the clock of who calls WakeBy; 0 once it has
	crew  *Crew
	next  *Task // of the crew's
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

// New returns a task that is done by whoever waits for Woken; or for [Crew.Start], with step to take the next step of it.
func New(step func() (over bool)) *Task {
	t := new(Task)
	t.Init(step)
	return t
}

// Init makes t what New returns.
func (t *Task) Init(step func() (over bool)) { t.step, t.woken = step, make(chan struct{}, 1) }

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

// WakeBy wakes t at a time by the caller's clock, or before. A timer that is set for a time before it is left as it is: most of what is waited
// for comes long before, so that one timer may do for many. Who does t calls it.
func (t *Task) WakeBy(at, now time.Duration) {
	switch rings := time.Duration(t.rings.Load()); {
	case t.timer == nil:
		t.rings.Store(int64(at))
		t.timer = time.AfterFunc(at-now, t.ring)
	case rings == 0 || at < rings:
		t.rings.Store(int64(at))
		t.timer.Reset(at - now)
	}
}

func (t *Task) ring() {
	t.rings.Store(0)
	t.Wake()
}

// Rest stops the timer of a task that may not be done again.
func (t *Task) Rest() {
	if t.timer != nil {
		t.timer.Stop()
		t.rings.Store(0)
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
		if t.step() {
			t.state.Store(over)
			t.signal()
			return
		}
		if t.state.CompareAndSwap(running, waiting) {
			return
		}
	}
}
