package dnsclient

import (
	"encoding/binary"
	"errors"
	"hash/maphash"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/miekg/dns"
)

// An exchange is one question to one server, and all who wait for its reply. All but query, which does not
// change, belongs to who has the server's mutex.
type exchange struct {
	link  *link
	hooks [hooks]hook
	query []byte
	begun moment
	asks  *ask // who waits
	id    uint16
	asked request
	waits bool        // it has not ended
	past  bool        // a hint has come, which may be all that comes: who asks now does so anew
	spent atomic.Bool // it has ended, and nobody looks at it any more
	buf   [88]byte    // of query, where it is not longer
}

// A request is what beside its question makes two queries the same.
type request struct {
	tcp      bool
	edns     bool
	trustAD  bool
	cookie   bool
	whole    bool // records of all types have to be readable
	verbatim bool // and need not be what was asked for
}

// network is "udp" or "tcp".
func (r request) network() string {
	if r.tcp {
		return "tcp"
	}
	return "udp"
}

// size is what an answer over UDP may be long.
func (x *exchange) size() int {
	switch {
	case x.link.stream:
		return dns.MaxMsgSize
	case x.asked.edns:
		return ednsSize
	}
	return plainSize
}

var seed = maphash.MakeSeed()

// keyOf is a hash of a question and its network, whatever the case of its letters. Of two that have the same, nobody finds the first to
// wait with.
func keyOf(question []byte, tcp bool) uint64 {
	if slices.ContainsFunc(question, func(c byte) bool { return c != lower(c) }) {
		question = slices.Clone(question)
		for i, c := range question {
			question[i] = lower(c)
		}
	}
	h := maphash.Bytes(seed, question)
	if tcp {
		h = ^h
	}
	return h
}

// joinTime is how old an exchange may be for others to join it: one that waits for longer may have lost its query.
const joinTime = time.Second

// begin has a's question put to s, unless somebody has just done so and waits for the answer: then a waits too. What comes of it comes as
// an event. It returns the exchange whose query is to be written; nil where others see to that.
func (s *server) begin(a *ask, now moment) *exchange {
	key := keyOf(a.question, a.asked.tcp)
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.flights.find(key)
	if x != nil && x.asked == a.asked && !x.past && now.Sub(x.begun) < joinTime && sameQuestion(questionOf(x.query), a.question) {
		x.join(a)
		a.joined = true
		return nil
	}
	a.joined = false
	l, err := s.linkFor(a, now)
	if err != nil {
		a.event(&event{err: err, at: now})
		return nil
	}
	x = s.newExchange(a, l, key, now)
	if l.conn != nil && !l.stream {
		return x
	}
	l.post(x.query)
	return nil
}

// newExchange makes an exchange of a's question over l.
func (s *server) newExchange(a *ask, l *link, key uint64, now moment) *exchange {
	x := a.spare()
	x.link, x.asked, x.begun, x.waits = l, a.asked, now, true
	x.id = l.freeID()
	x.query = appendQuery(x.buf[:0], x.id, a.question, a.asked.trustAD, a.asked.edns)
	if a.asked.cookie {
		x.query = s.memory.appendCookie(x.query)
	}
	s.flights.put(x, key)
	l.carry(x)
	x.join(a)
	return x
}

// write sends x's query over its link, which carries packets.
func (s *server) write(x *exchange) {
	if _, err := x.link.conn.Write(x.query); err != nil {
		s.writeFailed(x, err)
	}
}

// writeFailed is for an error of write. One that packets sent before have called forth is theirs.
func (s *server) writeFailed(x *exchange, err error) {
	if x.link.shared && errors.Is(err, syscall.ECONNREFUSED) {
		s.failOthers(x.link, x, err)
		_, err = x.link.conn.Write(x.query)
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
	x.asks = nil
	s.end(x) // first: whoever has e may want x for what it asks next
	for a := asks; a != nil; {
		next := a.next
		a.exchange, a.next = nil, nil
		a.event(e)
		a = next
	}
}

// end takes x, for which nobody waits, from its link. A query that was left to who writes may still be needed.
func (s *server) end(x *exchange) {
	l := x.link
	x.waits = false
	l.waiting.remove(x)
	s.flights.remove(x)
	x.spent.Store(l.shared && !l.stream && l.compared != x)
	l.release()
}

// leave is for an ask that waits no longer; silent tells that it has waited for long enough. What has come meanwhile has come too late: it
// is no answer to what a asks next.
func (s *server) leave(a *ask, silent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if silent {
		s.memory.silent(a.asked.edns, a.sent)
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

// qtype is the type that x asks for.
func (x *exchange) qtype() uint16 {
	question := questionOf(x.query)
	return binary.BigEndian.Uint16(question[len(question)-4:])
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
