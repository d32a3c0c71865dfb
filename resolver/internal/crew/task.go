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
	timer *time.Timer   // of WakeAfter; nil before the first
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

// New returns a task that is done by whoever waits for Woken; or for [Crew.Do], with step to take the next step of it.
func New(step func() (over bool)) *Task {
	t := new(Task)
	t.Init(step)
	return t
}

// Init makes t what New returns.
func (t *Task) Init(step func() (over bool)) { t.step, t.woken = step, make(chan struct{}, 1) }

// Woken is received from after Wake.
func (t *Task) Woken() <-chan struct{} { return t.woken }

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
		b.first = t.next
		t.run()
	}
}

// WakeAfter wakes t after some time, instead of after that of the last call; NotAfter has it not do so. Who does t calls them.
func (t *Task) WakeAfter(long time.Duration) {
	if t.timer == nil {
		t.timer = time.AfterFunc(long, t.Wake)
	} else {
		t.timer.Reset(long)
	}
}

// NotAfter undoes WakeAfter, unless that is over.
func (t *Task) NotAfter() { t.timer.Stop() }

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
