package dnsclient

import (
	"net/netip"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/internal/rcode"
)

// A Trace is told what goes on in a [Lookup]: see its Trace. The functions, any of which may be nil, are called by the goroutine
// of the lookup one after the other, and must not use it.
type Trace struct {
	Query func(TraceQuery) // a query is on its way
	Reply func(TraceReply) // what became of it
}

// A TraceQuery is one question to one server.
type TraceQuery struct {
	Name    string // absolute, in presentation form
	Type    uint16
	Server  netip.AddrPort
	Network string // "udp" or "tcp"
	Try     int    // counted from 0: each server of resolv.conf(5) in turn, and that attempts times
	EDNS    bool   // with an OPT record (RFC 6891)
	Joined  bool   // somebody else has just asked the same: that answer is waited for
}

// A TraceReply is what became of a query.
type TraceReply struct {
	TraceQuery
	RTT      time.Duration  // from the query to the reply, or to the end of the wait
	Rcode    string         // of the reply, "NOERROR", also an extended one; "" where there was none
	Answers  int            // records in its answer section
	Cut      bool           // it was truncated
	Extended *ExtendedError // what the server said of why (RFC 8914)
	Err      error          // of the connection, or why the reply is no answer
	Then     Then           // what is done next
	Failure  *Failure       // what this server failed of, where the next one is asked, or would be if there were one
}

// Then is what a client does after a query.
type Then int

const (
	ThenDone      Then = iota // the reply is the answer
	ThenNext                  // asks the next server, if there is one
	ThenTCP                   // asks again over TCP
	ThenPlain                 // asks again without EDNS
	ThenCookie                // asks again with the cookie that came
	ThenReconnect             // asks again over a new connection
	ThenEnd                   // gives up: the context, or the time of the lookup, is over
)

var thenTexts = [...]string{"done", "next server", "again over TCP", "again without EDNS", "again with the cookie", "again over a new connection", "the end"}

// String returns it in words: "next server".
func (t Then) String() string {
	if t < 0 || int(t) >= len(thenTexts) {
		return ""
	}
	return thenTexts[t]
}

// traceQuery tells of the query that was just sent.
func (a *ask) traceQuery() {
	if t := a.lookup.Trace; t != nil && t.Query != nil {
		a.tellQuery(t)
	}
}

func (a *ask) tellQuery(t *Trace) { t.Query(a.traced()) }

func (a *ask) traced() TraceQuery {
	return TraceQuery{dns.Fqdn(a.lookup.name), a.qtype, a.server.addr, a.asked.network(), int(a.n), a.asked.has(withEDNS), a.joined}
}

// traceReply tells of what came of a's query, nil being nothing.
func (a *ask) traceReply(e *event, err error, then Then, now moment) {
	if t := a.lookup.Trace; t != nil && t.Reply != nil { // else the stack is not to grow for it
		a.tellReply(t, e, err, then, now)
	}
}

func (a *ask) tellReply(t *Trace, e *event, err error, then Then, now moment) {
	r := TraceReply{TraceQuery: a.traced(), RTT: now.Sub(a.sent), Err: err, Then: then}
	if e != nil && e.err == nil {
		m := e.message
		r.Rcode, r.Answers, r.Cut, r.Extended = rcode.Text(m.rcode), m.answers, m.wantsTCP(), m.extendedError()
	}
	if e != nil && e.at != 0 {
		r.RTT = e.at.Sub(a.sent)
	}
	if then == ThenNext {
		r.Failure = a.tried(e, err)
	}
	t.Reply(r)
}

// tried is what a try comes to that is over with e, nil being nothing.
func (a *ask) tried(e *event, err error) *Failure {
	f := Failure{Outcome: NoAnswer}
	if e != nil {
		f = a.failureOf(e, err)
	}
	f.Question, f.Server, f.Network = a.asks(), a.server.addr, a.asked.network()
	return &f
}
