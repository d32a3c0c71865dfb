package crew

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// do has c do all of t.
func do(ctx context.Context, c *Crew, t *Task) {
	c.Start(t)
	for ends := ctx.Done(); !t.IsOver(); {
		select {
		case <-t.Woken():
		case <-ends:
			ends = nil
			t.Wake()
		}
	}
}

// steps is work that one function does.
type steps func() (over bool)

func (f steps) Step() (over bool) { return f() }

func doing(f func() (over bool)) *Task { return New(steps(f)) }

// counted is a task that is over when it has been given all there is, a few at a time, by others.
type counted struct {
	given, taken atomic.Int64
	all          int64
	inStep       atomic.Bool
	t            *testing.T
}

func (c *counted) Step() bool {
	if !c.inStep.CompareAndSwap(false, true) {
		c.t.Error("two take a step of one task")
	}
	c.taken.Add(c.given.Swap(0))
	c.inStep.Store(false)
	return c.taken.Load() == c.all
}

// No wake is lost, be it of a task that waits, that has its turn or that is at work; and none is served by two at once.
func TestEachWakeIsSeen(t *testing.T) {
	var c Crew
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			work := &counted{all: 300, t: t}
			task := New(work)
			for range 3 {
				all.Go(func() {
					var b Batch
					for i := range 100 {
						work.given.Add(1)
						if i%2 == 0 {
							task.Wake()
						} else {
							b.Wake(task)
							b.Run()
						}
						runtime.Gosched()
					}
				})
			}
			do(t.Context(), &c, task)
			if got := work.taken.Load(); got != work.all {
				t.Errorf("over with %d of %d", got, work.all)
			}
		})
	}
	all.Wait()
}

// A task may be done again and again, also while it is woken for what it was before.
func TestTaskIsDoneAgain(t *testing.T) {
	var c Crew
	var steps atomic.Int64
	task := doing(func() bool { return steps.Add(1)%2 == 0 })
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
				task.Wake()
				runtime.Gosched()
			}
		}
	}()
	for i := range int64(1000) {
		do(t.Context(), &c, task)
		if got := steps.Load(); got != 2*(i+1) {
			t.Fatalf("%d steps after %d times", got, i+1)
		}
	}
	close(stop)
}

// A task is over when a step says so, not when it is woken by who waits.
func TestContextWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c Crew
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begun, steps := time.Now(), 0
		do(ctx, &c, doing(func() bool { steps++; return ctx.Err() != nil }))
		if took := time.Since(begun); took != time.Second || steps != 2 {
			t.Errorf("over after %v and %d steps", took, steps)
		}
	})
}

// A timer wakes a task by the time that is asked for, and may do so before: at one that was asked for before.
func TestWakeBy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c Crew
		var at []time.Duration
		begun := Now()
		var task *Task
		task = doing(func() bool {
			now := Now()
			at = append(at, now-begun)
			switch len(at) {
			case 1:
				task.WakeBy(now + 5*time.Second)
				task.WakeBy(now + time.Second)
				task.WakeBy(now + 2*time.Second)
			case 2, 3:
				task.WakeBy(now + time.Second)
			}
			return len(at) == 4
		})
		do(t.Context(), &c, task)
		if want := []time.Duration{0, time.Second, 2 * time.Second, 3 * time.Second}; !slices.Equal(at, want) {
			t.Errorf("steps at %v", at)
		}
	})
}

// A timer wakes who waits himself too, unless the task rests.
func TestRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		task := New(nil)
		task.Rest() // without a timer
		task.WakeBy(Now() + time.Second)
		time.Sleep(time.Second)
		<-task.Woken()
		task.WakeBy(Now() + time.Second)
		task.Rest()
		time.Sleep(2 * time.Second)
		select {
		case <-task.Woken():
			t.Error("woken while it rests")
		default:
		}
	})
}

// Who waits himself is woken by all that would have a step taken, and finds one wake for many.
func TestOwnTask(t *testing.T) {
	task := New(nil)
	task.Wake()
	task.Wake()
	new(Batch).Wake(task)
	<-task.Woken()
	select {
	case <-task.Woken():
		t.Error("woken once more")
	default:
	}
}

// A crew goes home when there is nothing to do, and comes back when there is; no more of it than can run at a time.
func TestCrewGoesHome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c Crew
		var now, peak atomic.Int64
		for range 2 {
			var all sync.WaitGroup
			for range 100 {
				all.Go(func() {
					do(t.Context(), &c, doing(func() bool {
						n := now.Add(1)
						for p := peak.Load(); n > p && !peak.CompareAndSwap(p, n); p = peak.Load() {
						}
						time.Sleep(time.Second)
						now.Add(-1)
						return true
					}))
				})
			}
			all.Wait()
			synctest.Wait()
			if c.working != 0 || c.first != nil {
				t.Errorf("%d still at work", c.working)
			}
		}
		if got := peak.Load(); got != int64(most) {
			t.Errorf("%d at work at a time, want %d", got, most)
		}
	})
}
