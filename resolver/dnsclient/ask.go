package dnsclient

import (
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/miekg/dns"
)

// An ask is one question of a lookup, on its way from server to server.
type ask struct {
	lookup *Lookup
	qtype  uint16
	wants  request // whole or verbatim, or none
	state  state

	asked       request
	joined      bool // the last query was somebody else's
	recookied   bool // in this try
	reconnected bool // over a stream of its own
	firstUsed   bool // first is, or was, in use
	failed      bool // as failure says

	n        int8    // the number of the try: not above 64, since no Budget reaches for more
	silentAt int8    // the first try that was not answered; -1 where there is none
	plain    places  // that did not answer a query with OPT, or made nothing of it
	server   *server // of the try; nil before the first
	until    moment  // when the try is over
	sent     moment  // when the last query was

	hint    *event   // that has come; nil where there is none
	failure *Failure // what the tries so far come to; nil where none was made
	room    *room    // of the answer; nil while there is none

	// The server's mutex guards these, but for a look whether something came.
	exchange *exchange // whose reply is waited for
	next     *ask      // of those who wait for it
	came     atomic.Pointer[event]

	first exchange // that of the first try, as a rule the only one
}

// A room has an answer. Who waits for one has none yet.
type room struct {
	Answer
	addrs   [4]netip.Addr // of it, where there are no more
	wire    []byte        // the reply to Query
	records []dns.RR      // for Records
}

var rooms = sync.Pool{New: func() any { return new(room) }}

// answer is an empty place for that of a.
func (a *ask) answer() *room {
	if a.room == nil {
		a.room = rooms.Get().(*room)
	}
	*a.room = room{}
	return a.room
}

type state uint8

const (
	idle   state = iota
	held         // until the other one is done
	ready        // has something to send
	asking       // waits for a reply
	done
)

// grace is how long a hint leaves the true reply to come: whoever made the hint may not be the server.
const grace = 100 * time.Millisecond

// start begins a's first try.
func (a *ask) start(now moment) {
	a.n, a.silentAt, a.plain = -1, -1, a.lookup.plain
	a.failure, a.failed = nil, true
	a.nextTry(now)
}

// nextTry makes a ready to ask the next server, or ends it where there is none.
func (a *ask) nextTry(now moment) {
	a.n++
	t, ok := tryAt(a.lookup.conf, int(a.n))
	switch {
	case !ok:
		a.state = done
		return
	case a.isOver(now):
		return
	}
	a.until = now.Add(t.timeout)
	a.server = a.lookup.client.server(t.server)
	a.recookied, a.reconnected = false, false
	a.asked = a.lookup.request(a, a.plain&a.place() == 0)
	a.state = ready
}

// send puts the question to the server of this try.
func (a *ask) send(now moment) {
	if !a.lookup.budget().take() {
		a.end(NoAnswer, ErrPackets)
		return
	}
	a.hint, a.sent, a.state = nil, now, asking
	a.lookup.pending.Add(1)
	p := packets.Get().(*packet)
	if x, query := a.server.begin(a, p.room[:0], now); x != nil {
		a.server.write(x, query)
	}
	packets.Put(p)
	a.traceQuery()
}

// step takes what has come, or the end of a's time, and goes on until a waits again, is ready to send or is done.
func (a *ask) step(now moment) {
	for a.state == asking {
		e := a.take()
		switch {
		case e != nil && e.isHint():
			a.hint = e
		case e != nil:
			if e.err == nil {
				a.server.learn(e.message, a.asked.has(withEDNS), now)
			}
			a.judge(e, now)
		case a.isOver(now):
		case a.hint != nil && !now.Before(a.hint.at.Add(grace)) && now.Before(a.until):
			a.server.leave(a, false)
			a.judge(&event{verdict: ours, message: a.hint.message}, now)
		case !now.Before(a.until):
			a.server.leave(a, true)
			a.traceReply(nil, nil, ThenNext, now)
			a.noteSilence()
			a.fail(Failure{Outcome: NoAnswer})
			a.nextTry(now)
		default:
			return
		}
	}
}

