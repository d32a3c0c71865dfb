package dnsclient

import (
	"context"
	"time"
)

// contextSlack is how much later than its deadline a context may end that is waited for.
const contextSlack = time.Second

// wait waits for something to come, until next at most, or for the end of the context. If that is at the same time, it is left to the
// context: of many lookups under one, the timer of each would be a goroutine for a moment.
func (l *Lookup) wait(next, now time.Time) {
	if l.isBounded && !next.Before(l.deadline) {
		next = next.Add(contextSlack)
	}
	if !l.wakeAfter(next.Sub(now)) {
		return
	}
	if done := l.ctx.Done(); done == nil {
		<-l.wake
	} else {
		select {
		case <-l.wake:
		case <-done:
		}
	}
	l.timer.Stop()
}

// wakeAfter sets the timer; it reports false where there is nothing to wait for.
func (l *Lookup) wakeAfter(long time.Duration) bool {
	switch wake := l.wake; {
	case long <= 0:
		return false
	case l.timer == nil:
		l.timer = time.AfterFunc(long, func() { rouse(wake) })
	default:
		l.timer.Reset(long)
	}
	return true
}

// rouse has the lookup that wake is of look around. It may be too late for that, or for another lookup: who is woken looks for himself.
func rouse(wake chan<- struct{}) {
	select {
	case wake <- struct{}{}:
	default:
	}
}

// over reports whether the context or the time of the lookup is over, with the context's error. A deadline counts from its instant on: the
// context's own timer may go off a moment later.
func (l *Lookup) over(now time.Time) (bool, error) {
	if err := l.ctx.Err(); err != nil {
		return true, err
	}
	if now.Before(l.deadline) {
		return false, nil
	}
	if deadline, ok := l.ctx.Deadline(); ok && !now.Before(deadline) {
		return true, context.DeadlineExceeded
	}
	return true, nil
}
