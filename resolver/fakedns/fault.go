package fakedns

import (
	"net/netip"
	"time"
)

// A Match says which queries a [Fault] meets: those that agree with every field that is not zero.
type Match struct {
	Server  netip.AddrPort // port 0 is any port of the address, the zero Addr any address with the port
	Network string         // "udp" or "tcp"
	Name    string         // in any case, with or without its final dot
	Type    uint16         // as dns.TypeA
	Nth     int            // only the n-th query, from 1, of those that agree with the other fields
	Dial    bool           // not queries but the dialling of a connection by Server.Dial, which has no name and no type
}

// A Fault is something that goes wrong: what Do makes of the answers to the queries that match. A nil Do leaves them as they
// are; under [New] such a fault still demands that the query comes.
type Fault struct {
	Match
	Do Action
}

// An Action makes of what would go back to the client what does go back. It is called with the query and a list that it may
// return but must not change, nor the packets in it, and it must not block.
//
// For a [Match] of Dial the list is one empty packet: the dial succeeds at its After, fails with its Err, and hangs until
// its context ends if the list is empty.
type Action func(q Query, out []Packet) []Packet

// A Packet is one thing on its way to the client.
type Packet struct {
	// After is how long after the query it arrives. What arrives at one instant is read in the order of the list.
	After time.Duration

	// Data is a datagram, or over TCP a message that its length is put before (RFC 1035 §4.2.2), of which 65 535 octets fit.
	Data []byte

	// Err, if not nil, arrives instead: the client's Read fails with it, over UDP once, over TCP for good. On a real UDP
	// socket nothing arrives; on a real TCP socket a reset does, whatever the error.
	Err error

	Raw   bool // over TCP: Data goes as it is, without a length
	Close bool // over TCP: the connection ends behind Data

	// Behind lets it wait for the next packet that the server sends to anybody and arrive a millisecond behind that, but no
	// later than a second after the query if its After is not. Of several packets at one instant the first to arrive counts;
	// those that are Behind themselves do not.
	Behind bool
}

type fault struct {
	Fault
	seen int  // queries that agreed, Nth aside
	used bool // has met one
}

// Inject adds faults. A query that meets several gets the actions of all, in the order they were injected, each on what the
// one before it left.
func (s *Server) Inject(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		s.faults = append(s.faults, &fault{Fault: f})
	}
}

// Unused returns the faults that no query has met so far: [New] fails its test for one, a program may warn.
func (s *Server) Unused() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	var unused []Fault
	for _, f := range s.faults {
		if !f.used {
			unused = append(unused, f.Fault)
		}
	}
	return unused
}

// meet returns the actions of the faults that q meets, and counts it. s.mu is held.
func (s *Server) meet(q *Query) []Action {
	var actions []Action
	for _, f := range s.faults {
		if !f.agrees(q) {
			continue
		}
		f.seen++
		if f.Nth != 0 && f.Nth != f.seen {
			continue
		}
		f.used = true
		if f.Do != nil {
			actions = append(actions, f.Do)
		}
	}
	return actions
}

// agrees reports whether q is one of the queries that Nth counts.
func (m Match) agrees(q *Query) bool {
	return m.Dial == (q.Msg == nil) &&
		(!m.Server.Addr().IsValid() || m.Server.Addr().Unmap() == q.Server.Addr()) &&
		(m.Server.Port() == 0 || m.Server.Port() == q.Server.Port()) &&
		(m.Network == "" || m.Network == q.Network) &&
		(m.Type == 0 || m.Type == q.Type) &&
		(m.Name == "" || sameName(m.Name, q.Name))
}
