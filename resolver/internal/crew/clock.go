package crew

import (
	"container/heap"
	"sync"
	"time"
)

// A clock wakes tasks at their times, of however many by one timer of the runtime's.
type clock struct {
	mu    sync.Mutex
	tasks sleepers
	timer *time.Timer   // nil before the first
	rings time.Duration // when timer does; 0 where it does not
	begun time.Time     // when it was
	since time.Duration // by the clock of who calls WakeBy
}

// world is the clock of all tasks that are not in a bubble: there, each has its own.
var world clock

// WakeBy wakes t at a time by the caller's clock, or before. That is left as it is if it is before: most of what is waited for comes long
// before, so that one time may do for many. Who does t calls it. All tasks go by the same clock.
func (t *Task) WakeBy(at, now time.Duration) {
	if rings := time.Duration(t.rings.Load()); rings == 0 || at < rings {
		t.clock.set(t, at, now)
	}
}

// Rest takes the time from a task that may not be done again, which the clock then does not hold any more.
func (t *Task) Rest() { t.clock.drop(t) }

func (c *clock) set(t *Task, at, now time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.begun.IsZero() {
		c.begun, c.since = time.Now(), now
	}
	if t.rings.Swap(int64(at)) == 0 {
		heap.Push(&c.tasks, t)
	} else {
		heap.Fix(&c.tasks, int(t.place))
	}
	c.arm(now)
}

func (c *clock) drop(t *Task) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.rings.Swap(0) != 0 {
		heap.Remove(&c.tasks, int(t.place))
	}
}

// arm sets the timer for the first of the tasks.
func (c *clock) arm(now time.Duration) {
	first := time.Duration(c.tasks[0].rings.Load())
	if c.rings != 0 && c.rings <= first {
		return
	}
	if c.rings = first; c.timer == nil {
		c.timer = time.AfterFunc(first-now, c.ring)
	} else {
		c.timer.Reset(first - now)
	}
}

// ring wakes all tasks whose time has come.
func (c *clock) ring() {
	for t := c.due(); t != nil; t = c.due() {
		t.Wake()
	}
}

// due is a task whose time has come; nil for none, until the timer rings again.
func (c *clock) due() *Task {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rings = 0; len(c.tasks) == 0 {
		return nil
	}
	now := c.since + time.Since(c.begun)
	if first := c.tasks[0]; time.Duration(first.rings.Load()) <= now {
		heap.Pop(&c.tasks)
		first.rings.Store(0)
		return first
	}
	c.arm(now)
	return nil
}

// sleepers is a heap of tasks by when they are to be woken.
type sleepers []*Task

func (s sleepers) Len() int           { return len(s) }
func (s sleepers) Less(i, j int) bool { return s[i].rings.Load() < s[j].rings.Load() }

func (s sleepers) Swap(i, j int) {
	s[i], s[j] = s[j], s[i]
	s[i].place, s[j].place = int32(i), int32(j)
}

func (s *sleepers) Push(t any) {
	t.(*Task).place = int32(len(*s))
	*s = append(*s, t.(*Task))
}

// Pop gives the memory back where most of it is not needed any more.
func (s *sleepers) Pop() any {
	last := len(*s) - 1
	t := (*s)[last]
	(*s)[last] = nil
	if *s = (*s)[:last]; last > 64 && last < cap(*s)/4 {
		*s = append(make(sleepers, 0, 2*last), *s...)
	}
	return t
}
