package resolver

import (
	"context"
	"net/http/httptrace"
	"time"

	"netdb.example/resolver/internal/bubble"
	"netdb.example/resolver/internal/crew"
)

// crowd is how many lookups have to be under way for another call to be handed over to the crew.
//
// A call that waits for a server in its own goroutine is done soonest. But what it does before has made its stack grow, from the 2 KiB
// of every goroutine to twice or four times that, and so it stays until the next collection of garbage: with many, that is most of the memory
// that they take, and reading it back into the processor's cache most of the time.
//
// Below zero, for tests, all calls are handed over that nobody listens to, whatever they call.
var crowd = 128

// handsOver reports whether a call is left to the crew. None is that calls functions of the program's own, since these may take their time, or
// may not return: they are for the goroutine of the caller.
func (r *Resolver) handsOver(ctx context.Context) bool {
	if r.client().Asking() < crowd || r.Cache != nil || tracerOf(ctx) != nil || httptrace.ContextClientTrace(ctx) != nil {
		return false
	}
	return crowd < 0 || r.isPlain && !bubble.Has(time.Now())
}

// handOver is resolve by the crew. It takes little stack.
func (r *Resolver) handOver(ctx context.Context, node, service string, hints *Hints) (f *found, addrs []Addrinfo, err error) {
	q := newResolution(r, ctx, node, service, hints)
	if q.own == nil {
		q.own = crew.New(q.step)
	}
	q.task = q.own
	r.crew.Do(ctx, q.task)
	return q.end()
}
