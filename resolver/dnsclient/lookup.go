package dnsclient

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/internal/bubble"
	"netdb.example/resolver/internal/crew"
	"netdb.example/resolver/internal/poller"
	"netdb.example/resolver/resolvconf"
)

// A Lookup is what is asked on behalf of one call: the names of a search list one after the other, for one family or for both. It sends no
// more than its Budget, and takes no longer than resolv.conf(5) gives for all the names of its search list. One goroutine uses it.
type Lookup struct {
	Trace *Trace // nil tells nobody
	// Early, unless nil, is called by AskBoth, once at most, with the answer of a family that is found while the other one is still
	// waited for. It may take its time: what comes meanwhile counts from when it came, but nothing is sent before it returns.
	Early func(Answer)
	// Budget is what it may send; nil is a Budget of its own.
	Budget *Budget

	client    *Client
	ctx       context.Context
	conf      *resolvconf.Config
	name      string // that is asked for
	deadline  moment
	task      *crew.Task // that goes on when something has come
	waiter    *crew.Task // is task where l waits itself; nil where it never did
	own       Budget
	pending   atomic.Int32 // exchanges whose reply is waited for
	parks     bool         // it does not wait itself
	parked    bool         // it has left off where it would have waited
	isSingle  bool         // one family is asked after the other
	told      bool         // Early was called
	isBounded bool         // the deadline is the context's
	inBubble  bool
	plain     places // that are known to make nothing of OPT
	asks      [2]ask
}

// Lookup begins a lookup under conf, which is effective (see [Client.Turn]).
func (c *Client) Lookup(ctx context.Context, conf *resolvconf.Config) *Lookup {
	l := c.newLookup(ctx, conf)
	if l.waiter == nil {
		l.waiter = crew.New(nil)
	}
	l.task = l.waiter
	return l
}

// LookupIn is Lookup for a step of t: where Ask and AskBoth would wait, they return nil, and t is woken when they are to be called again, with
// the same arguments. When ctx ends, somebody else is to wake t. Query and Records cannot wait so, and are not to be called.
func (c *Client) LookupIn(ctx context.Context, t *crew.Task, conf *resolvconf.Config) *Lookup {
	l := c.newLookup(ctx, conf)
	l.task, l.parks = t, true
	return l
}

func (c *Client) newLookup(ctx context.Context, conf *resolvconf.Config) *Lookup {
	c.asking.Add(1)
	var l *Lookup
	inBubble := bubble.Has(time.Now())
	if !inBubble {
		l = c.lookups.Get()
	}
	if l == nil {
		l = new(Lookup)
	}
	l.client, l.ctx, l.conf, l.inBubble = c, ctx, conf, inBubble
	left := maxTime(conf)
	if deadline, ok := ctx.Deadline(); ok {
		if ends := time.Until(deadline); ends <= left {
			left, l.isBounded = ends, true
		}
	}
	l.deadline = present().Add(left) // after the other clock: a deadline is not early
	return l
}

// isApart reports whether l shares no socket and no question with others: in a bubble, with real sockets, that might be with goroutines of the world,
// which are not to wake those of a bubble, nor the other way round.
func (l *Lookup) isApart() bool { return l.inBubble && l.client.Dial == nil }

// Close ends the use of l, and of what it returned: the client may use their memory again. Whoever defers it leaves no
// question behind where Early or a hook of Trace does not return.
func (l *Lookup) Close() {
	c := l.client
	c.asking.Add(-1)
	for i := range l.asks {
		if a := &l.asks[i]; a.state == asking {
			a.server.leave(a, false)
		}
	}
	if waiter := l.waiter; !l.putBack() && waiter != nil {
		waiter.Rest()
	}
}

// putBack leaves l for another lookup, and reports whether it does: not where somebody may still look at it.
func (l *Lookup) putBack() bool {
	c := l.client
	if c.Dial != nil || l.inBubble || !l.asks[0].isSpare() || !l.asks[1].isSpare() {
		return false
	}
	for i := range l.asks {
		if room := l.asks[i].room; room != nil {
			rooms.Put(room)
		}
	}
	*l = Lookup{waiter: l.waiter}
	return c.lookups.Put(l)
}

// budget is what l may send.
func (l *Lookup) budget() *Budget {
	if l.Budget != nil {
		return l.Budget
	}
	return &l.own
}

// Ask asks for name and qtype: A, AAAA or PTR. name is absolute, in presentation form. The answer holds until the next question.
func (l *Lookup) Ask(name string, qtype uint16) *Answer {
	a := &l.asks[0]
	if !l.parked {
		l.prepare(name, qtype)
	}
	if !l.run(l.asks[:1]) {
		return nil
	}
	return a.result()
}

