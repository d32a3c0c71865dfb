package crew

import (
	"runtime"
	"testing"
	"time"
)

// A task that is over is not held by one that was before it in the queue.
func TestQueueHoldsNoTaskThatIsOver(t *testing.T) {
	var c Crew
	c.working = most // the test takes the steps itself
	first := doing(func() bool { return true })
	freed := make(chan struct{}, 3)
	c.Start(first)
	for range 3 {
		t := doing(func() bool { return true })
		runtime.SetFinalizer(t, func(*Task) { freed <- struct{}{} })
		c.Start(t)
	}
	for task := c.take(false); task != nil; task = c.take(false) {
		task.run()
	}
	last := doing(func() bool { return true }) // else the crew itself has one, as c.last
	c.Start(last)
	c.take(false).run()
	for range 3 {
		runtime.GC()
		select {
		case <-freed:
		case <-time.After(2 * time.Second):
			t.Fatal("held")
		}
	}
	runtime.KeepAlive(first)
}
