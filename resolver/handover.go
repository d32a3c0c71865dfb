package resolver

import (
	"context"
	"net/http/httptrace"
	"time"

	"netdb.example/resolver/internal/bubble"
)

// crowd is how many lookups have to be under way for another call to be handed over to the crew.
//
// A call that waits for a server in its own goroutine is done soonest. But what it does before makes its stack grow, from the 2 KiB
// that a goroutine begins with to twice or four times that, and so it stays as long as the call waits: with many, that is most of the memory
// that they take.
//
// Below zero, for tests, all calls are handed over that nobody listens to, whatever they call.
var crowd = 16

// handsOver reports whether a call is left to the crew. None is that calls functions which the program has put into r or a trace, since these may
// take their time, or may not return: they are for the goroutine of the caller. The methods of ctx are called by the crew.
func (r *Resolver) handsOver(ctx context.Context) bool {
	if r.client().Asking() < crowd || r.Cache != nil || tracerOf(ctx) != nil || httptrace.ContextClientTrace(ctx) != nil {
		return false
	}
	return crowd < 0 || r.isPlain && !bubble.Has(time.Now())
}

// handOver has the crew do q, and returns it when it has an end. It takes little stack.
func (q *resolution) handOver() *resolution {
	task := q.asTask()
	q.r.crew.Start(task)
	for ends := q.name.ctx.Done(); !task.IsOver(); {
		if ends == nil { // one thing to wait for takes less than two
			<-task.Woken()
			continue
		}
		select {
		case <-task.Woken():
		case <-ends:
			ends = nil
			task.Wake() // to see for itself that this is the end
		}
	}
	return q
}
