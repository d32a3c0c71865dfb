package resolver

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// A dialRace is one dial of a name, with an attempt for each address in a goroutine of its own, of which the first to connect wins.
type dialRace struct {
	dialSchedule
	dial     func(ctx context.Context, addr netip.AddrPort) (net.Conn, error)
	begun    time.Time
	attempts []Attempt
	outcomes chan outcome
}

// An outcome is what the attempt with that number came to.
type outcome struct {
	attempt int
	conn    net.Conn
	err     error
}

// addresses are what a lookup has come to so far, or at last.
type addresses struct {
	list []netip.AddrPort
	last bool
	err  error // with last
}

// run attempts what comes from the lookup until one connects. The error is that of the lookup, or a *[DialError]. Then the caller ends
// ctx, which cancels the other attempts; one that connects nevertheless is closed.
func (r *dialRace) run(ctx context.Context, lookup <-chan addresses) (net.Conn, error) {
	r.begun, r.outcomes = time.Now(), make(chan outcome)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		now := time.Now()
		if err := ended(ctx, now); err != nil {
			return nil, r.interrupted(err, now, lookup)
		}
		if addr, ok := r.take(now); ok {
			r.begin(ctx, addr, now)
		}
		if r.over() {
			return nil, r.failure()
		}
		timer.Stop()
		if at, ok := r.wakes(); ok {
			timer.Reset(at.Sub(now))
		}
		select {
		case <-timer.C:
		case found := <-lookup:
			if found.err != nil {
				return nil, found.err
			}
			r.found(found.list, found.last, time.Now())
		case o := <-r.outcomes:
			if o.err == nil {
				return o.conn, nil
			}
			now, a := time.Now(), &r.attempts[o.attempt]
			a.End, a.Err = now.Sub(r.begun), o.err
			r.failed(now)
		case <-ctx.Done():
		}
	}
}

// ended is why ctx has ended, nil if it has not. A deadline counts from its instant on: the timer of ctx may go off a moment later.
func ended(ctx context.Context, now time.Time) error {
	if deadline, ok := ctx.Deadline(); ok && !now.Before(deadline) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

// begin starts an attempt.
func (r *dialRace) begin(ctx context.Context, addr netip.AddrPort, now time.Time) {
	n := len(r.attempts)
	r.attempts = append(r.attempts, Attempt{Addr: addr, Start: now.Sub(r.begun)})
	go func() {
		conn, err := r.dial(ctx, addr)
		if over := ended(ctx, time.Now()); err != nil && over != nil {
			err = over
		}
		select {
		case r.outcomes <- outcome{n, conn, err}:
		case <-ctx.Done():
			if err == nil {
				conn.Close()
			}
		}
	}()
}

// interrupted is what the race comes to where its context has ended with err: that is the error of all attempts that were under way, or
// of the best address if there was none; or else of the lookup, which ends too.
func (r *dialRace) interrupted(err error, now time.Time, lookup <-chan addresses) error {
	for !r.known && len(r.attempts) == 0 {
		found := <-lookup
		if found.err != nil {
			return found.err
		}
		r.found(found.list, found.last, now)
	}
	if len(r.attempts) == 0 {
		r.attempts = []Attempt{{Addr: r.untried[0], Start: now.Sub(r.begun)}}
		r.untried = r.untried[1:]
	}
	for i := range r.attempts {
		if a := &r.attempts[i]; a.Err == nil {
			a.End, a.Err = now.Sub(r.begun), err
		}
	}
	return r.failure()
}

// failure is what all attempts come to.
func (r *dialRace) failure() error { return &DialError{Attempts: r.attempts, Untried: r.untried} }
