package fakedns

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// A Match says which queries a [Fault] meets: those that agree with every field that is not zero.
type Match struct {
	Server  netip.AddrPort // port 0 is any port of the address
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

	Raw    bool // over TCP: Data goes as it is, without a length
	Close  bool // over TCP: the connection ends behind Data
	Behind bool // it waits for the next packet that the server sends to anybody, a second at most, and arrives behind that
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
		(m.Name == "" || dns.CanonicalName(m.Name) == dns.CanonicalName(q.Name)) &&
		(m.Type == 0 || m.Type == q.Type)
}

// String returns the fields that are not zero as [ParseFaults] reads them: "udp 192.0.2.53:53 www.example.org. A #2".
func (m Match) String() string {
	var fields []string
	add := func(set bool, field string) {
		if set {
			fields = append(fields, field)
		}
	}
	add(m.Dial, "dial")
	add(m.Network != "", m.Network)
	add(m.Server.IsValid() && m.Server.Port() == 0, m.Server.Addr().String())
	add(m.Server.IsValid() && m.Server.Port() != 0, m.Server.String())
	add(m.Name != "", wordOf(m.Name))
	add(m.Type != 0, dns.Type(m.Type).String())
	if len(fields) == 0 {
		fields = append(fields, "any")
	}
	add(m.Nth != 0, "#"+strconv.Itoa(m.Nth))
	return strings.Join(fields, " ")
}

// wordOf is a name as one word of a line: with its final dot, and with nothing in it that does not print.
func wordOf(name string) string {
	name = dns.Fqdn(name)
	wire := make([]byte, 256)
	if n, err := dns.PackDomainName(name, wire, 0, nil, false); err == nil {
		name, _, _ = dns.UnpackDomainName(wire[:n], 0)
	}
	return name
}
