package resolver

import (
	"testing"
	"testing/synctest"
	"time"
)

// A task that is not kept has no timer left.
func TestEndOfAResolutionStopsItsTimer(t *testing.T) {
	before := crowd
	defer func() { crowd = before }()
	crowd = -1
	synctest.Test(t, func(t *testing.T) {
		q := newResolution()
		q.name.ctx = t.Context()
		q.task, q.err = nil, EAI_AGAIN
		task := q.asTask()
		task.WakeBy(2*time.Second, time.Second)
		q.end()
		time.Sleep(3 * time.Second)
		select {
		case <-task.Woken():
			t.Error("woken after its end")
		default:
		}
	})
}
