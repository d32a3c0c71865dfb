package fakedns

import (
	"strings"
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

// A Server answers from its zones, at any address and on any network it is asked through; what each address has may differ
// ([Zone].Server). Its methods may be called at any time from several goroutines.
type Server struct {
	mu        sync.Mutex
	made      time.Time // when the epochs began
	epochs    epochs
	start     time.Time // of the first query
	log       []*Query
	logSize   int
	forgotten int // how many queries the log has lost
	asked     map[askedOf]int
	notify    func(Query)
	faults    []*fault
	dials     uint16
	order     queue
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
			tb.Fatalf("fakedns: no query met the fault: %s", unmet(unused))
		}
	})
}

// Parse returns a server of all the zones, which make one tree of names for each server; without any, no name exists. An
// error is "file:line: what", of the last line of the record it is about.
func Parse(zones ...Zone) (*Server, error) {
	s := &Server{asked: map[askedOf]int{}}
	return s, s.Replace(zones...)
}

// Replace puts the zones in place of those that s has had. If there is an error, as for [Parse], s keeps them.
func (s *Server) Replace(zones ...Zone) error {
	all, err := newEpochs(zones)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made, s.epochs = time.Now(), all
	return nil
}

// Notify lets f be called with each query of the log once it is decided what goes back, before that is sent. Clients that ask
// at the same time may call it at the same time, and not in the order of the log. f must not block; nil ends it.
func (s *Server) Notify(f func(Query)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notify = f
}

// receive takes one message that came by p, and gives what goes back to send, now or, where it is to be behind another packet,
// later. It reports false if the message is no query.
func (s *Server) receive(p path, wire []byte, send func(Packet)) bool {
	out, ok := s.respond(p, wire)
	for _, packet := range out {
		s.order.pass(packet, send)
	}
	return ok
}

// respond returns what goes back to a message that came by p, and false if it is no query.
func (s *Server) respond(p path, wire []byte) (out []Packet, ok bool) {
	q := newQuery(p, wire)
	t, actions := s.admit(q)
	if q.Msg != nil {
		out = pack(t.answer(q.Msg, sizeLimit(*q)))
		for _, do := range actions {
			out = bounded(do(*q, out))
		}
	}
	s.tell(q, out)
	return out, q.Msg != nil
}

// admit enters q in the log and returns what it is answered from, and the actions of the faults it meets. All is one step, so
// that the n-th query of the log is the n-th the faults see.
func (s *Server) admit(q *Query) (tree, []Action) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.enter(q)
	if q.Msg == nil {
		return nil, nil
	}
	return s.epochs.at(time.Since(s.made), q.Server.Addr()), s.meet(q)
}

// tell completes the entry of q in the log.
func (s *Server) tell(q *Query, out []Packet) {
	s.mu.Lock()
	s.complete(q, out)
	notify := s.notify
	s.mu.Unlock()
	if notify != nil {
		notify(*q)
	}
}

// pack returns m as the one packet to send. A message that has no wire form is an error of its Handler, which the reader gets.
func pack(m *dns.Msg) []Packet {
	data, err := m.Pack()
	if err != nil {
		return []Packet{{Err: err}}
	}
	return []Packet{{Data: data}}
}

// unmet lists faults, with commas between them.
func unmet(faults []Fault) string {
	texts := make([]string, len(faults))
	for i, f := range faults {
		texts[i] = f.String()
	}
	return strings.Join(texts, ", ")
}