// noteSilence notes that this try was not answered. The next one at the same server goes without OPT, which may have been the reason.
func (a *ask) noteSilence() {
	if a.silentAt < 0 {
		a.silentAt = a.n
	}
	if a.asked.has(withEDNS) {
		a.plain |= a.place()
	}
}

// places are servers by their places in the configuration, of which it has the first sixteen.
type places uint16

// place is that of the server of this try.
func (a *ask) place() places { return placeOf(int(a.n) % len(a.lookup.conf.Servers)) }

func placeOf(i int) places { return 1 << i }

func (a *ask) question() question { return question{a.lookup.name, a.qtype} }

// wakes is when a is to be looked at again, if nothing comes.
func (a *ask) wakes() moment {
	if a.hint != nil {
		return min(a.hint.at.Add(grace), a.until)
	}
	return a.until
}

// take returns what has come in time; nil for nothing. What comes at the very instant at which the time is over is too late.
func (a *ask) take() *event {
	if a.came.Load() == nil {
		return nil
	}
	a.server.mu.Lock() // who has left it there may not be done with a before
	e := a.came.Swap(nil)
	a.server.mu.Unlock()
	if e.at.Before(a.until) && e.at.Before(a.lookup.deadline) {
		return e
	}
	return nil
}

// event leaves e for the lookup, and wakes it, unless e is one of two answers and the other is still to come.
func (a *ask) event(e *event) {
	a.came.Store(e)
	if !e.isHint() && a.lookup.pending.Add(-1) > 0 && e.final && a.lookup.Early == nil {
		return
	}
	a.server.wake(a.lookup.task)
}

// accept reads a reply that is an answer.
func (a *ask) accept(e *event) {
	m := e.message
	a.failed = false
	answer := a.answer()
	answer.Server, answer.Network = a.server.addr, a.asked.network()
	answer.AuthenticatedData = m.flags&flagAD != 0 && a.lookup.conf.TrustAD
	switch {
	case a.wants.has(verbatim):
		answer.wire = append([]byte(nil), m.wire...)
	case a.wants.has(whole):
		answer.records = answer.readRecords(m, a.lookup.name, a.qtype)
	default:
		answer.Addrs = answer.addrs[:0]
		answer.read(m, a.lookup.name, a.qtype)
	}
	answer.Extended = m.extendedErrors(maxExtended)
	if answer.Outcome != Found {
		answer.Err = &Failure{Outcome: answer.Outcome, Question: a.asks(), Server: a.server.addr, Network: a.asked.network(),
			Rcode: m.rcode, Extended: m.extendedError()}
	}
	if e.packet != nil {
		packets.Put(e.packet)
	}
}

// end ends a with a failure, whatever became of the tries before.
func (a *ask) end(outcome Outcome, err error) {
	a.failure = &Failure{Outcome: outcome, Err: err}
	if a.server != nil {
		a.failure.Server, a.failure.Network = a.server.addr, a.asked.network()
	}
	a.failed, a.state = true, done
}

// isOver ends a if the lookup is over.
func (a *ask) isOver(now moment) bool {
	over, err := a.lookup.over(now)
	if !over {
		return false
	}
	if a.server != nil {
		a.server.leave(a, false)
		a.traceReply(nil, err, ThenEnd, now)
	}
	if err != nil {
		a.end(Canceled, err)
	} else {
		a.end(NoAnswer, nil)
	}
	return true
}

// spare is an exchange that is not in use: that of a itself, if it can be.
func (a *ask) spare() *exchange {
	if !a.isSpare() {
		return new(exchange)
	}
	a.first = exchange{}
	a.firstUsed = true
	return &a.first
}

// isSpare reports whether nobody uses a's own exchange.
func (a *ask) isSpare() bool { return !a.firstUsed || a.first.spent.Load() }
