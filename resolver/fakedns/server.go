package fakedns

import (
	"sync"
	"time"

	"github.com/miekg/dns"
)

// TB is what the package needs of a test: *testing.T, *testing.B and *testing.F are such.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
	Logf(format string, args ...any)
}

// A Server answers from its zones, at any address and on any network it is asked through. Its methods may be called at any
// time from several goroutines.
type Server struct {
	zones tree

	mu      sync.Mutex
	start   time.Time // of the first query
	log     []Query
	logSize int
	faults  []*fault
	dials   uint16
}

// New returns a server of the zones in one text, for one test: a malformed text fails tb at once, with the line in it, and so
// does at the end of tb every [Fault] that no query has met. See [Zone] for what a text may hold.
func New(tb TB, zone string) *Server {
	tb.Helper()
	s, err := Parse(Zone{File: "zone", Text: zone})
	if err != nil {
		tb.Fatalf("fakedns: %v", err)
	}
	s.Check(tb)
	return s
}

// Check lets tb fail at its end, with the log, if a [Fault] of s has met no query. [New] does it.
func (s *Server) Check(tb TB) {
	tb.Helper()
	tb.Cleanup(func() {
		tb.Helper()
		if unused := s.Unused(); len(unused) > 0 {
			tb.Logf("fakedns: asked:\n%s", s.Log())
			tb.Fatalf("fakedns: no query met the fault: %v", unused)
		}
	})
}

// Parse returns a server of all the zones, which make one tree of names; without any, no name exists. An error is
// "file:line: what", of the last line of the record it is about.
func Parse(zones ...Zone) (*Server, error) {
	t, err := load(zones)
	if err != nil {
		return nil, err
	}
	return &Server{zones: t}, nil
}

// receive takes one message that came by p and returns what goes back. It reports false if the message is no query.
func (s *Server) receive(p path, wire []byte) (out []Packet, ok bool) {
	q := newQuery(p, wire)
	actions := s.admit(&q)
	if q.Msg == nil {
		return nil, false
	}
	out = pack(s.zones.answer(q.Msg, sizeLimit(q)))
	for _, do := range actions {
		out = do(q, out)
	}
	return out, true
}

// admit enters q in the log and returns the actions of the faults it meets. The two are one step, so that the n-th query of
// the log is the n-th the faults see.
func (s *Server) admit(q *Query) []Action {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.enter(q)
	if q.Msg == nil {
		return nil
	}
	return s.meet(q)
}

// pack returns m as the one packet to send. A message that has no wire form is an error of its Handler, which the reader gets.
func pack(m *dns.Msg) []Packet {
	data, err := m.Pack()
	if err != nil {
		return []Packet{{Err: err}}
	}
	return []Packet{{Data: data}}
}
