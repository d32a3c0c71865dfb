package dnsclient

import (
	"errors"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/miekg/dns"
)

// An exchange is one question to one server, and all who wait for its reply. What changes belongs to who has the server's mutex; the
// question, the id and the request do not.
type exchange struct {
	link  *link
	next  [hooks]*exchange // of a slot of a table
	begun moment
	asks  *ask // who waits

	name  string // that is asked for, as it is spelled
	qtype uint16
	id    uint16
	asked request
	waits bool        // it has not ended
	past  bool        // who asks now does so anew: a hint has come, which may be all that comes; or it is apart
	key   uint32      // of the question
	spent atomic.Bool // it has ended, and nobody looks at it any more
}

func (x *exchange) question() question { return question{x.name, x.qtype} }

// size is what an answer over UDP may be long.
func (x *exchange) size() int {
	switch {
	case x.link.stream:
		return dns.MaxMsgSize
	case x.asked.has(withEDNS):
		return ednsSize
	}
	return plainSize
}

// joinTime is how old an exchange may be for others to join it: one that waits for longer may have lost its query.
const joinTime = time.Second

// begin has a's question put to s, unless somebody has just done so and waits for the answer: then a waits too. What comes of it comes as
// an event. It returns the exchange whose query, in room, is to be written; nil where others see to that.
func (s *server) begin(a *ask, room []byte, now moment) (x *exchange, query []byte) {
	key := a.question().key(a.asked.has(overTCP))
	s.mu.Lock()
	defer s.mu.Unlock()
	apart := a.lookup.isApart()
	x = s.flights.find(key)
	if x != nil && !apart && x.asked == a.asked && !x.past && now.Sub(x.begun) < joinTime && x.question().equals(a.question()) {
		x.join(a)
		a.joined = true
		return nil, nil
	}
	a.joined = false
	l, err := s.linkFor(a, now)
	if err != nil {
		a.event(&event{err: err, at: now})
		return nil, nil
	}
	x = s.newExchange(a, l, key, now)
	x.past = apart
	query = s.appendQuery(room, x)
	if l.conn != nil && !l.stream {
		return x, query
	}
	l.post(slices.Clone(query))
	return nil, nil
}

// appendQuery appends the query of x.
func (s *server) appendQuery(query []byte, x *exchange) []byte {
	query = appendQuery(query, x.id, x.question(), x.asked.has(trustingAD), x.asked.has(withEDNS))
	if x.asked.has(showingCookie) {
		query = s.memory.appendCookie(query)
	}
	return query
}

// newExchange makes an exchange of a's question over l.
func (s *server) newExchange(a *ask, l *link, key uint32, now moment) *exchange {
	x := a.spare()
	x.name, x.qtype, x.asked = a.lookup.name, a.qtype, a.asked
	if s.client.Options.MixCase {
		x.name = mixCase(x.name, s.rand)
	}
	x.link, x.key, x.begun, x.waits = l, key, now, true
	x.id = l.freeID()
	s.flights.put(x)
	l.carry(x)
	x.join(a)
	return x
}

// write sends x's query over its link, which carries packets.
func (s *server) write(x *exchange, query []byte) {
	if _, err := x.link.conn.Write(query); err != nil {
		s.writeFailed(x, query, err)
	}
}

// writeFailed is for an error of write. One that packets sent before have called forth is theirs.
func (s *server) writeFailed(x *exchange, query []byte, err error) {
	if x.link.shared && errors.Is(err, syscall.ECONNREFUSED) {
		s.failOthers(x.link, x, err)
		_, err = x.link.conn.Write(query)
	}
	if err != nil {
		s.mu.Lock()
		s.settle(x, &event{err: err})
		s.mu.Unlock()
	}
}

// settle ends x: all who wait for it get e.
func (s *server) settle(x *exchange, e *event) {
	if !x.waits {
		return
	}
	if e.at == 0 {
		e.at = present()
	}
	asks := x.asks
	for a := asks; a != nil; {
		next := a.next
		a.exchange, a.next = nil, nil
		a.event(e)
		a = next
	}
	x.asks = nil
	s.end(x)
}

// end takes x, for which nobody waits, from its link.
func (s *server) end(x *exchange) {
	l := x.link
	x.waits = false
	l.waiting.remove(x)
	s.flights.remove(x)
	x.spent.Store(l.compared != x)
	l.release()
}

// leave is for an ask that waits no longer; silent tells that it has waited for long enough. What has come meanwhile has come too late: it
// is no answer to what a asks next.
func (s *server) leave(a *ask, silent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if silent {
		s.memory.silent(a.asked.has(withEDNS), a.sent)
	}
	a.came.Store(nil)
	x := a.exchange
	if x == nil {
		return
	}
	if silent && x.link.stream {
		s.forget(x.link) // whoever asks again does so over another
		x.link.retired = true
	}
	for at := &x.asks; *at != nil; at = &(*at).next {
		if *at == a {
			*at = a.next
			break
		}
	}
	a.exchange, a.next = nil, nil
	if a.lookup.pending.Add(-1) == 0 { // the other one may have been answered while a was waited for
		a.lookup.task.Wake()
	}
	if x.asks == nil {
		s.end(x)
	}
}

// join makes a wait for x.
func (x *exchange) join(a *ask) {
	a.exchange, a.next = x, x.asks
	x.asks = a
}

// failOthers ends all exchanges over l but x.
func (s *server) failOthers(l *link, x *exchange, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, other := range l.waiting.all() {
		if other != x {
			s.settle(other, &event{err: err})
		}
	}
}

// fail ends l, and all exchanges over it.
func (s *server) fail(l *link, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.closed {
		return
	}
	s.forget(l)
	l.close()
	stale := l.stream && l.shared && (l.worked || l.waiting.size > 1)
	for _, x := range l.waiting.all() {
		s.settle(x, &event{err: err, stale: stale})
	}
}
