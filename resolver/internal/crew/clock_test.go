package crew

import (
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
)

// shared are n tasks of one clock.
func shared(n int) (c *clock, tasks []*Task) {
	c = new(clock)
	for range n {
		t := New(nil)
		t.clock = c
		tasks = append(tasks, t)
	}
	return c, tasks
}

func isWoken(t *Task) bool {
	select {
	case <-t.Woken():
		return true
	default:
		return false
	}
}

// However many tasks a clock has, and in whatever order they set, bring forward and drop their times, each is woken at its own, and at no other.
func TestClockWakesEachAtItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(1, 2))
		c, tasks := shared(200)
		want := make([]time.Duration, len(tasks)) // when; 0 for never
		for range 3000 {
			switch i := rnd.IntN(len(tasks)); rnd.IntN(4) {
			case 0:
				tasks[i].Rest()
				want[i] = 0
			default:
				at := Now() + time.Duration(1+rnd.IntN(1000))*time.Millisecond
				tasks[i].WakeBy(at)
				if want[i] == 0 || at < want[i] {
					want[i] = at
				}
			}
			if rnd.IntN(3) == 0 {
				time.Sleep(time.Millisecond)
				synctest.Wait()
			}
			for i, task := range tasks {
				if due := want[i] != 0 && want[i] <= Now(); isWoken(task) != due {
					t.Fatalf("task %d is woken at %v: %v, want that at %v", i, Now(), !due, want[i])
				} else if due {
					want[i] = 0
				}
			}
		}
		for _, task := range tasks {
			task.Rest()
		}
		if len(c.tasks) != 0 {
			t.Errorf("%d tasks are held after all rest", len(c.tasks))
		}
	})
}

// Tasks that are all due at the same time are all woken then, and none of them is held.
func TestClockWakesManyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, tasks := shared(5000)
		for _, task := range tasks {
			task.WakeBy(Now() + time.Second)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		for i, task := range tasks {
			if !isWoken(task) {
				t.Fatalf("task %d is not woken", i)
			}
		}
		if len(c.tasks) != 0 || cap(c.tasks) > 1024 {
			t.Errorf("%d tasks are left, in room for %d", len(c.tasks), cap(c.tasks))
		}
	})
}

// All tasks outside of bubbles have one clock; one in a bubble has its own, which is the bubble's.
func TestClockOfATask(t *testing.T) {
	if New(nil).clock != &world {
		t.Error("a task of the world has a clock of its own")
	}
	synctest.Test(t, func(*testing.T) {
		if a, b := New(nil), New(nil); a.clock == &world || a.clock == b.clock {
			t.Error("a task of a bubble shares a clock")
		}
	})
}

// What is set by the time of a bubble does not reach the clock of the world, which would ring in years, or at once.
func TestABubbleDoesNotTouchTheClockOfTheWorld(t *testing.T) {
	task := New(nil)
	synctest.Test(t, func(*testing.T) { task.WakeBy(Now() + time.Second) })
	if task.rings.Load() != 0 {
		t.Error("set")
	}
	task.WakeBy(Now() + time.Millisecond)
	<-task.Woken()
}
