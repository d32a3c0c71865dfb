// Package crew has few goroutines do what many wait for: work that goes on in steps, and needs no stack between them.
package crew

import (
	"runtime"
	"sync"
)

// A Crew takes the steps of its tasks in as many goroutines as can run at a time. They end when there is nothing to do.
type Crew struct {
	mu          sync.Mutex
	first, last *Task // with a step to take, in order
	working     int
}

var most = runtime.GOMAXPROCS(0)

// Start has the crew take the steps of t until one reports the end. Who waits for that looks at IsOver after each Woken: a loop of his own
// takes less stack than one here would.
func (c *Crew) Start(t *Task) {
	t.crew = c
	t.state.Store(queued)
	c.add(t)
}

// add has somebody take the next step of t.
func (c *Crew) add(t *Task) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.next = nil; c.first == nil {
		c.first = t
	} else {
		c.last.next = t
	}
	c.last = t
	if c.working < most {
		c.working++
		go c.work()
	}
}

// work takes steps until there are none to take, not even after all others who can run have run: a stack is dear to grow anew.
func (c *Crew) work() {
	for {
		t := c.take(false)
		if t == nil {
			runtime.Gosched()
			t = c.take(true)
		}
		if t == nil {
			return
		}
		t.run()
	}
}

// take returns the task that has waited for longest; nil where there is none, which ends the work of who is to leave.
func (c *Crew) take(leave bool) *Task {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.first
	switch {
	case t != nil:
		c.first, t.next = t.next, nil // a task that is over is not to be held by one that is not
		if c.first == nil {
			c.last = nil
		}
	case leave:
		c.working--
	}
	return t
}
