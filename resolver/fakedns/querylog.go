package fakedns

import (
	"bytes"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"
)

const (
	logLimit   = 64 << 20 // octets
	askedLimit = 1 << 20  // questions that are counted at a time
)

// A path says between whom, and over what, a message travels.
type path struct {
	network        string // "udp" or "tcp"
	client, server netip.AddrPort
}

// A Query is one message as the server got it, or, for an [Action], the dialling of a connection, which has no Msg.
type Query struct {
	At      time.Duration  // when it came, counted from the first query
	Server  netip.AddrPort // where it was sent: the address dialled or listened on
	Client  netip.AddrPort // whence: a port of its own for each connection
	Network string         // "udp" or "tcp"
	Name    string         // of the first question, spelled as asked, in presentation form with its final dot
	Type    uint16         // of the first question
	Msg     *dns.Msg       // the whole, not to be changed; nil if Wire is no DNS message or a response
	Nth     int            // how often this has been asked by now: this name, in any case, and type, of this server over this network
	Wire    []byte         // the octets, without the length they follow over TCP
	Replies []Packet       // in the log: what went back, not to be changed; what was dropped is not there

	index int // in the log, counted from its beginning, even if that is forgotten
}

// askedOf is what Nth counts.
type askedOf struct {
	network string
	server  netip.AddrPort
	name    string
	qtype   uint16
}

func newQuery(p path, wire []byte) *Query {
	q := &Query{Server: p.server, Client: p.client, Network: p.network, Wire: bytes.Clone(wire)}
	m := new(dns.Msg)
	if m.Unpack(q.Wire) != nil || m.Response {
		return q
	}
	q.Msg = m
	if len(m.Question) > 0 {
		q.Name, q.Type = m.Question[0].Name, m.Question[0].Qtype
	}
	return q
}

// String returns network, server, name and type: "udp 192.0.2.53:53 www.example.org. A". The class follows unless it is IN.
// What is no query says so, and how long it is: "udp 192.0.2.53:53 no query (3 octets)".
func (q Query) String() string {
	to := q.Network + " " + q.Server.String() + " "
	switch {
	case q.Msg == nil:
		return fmt.Sprintf("%sno query (%d octets)", to, len(q.Wire))
	case len(q.Msg.Question) == 0:
		return to + "no question"
	case q.Msg.Question[0].Qclass != dns.ClassINET:
		return to + nameText(q.Name) + " " + dns.Type(q.Type).String() + " " + dns.Class(q.Msg.Question[0].Qclass).String()
	}
	return to + nameText(q.Name) + " " + dns.Type(q.Type).String()
}

// size is what q counts for in the log.
func (q *Query) size() int {
	n := 512 + len(q.Wire)
	for _, p := range q.Replies {
		n += 64 + len(p.Data)
	}
	return n
}

// enter puts q at the end of the log, and counts it. s.mu is held.
func (s *Server) enter(q *Query) {
	now := time.Now()
	if s.start.IsZero() {
		s.start = now
	}
	q.At = now.Sub(s.start)
	if len(s.asked) >= askedLimit {
		clear(s.asked)
	}
	key := askedOf{q.Network, q.Server, dns.CanonicalName(q.Name), q.Type}
	s.asked[key]++
	q.Nth = s.asked[key]
	q.index = s.forgotten + len(s.log)
	s.log = append(s.log, q)
	s.logSize += q.size()
	s.forget()
}

// complete adds what went back to the entry of q in the log. s.mu is held.
func (s *Server) complete(q *Query, out []Packet) {
	before := q.size()
	q.Replies = out
	if q.index >= s.forgotten {
		s.logSize += q.size() - before
		s.forget()
	}
}

// forget gives up the older half of a log that is full. s.mu is held.
func (s *Server) forget() {
	if s.logSize <= logLimit {
		return
	}
	old := 0
	for ; s.logSize > logLimit/2; old++ {
		s.logSize -= s.log[old].size()
	}
	s.log = slices.Clone(s.log[old:])
	s.forgotten += old
}

// Queries returns everything that reached the server, in order of arrival. A log of more than 64 MiB, some hundred thousand
// queries, has lost its beginning.
func (s *Server) Queries() []Query {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Query, len(s.log))
	for i, q := range s.log {
		all[i] = *q
	}
	return all
}

// Log returns [Server.Queries] as text, one [Query.String] a line, each line ended: the golden text of a test.
func (s *Server) Log() string {
	var b strings.Builder
	for _, q := range s.Queries() {
		b.WriteString(q.String())
		b.WriteByte('\n')
	}
	return b.String()
}
