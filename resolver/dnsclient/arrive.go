package dnsclient

import (
	"encoding/binary"

	"netdb.example/resolver/internal/crew"
)

// arrived takes the message wire, which came over l and may stand in the room of p, and reports whether it was the reply that somebody
// waits for: who does then has p.
func (s *server) arrived(l *link, wire []byte, p *packet) bool {
	e := &p.event
	*e = event{verdict: junk, message: &p.message, packet: p}
	x := s.lookedFor(l, wire)
	if x != nil {
		e.verdict, p.message = check(wire, x.id, x.question(), x.size(), s.client.Options.MixCase)
		if e.verdict == ours && x.asked.has(whole) && !p.message.wantsTCP() && !unpacks(wire) {
			e.verdict = junk
		}
		e.final = e.verdict == ours && p.message.isAnswer(x.qtype, x.asked.has(verbatim))
	}
	s.mu.Lock()
	l.compared, s.batch = nil, &l.batch
	wasReply := s.took(l, x, e)
	s.batch = nil
	s.mu.Unlock()
	l.batch.Run()
	return wasReply
}

// lookedFor is the exchange over l whose reply wire may be; nil for none. It stays what it is until l compares another or none with
// what came, even where it ends.
func (s *server) lookedFor(l *link, wire []byte) *exchange {
	if len(wire) < headerLen {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l.compared = l.waiting.find(uint32(binary.BigEndian.Uint16(wire)))
	return l.compared
}

// wake has t go on: in this goroutine, if that is the one that reads.
func (s *server) wake(t *crew.Task) {
	if s.batch != nil {
		s.batch.Wake(t)
	} else {
		t.Wake()
	}
}

// took hands e to who waits for x, if x still waits and the server may have said so, and reports whether it is the reply. A reply that
// lacks the server's cookie can do no more than have the question asked over TCP.
func (s *server) took(l *link, x *exchange, e *event) bool {
	now := present()
	if e.verdict != junk && x.asked.has(showingCookie) && !l.stream {
		e.verdict = s.memory.believe(e.verdict, &e.message.opt, now)
	}
	if e.verdict == junk || !x.waits {
		s.client.dropped.Add(1)
		return false
	}
	if e.verdict != ours {
		x.past = true
		if l.stream { // where its messages begin is not certain any more
			s.forget(l)
			l.retired = true
		}
		hint := hintOf(e.verdict, e.message, now)
		for a := x.asks; a != nil; a = a.next {
			a.event(hint)
		}
		return false
	}
	if e.at = now; x.asks.next != nil {
		e.packet = nil
	}
	l.worked = true
	s.settle(x, e)
	return true
}