// AskBoth asks for the addresses of name in both families at once, or one after the other where resolv.conf(5) says so or the server was
// seen to lose one of the two (as glibc learns single-request). Where one family has no answer for want of descriptors, the other
// one has none either, unless Early had it: that would be half of what there is.
func (l *Lookup) AskBoth(name string) (a, aaaa *Answer) {
	if !l.parked {
		l.prepareBoth(name)
	}
	if !l.run(l.asks[:]) {
		return nil, nil
	}
	if !l.isSingle {
		l.learnPair()
	}
	a, aaaa = l.asks[0].result(), l.asks[1].result()
	switch {
	case l.told:
	case a.Outcome == Found && isShort(aaaa.Err):
		a = aaaa
	case aaaa.Outcome == Found && isShort(a.Err):
		aaaa = a
	}
	return a, aaaa
}

func (l *Lookup) prepareBoth(name string) {
	l.prepare(name, dns.TypeA, dns.TypeAAAA)
	if l.isSingle = l.asks[1].state == idle && l.single(); l.isSingle {
		l.asks[1].state = held
	}
}

// single reports whether the questions for both families go one after the other.
func (l *Lookup) single() bool {
	return l.conf.SingleRequest || l.conf.SingleRequestReopen || l.client.server(l.conf.Servers[0]).single()
}

// prepare makes an ask for each of qtypes ready to begin. A name that must not be asked for ends them, and so does a lack of descriptors to wait
// with: not only sockets and timers need them, but the first number of crypto/rand too.
func (l *Lookup) prepare(name string, qtypes ...uint16) {
	l.name = name
	outcome, err := NXDomain, CheckName(name)
	if err == nil {
		outcome, err = NoAnswer, poller.Ready()
	}
	for i, qtype := range qtypes {
		a := &l.asks[i]
		a.lookup, a.qtype, a.state, a.failed = l, qtype, idle, false
		a.server, a.wants, a.asked = nil, 0, 0
		if err != nil {
			a.end(outcome, err)
		}
	}
}

// recall notes which servers are known to make nothing of OPT. What one family learns on the way does not count for the other, so that it does
// not matter which of them learns it first.
func (l *Lookup) recall(now moment) {
	l.plain = 0
	for i, server := range l.conf.Servers {
		if !l.client.server(server).edns(now) {
			l.plain |= placeOf(i)
		}
	}
}

// run asks until all asks are done, or l has parked, and reports whether they are done.
func (l *Lookup) run(asks []ask) (over bool) {
	now := present()
	if !l.parked && asks[len(asks)-1].state != done { // else no server is needed
		l.recall(now)
	}
	l.parked = false
	for ; ; now = present() {
		next, open := l.deadline, false
		for i := range asks {
			a := &asks[i]
			if a.state == idle || a.state == held && asks[0].state == done {
				a.start(now)
			}
			for a.step(now); a.state == ready; a.step(now) {
				a.send(now)
			}
			if a.state == asking {
				open = true
				if t := a.wakes(); t.Before(next) {
					next = t
				}
			}
		}
		if !open {
			return true
		}
		if l.Early != nil && !l.told && l.tell(asks) {
			continue
		}
		if l.wait(next, now); l.parked {
			return false
		}
	}
}

// tell hands to Early what is found while the other ask is open, and reports whether there is anything: that may have taken time.
func (l *Lookup) tell(asks []ask) bool {
	for i := range asks {
		a := &asks[i]
		if a.state != done || a.failed || a.room.Outcome != Found {
			continue
		}
		l.told = true
		l.Early(a.room.Answer)
		return true
	}
	return false
}

// result is what a has come to.
func (a *ask) result() *Answer {
	if !a.failed {
		return &a.room.Answer
	}
	f := a.failure
	if f == nil {
		f = &Failure{Outcome: NoAnswer, Err: errNobody}
	}
	f.Question = a.asks()
	answer := a.answer()
	answer.Answer = Answer{Outcome: f.Outcome, Server: f.Server, Network: f.Network, Err: f}
	return &answer.Answer
}

// asks is the question as an error tells it.
func (a *ask) asks() string { return questionText(a.lookup.name, a.qtype) }

// learnPair remembers whether the server that answered both questions, or one of them, lost the other.
func (l *Lookup) learnPair() {
	a, b := &l.asks[0], &l.asks[1]
	if a.failed || b.failed || a.server == nil || b.server == nil {
		return
	}
	earlier, later := a, b
	if b.n < a.n {
		earlier, later = b, a
	}
	both := a.n == b.n
	if both || later.silentAt == earlier.n {
		earlier.server.learnPair(both)
	}
}
