package crew

import (
	"container/heap"
	"sync"
	"time"

	"netdb.example/resolver/internal/bubble"
)

var begun = time.Now()

// longAgo is more than lies between begun and the year 2000, where bubbles are.
const longAgo = 100 * 365 * 24 * time.Hour

// Now is the time that WakeBy goes by: that of the monotonic clock, or in a bubble of testing/synctest of the bubble's. It is never 0.
func Now() time.Duration { return longAgo + time.Since(begun) }

// A clock wakes any number of tasks at their times by one timer of the runtime's.
type clock struct {
	mu    sync.Mutex
	tasks sleepers
	timer *time.Timer   // nil before the first time
	rings time.Duration // when timer does; 0 where it does not
}

// world is the clock of all tasks that are not in a bubble: there, each has its own.
var world clock

// WakeBy wakes t when Now is at, or before. A time that was set and is not later than at is left as it is: most of what is waited for comes long
// before, so that one time may do for many. Who does t calls it.
func (t *Task) WakeBy(at time.Duration) {
	rings := time.Duration(t.rings.Load())
	if rings != 0 && rings <= at || t.clock == &world && bubble.Has(time.Now()) { // which has another time
		return
	}
	t.clock.set(t, at)
}

// Rest takes the time from a task that may not be done again, which the clock then does not hold any more.
func (t *Task) Rest() { t.clock.drop(t) }

func (c *clock) set(t *Task, at time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.rings.Swap(int64(at)) == 0 {
		heap.Push(&c.tasks, t)
	} else {
		heap.Fix(&c.tasks, int(t.place))
	}
	c.arm()
}

func (c *clock) drop(t *Task) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.rings.Swap(0) != 0 {
		heap.Remove(&c.tasks, int(t.place))
	}
}

// arm sets the timer for the first of the tasks.
func (c *clock) arm() {
	first := time.Duration(c.tasks[0].rings.Load())
	if c.rings != 0 && c.rings <= first {
		return
	}
	if c.rings = first; c.timer == nil {
		c.timer = time.AfterFunc(first-Now(), c.ring)
	} else {
		c.timer.Reset(first - Now())
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
	if first := c.tasks[0]; time.Duration(first.rings.Load()) <= Now() {
		heap.Pop(&c.tasks)
		first.rings.Store(0)
		return first
	}
	c.arm()
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
