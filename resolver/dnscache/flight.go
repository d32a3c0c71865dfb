package dnscache

import (
	"context"
	"errors"
	"time"

	"netdb.example/resolver/dnsclient"
)

// A question is what one flight asks for.
type question struct {
	name  string
	set   uint64
	kinds kinds // the first is not 0
}

// A flight is one question under way. The mutex of the cache guards what is not set before it begins; answers are read when done
// is closed.
type flight struct {
	question
	budget  *dnsclient.Budget // of who began it
	begun   bool              // some of that had been used before
	done    chan struct{}
	cancel  context.CancelFunc
	answers [2]reply

	waiters  int
	disowned bool // what it brings is not kept
}

const (
	maxBackground = 16
	patience      = 1800 * time.Millisecond // RFC 8767 §5, client response timer
)

var errUnfinished = errors.New("the goroutine that asked has ended without an answer")

// answer is what f brought for want.
func (f *flight) answer(want kind) *reply {
	if f.kinds[0] == want {
		return &f.answers[0]
	}
	return &f.answers[1]
}

// questionFor is what asks for kinds, wherever they stand.
func (l *Lookup) questionFor(k key, want kinds) question {
	if want[0] == 0 {
		want[0], want[1] = want[1], 0
	}
	return question{k.name, l.set, want}
}

// join makes l wait for the flight that asks for kinds, and begins it if need be. c.mu is held.
func (l *Lookup) join(k key, name string, want kinds) *flight {
	q := l.questionFor(k, want)
	f := l.cache.flights[q]
	if f == nil {
		f = l.launch(q, k, name, l.ownBudget())
	} else {
		l.cache.counts.joined++
	}
	f.waiters++
	return f
}

// ownBudget is what the questions that l begins may send.
func (l *Lookup) ownBudget() *dnsclient.Budget {
	if l.budget == nil {
		l.budget = new(dnsclient.Budget)
	}
	return l.budget
}

// refresh begins a flight for kinds that nobody waits for, with a budget of its own, unless there is one, or too many. c.mu is held.
func (l *Lookup) refresh(k key, name string, want kinds) {
	q := l.questionFor(k, want)
	if want == (kinds{}) || l.cache.flights[q] != nil || !l.cache.mayStay() {
		return
	}
	l.cache.counts.prefetches++
	l.cache.stay(l.launch(q, k, name, new(dnsclient.Budget)))
}

// launch begins a flight. c.mu is held.
func (l *Lookup) launch(q question, k key, name string, budget *dnsclient.Budget) *flight {
	c := l.cache
	f := &flight{question: q, budget: budget, begun: budget.Begun(), done: make(chan struct{})}
	var ctx context.Context
	ctx, f.cancel = context.WithCancel(context.WithoutCancel(l.ctx))
	if c.flights == nil {
		c.flights = map[question]*flight{}
	}
	c.flights[q] = f
	go c.fly(ctx, f, k, name, l.begin)
	return f
}

// fly asks, and lands in any case.
func (c *Cache) fly(ctx context.Context, f *flight, k key, name string, begin func(context.Context, *dnsclient.Budget) Asker) {
	defer c.land(f, k)
	for i := range f.answers {
		f.answers[i].Answer = dnsclient.Answer{Outcome: dnsclient.Canceled, Err: errUnfinished}
	}
	asker := begin(ctx, f.budget)
	defer asker.Close()
	switch want := f.kinds[0]; {
	case f.kinds[1] != 0:
		a, aaaa := asker.AskBoth(name)
		f.answers[0], f.answers[1] = trimmed(nil, a), trimmed(nil, aaaa)
	case want >= asRecords:
		f.answers[0] = trimmed(asker.Records(name, want.qtype()))
	default:
		f.answers[0] = trimmed(nil, asker.Ask(name, want.qtype()))
	}
}

// ranOut reports whether a is for want of what whoever began f had used before: it says nothing of the question.
func (f *flight) ranOut(a *reply) bool { return f.begun && errors.Is(a.Err, dnsclient.ErrPackets) }

// land keeps what f brought and gives it to who waits. That a name does not exist is kept last, since what another type says may
// contradict it.
func (c *Cache) land(f *flight, k key) {
	defer f.cancel()
	s := c.store()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forget(f)
	delete(c.background, f)
	for _, last := range []bool{false, true} {
		for i, what := range f.kinds {
			if a := &f.answers[i]; what != 0 && !f.disowned && !f.ranOut(a) && (a.Outcome == dnsclient.NXDomain) == last {
				s.put(k, f.set, what, a, s.now())
			}
		}
	}
	close(f.done)
}

// forget lets the next who asks the same begin a flight of its own. c.mu is held.
func (c *Cache) forget(f *flight) {
	if c.flights[f.question] == f {
		delete(c.flights, f.question)
	}
}

// disown lets those who wait for f have what it brings, and nobody else. c.mu is held.
func (c *Cache) disown(f *flight) {
	f.disowned = true
	c.forget(f)
	if f.waiters == 0 {
		f.cancel()
	}
}

// wait waits for f to land: arrived is false where there is something older for all that is missing, and patience is over. The error is
// that of the context, as the client reports it. What comes at the very instant at which its time is over is too late.
func (l *Lookup) wait(f *flight, missing kinds, old [2]*entry) (arrived bool, err error) {
	var enough <-chan time.Time
	if (missing[0] == 0 || old[0] != nil) && (missing[1] == 0 || old[1] != nil) {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		enough = timer.C
	}
	select {
	case <-f.done:
		arrived = true
	case <-l.ctx.Done():
	case <-enough:
	}
	if err = l.ctx.Err(); err == nil {
		if deadline, ok := l.ctx.Deadline(); ok && !time.Now().Before(deadline) {
			err = context.DeadlineExceeded
		}
	}
	l.cache.leave(f, !arrived && err == nil)
	return arrived, err
}

// leave is how one waiter less waits for f. The last one ends it, unless it is to stay in the background and may.
func (c *Cache) leave(f *flight, stays bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f.waiters--
	if stays && c.flights[f.question] == f && c.mayStay() {
		c.stay(f)
	}
	if _, goesOn := c.background[f]; f.waiters == 0 && !goesOn {
		c.forget(f)
		f.cancel()
	}
}

// mayStay reports whether one more flight may go on in the background. c.mu is held.
func (c *Cache) mayStay() bool { return !c.closed && len(c.background) < maxBackground }

// stay makes f go on in the background. c.mu is held.
func (c *Cache) stay(f *flight) {
	if c.background == nil {
		c.background = map[*flight]struct{}{}
	}
	c.background[f] = struct{}{}
}

// ground ends what goes on in the background, and returns it, but for what somebody waits for.
func (c *Cache) ground() []*flight {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	var grounded []*flight
	for f := range c.background {
		delete(c.background, f)
		if f.waiters == 0 {
			c.forget(f)
			f.cancel()
			grounded = append(grounded, f)
		}
	}
	return grounded
}
