package crew

import (
	"runtime"
	"testing"
	"testing/synctest"
)

// A wake in the midst of a step has another one taken.
func TestWakeWhileRunning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c Crew
		var task *Task
		steps := 0
		task = doing(func() bool {
			if steps++; steps == 1 {
				task.Wake()
			}
			return steps == 2
		})
		do(t.Context(), &c, task)
	})
}

// Who is told of the end finds it.
func TestWokenIsOver(t *testing.T) {
	var c Crew
	task := doing(func() bool { return true })
	for range 50_000 {
		c.Start(task)
		for woken := false; !woken; { // who polls is there sooner than who is woken
			select {
			case <-task.Woken():
				woken = true
			default:
				if most == 1 { // else a pause would let the two miss each other
					runtime.Gosched()
				}
			}
		}
		if !task.IsOver() {
			t.Fatal("woken before the end")
		}
	}
}
