package dnsclient

import (
	"time"

	"github.com/miekg/dns"
)

const (
	// plainTime is how long a server that makes nothing of OPT is asked without it.
	plainTime = 10 * time.Minute
	// singleTime is how long a server that loses one of two questions is asked one at a time.
	singleTime = 10 * time.Minute
	// singleAfter is how many pairs in a row must lose one.
	singleAfter = 2
	// plainAfter is how many queries with OPT must have no answer where the same without it has one: a single one may have been lost.
	plainAfter = 2
	// cookieTime is how long a server that has shown cookies may not answer without.
	cookieTime = 2 * time.Minute
)

// A memory is what was learnt of a server: whether it knows EDNS, its cookie, and whether it can take two questions at once. It is a
// plain value: who has it sees to it that one goroutine uses it at a time.
type memory struct {
	plainUntil moment
	knowsEDNS  bool // an answer to a query with OPT has come
	tryPlain   bool // the last query with OPT had no answer
	plainOnly  int  // how often the one without it that followed had one
	counted    moment

	client      [8]byte // our cookie (RFC 7873 §4.1), drawn once a server
	server      []byte  // theirs, of 8 to 32 octets; nil before they have shown one
	cookieUntil moment

	lost        int // pairs in a row of which one was not answered
	singleUntil moment
}

// edns reports whether the next query is to have an OPT record.
func (m *memory) edns(now moment) bool { return !m.tryPlain && !now.Before(m.plainUntil) }

// noEDNS notes that the server makes nothing of OPT, and says so.
func (m *memory) noEDNS(now moment) {
	m.plainUntil, m.knowsEDNS, m.plainOnly = now.Add(plainTime), false, 0
}

// silent notes that a query, sent then, had no answer. A server that never answered one with OPT is asked without it the next time, and
// with it again if that had no answer either. What was lost before plainOnly was last counted may have been lost with what it counts.
func (m *memory) silent(edns bool, sent moment) {
	if m.knowsEDNS || edns && sent.Before(m.counted) {
		return
	}
	m.tryPlain = edns
}

// answered notes that a query was answered. One without OPT after silence tells, if it happens again, that OPT was the reason.
func (m *memory) answered(edns bool, now moment) {
	switch {
	case edns:
		m.knowsEDNS, m.plainOnly = true, 0
	case m.tryPlain:
		m.counted = now
		if m.plainOnly++; m.plainOnly >= plainAfter {
			m.noEDNS(now)
		}
	}
	m.tryPlain = false
}

// believe is what a message over UDP that answers a query with our cookie is worth, which is v by all else. One with another cookie is
// junk. A server that has shown cookies shows ours in each answer (RFC 7873 §5.3): without it, the question is asked over TCP, since not all
// behind one address need know cookies. After a while without, it is believed again.
func (m *memory) believe(v verdict, o *opt, now moment) verdict {
	switch {
	case o.cookie != nil && [8]byte(o.cookie) != m.client:
		return junk
	case o.cookie == nil && m.server != nil && !now.After(m.cookieUntil):
		return cutHint
	}
	return v
}

// learn keeps the cookie of a reply that was believed.
func (m *memory) learn(o *opt, now moment) {
	if len(o.cookie) > 8 {
		m.server = append(m.server[:0], o.cookie[8:]...)
		m.cookieUntil = now.Add(cookieTime)
	}
}

// pair notes whether of two questions that were asked at once both were answered in time.
func (m *memory) pair(both bool, now moment) {
	if both {
		m.lost = 0
		return
	}
	if m.lost++; m.lost >= singleAfter {
		m.singleUntil = now.Add(singleTime)
	}
}

// single reports whether the server is to be asked one question at a time.
func (m *memory) single(now moment) bool { return now.Before(m.singleUntil) }

// badCookie reports whether the server wants the query again, with the cookie that it gives (RFC 7873 §5.3).
func (m *message) badCookie() bool { return m.rcode == dns.RcodeBadCookie }

// edns reports whether the next query to s is to have an OPT record.
func (s *server) edns(now moment) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.memory.edns(now)
}

// single reports whether s is to be asked one question at a time.
func (s *server) single() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.memory.single(present())
}

// learn notes a reply of s that came in time.
func (s *server) learn(m *message, edns bool, now moment) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.memory.learn(&m.opt, now)
	if !m.wantsPlain() {
		s.memory.answered(edns, now)
	}
}

// learnPair notes whether s answered both of two questions.
func (s *server) learnPair(both bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.memory.pair(both, present())
}

// forgetEDNS notes that s makes nothing of OPT.
func (s *server) forgetEDNS(now moment) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.memory.noEDNS(now)
}
