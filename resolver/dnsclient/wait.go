package dnsclient

import (
	"context"
	"time"
)

// contextSlack is how much later than its deadline a context may end that is waited for.
const contextSlack = time.Second

// wait waits for something to come, until next at most, or for the end of the context; or it parks l. If that is at the same time, it is left
// to the context: of many lookups under one, the timer of each would be a goroutine for a moment.
func (l *Lookup) wait(next, now moment) {
	if l.isBounded && l.ctx.Done() != nil && !next.Before(l.deadline) {
		next = next.Add(contextSlack)
	}
	if !now.Before(next) {
		return
	}
	l.task.WakeBy(time.Duration(next))
	if l.parked = l.parks; l.parked {
		return
	}
	if done := l.ctx.Done(); done == nil {
		<-l.task.Woken()
	} else {
		select {
		case <-l.task.Woken():
		case <-done:
		}
	}
}

// over reports whether the context or the time of the lookup is over, with the context's error. A deadline counts from its instant on: the
// context's own timer may go off a moment later.
func (l *Lookup) over(now moment) (bool, error) {
	if err := l.ctx.Err(); err != nil {
		return true, err
	}
	switch {
	case now.Before(l.deadline):
		return false, nil
	case l.isBounded:
		return true, context.DeadlineExceeded
	}
	return true, nil
}
