package resolver

import (
	"context"
	"fmt"
	"net"
	"net/http/httptrace"
	"net/netip"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/addrselect"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/nsswitch"
)

// A Trace is told how a lookup came to its answer, step by step: see [WithTrace]. Any function may be nil. They are called by
// the goroutine of the lookup, one after the other, and what they are given is theirs to keep. With a Cache, the servers are asked in
// another goroutine: Query and Reply are called there, of the lookup that asked first, and after its end if it does not wait for them.
type Trace struct {
	Start  func(TraceStart)  // a function was called
	Source func(TraceSource) // a source of nsswitch.conf(5) was asked, or would have been if there were one
	Search func(TraceSearch) // the DNS was asked for a name of the search list, or for an address
	Query  func(TraceQuery)  // a name server was asked
	Reply  func(TraceReply)  // what became of that
	Sort   func(TraceSort)   // several addresses were put in order
	Done   func(TraceDone)   // the function returns
}

// A TraceStart is a call of a function.
type TraceStart struct {
	Func          string // "getaddrinfo"
	Name, Service string // as they were given; the text of an address
}

// A TraceSource is what a source of nsswitch.conf(5) said.
type TraceSource struct {
	Source  string          // "files", "dns", "myhostname"; "localhost" for what RFC 6761 says where no source knows
	Where   string          // "hosts:17" where it has the answer, as [Result] has it
	Status  nsswitch.Status // which decides, by the actions of nsswitch.conf(5), who is asked next
	Missing bool            // there is no such source; it is told of where it stands in nsswitch.conf(5), if the walk comes there
	Name    string          // the canonical name
	Addrs   []netip.Addr    // as the source has them
	Err     error           // why there are none, or none of one family, where there is more to say
	Elapsed time.Duration
}

// A TraceSearch is what the DNS said of one name.
type TraceSearch struct {
	Name    string // absolute: "www.example.org."
	Outcome dnsclient.Outcome
	Addrs   []netip.Addr
	Chain   []Link
	TTL     time.Duration // of a negative answer too
	Cached  bool          // nobody was asked: the Cache had it
	Err     error         // why it was not found; beside addresses, what the other family failed of
}

// A TraceQuery is one question to one server, and a TraceReply what became of it.
type (
	TraceQuery = dnsclient.TraceQuery
	TraceReply = dnsclient.TraceReply
)

// A TraceSort is the order of addresses by RFC 6724 section 6 and gai.conf(5), best first.
type TraceSort []TraceSorted

// A TraceSorted is one address of an order.
type TraceSorted struct {
	Addr      netip.Addr
	Source    addrselect.Source // the address to reach it from
	Reachable bool              // there is one
	Rule      addrselect.Rule   // by which it is before the next; 0 for the last
}

// A TraceDone is the end of a call.
type TraceDone struct {
	TraceStart
	Elapsed time.Duration
	Err     error // an *[Error]
}

// WithTrace returns a context with which lookups tell t, and then those whose context ctx is, what they do. Lookups of names also tell an
// [httptrace.ClientTrace] in the context of their start and end.
func WithTrace(ctx context.Context, t *Trace) context.Context {
	return context.WithValue(ctx, traceKey{}, &tracer{*t, tracerOf(ctx)})
}

type traceKey struct{}

// A tracer is a Trace and those outside of it. A nil one tells nobody.
type tracer struct {
	Trace
	outer *tracer
}

func tracerOf(ctx context.Context) *tracer {
	t, _ := ctx.Value(traceKey{}).(*tracer)
	return t
}

// tell calls the hook that pick takes of each Trace.
func tell[T any](t *tracer, pick func(*Trace) func(T), event T) {
	for ; t != nil; t = t.outer {
		if hook := pick(&t.Trace); hook != nil {
			hook(event)
		}
	}
}

// A call is one of a function.
type call struct {
	start  TraceStart
	traced *tracedCall // nil where nobody listens
}

// A tracedCall is what else is told of a call.
type tracedCall struct {
	*tracer
	begun time.Time
}

func startCall(ctx context.Context, function, name, service string) call {
	c := call{start: TraceStart{function, name, service}}
	if t := tracerOf(ctx); t != nil {
		c.traced = t.traceStart(c.start)
	}
	return c
}

func (t *tracer) traceStart(start TraceStart) *tracedCall {
	c := &tracedCall{t, time.Now()}
	tell(t, func(t *Trace) func(TraceStart) { return t.Start }, start)
	return c
}

// done makes of err, if it is one, what the function returns.
func (c *call) done(err error) error {
	if err != nil {
		err = newError(c.start.Func, c.start.Name, c.start.Service, err)
	}
	if c.traced != nil {
		c.traced.done(c.start, err)
	}
	return err
}

func (c *tracedCall) done(start TraceStart, err error) {
	tell(c.tracer, func(t *Trace) func(TraceDone) { return t.Done }, TraceDone{start, time.Since(c.begun), err})
}

// startAddrCall is startCall for an address, whose text is made for those only who want it.
func startAddrCall[A fmt.Stringer](ctx context.Context, function string, addr A) call {
	if tracerOf(ctx) == nil {
		return call{start: TraceStart{Func: function}}
	}
	return startCall(ctx, function, addr.String(), "")
}

// doneAddr is done after startAddrCall.
func doneAddr[A fmt.Stringer](c call, addr A, err error) error {
	if err != nil {
		c.start.Name = addr.String()
	}
	return c.done(err)
}

// askHosts asks one source of hosts, and tells what it said.
func (t *tracer) askHosts(s *hostSource, q hostQuestion) (*found, nsswitch.Status) {
	if t == nil {
		return q.put(s)
	}
	return t.traceSource(s, q)
}

func (t *tracer) traceSource(s *hostSource, q hostQuestion) (*found, nsswitch.Status) {
	begun := time.Now()
	f, status := q.put(s)
	tell(t, func(t *Trace) func(TraceSource) { return t.Source }, TraceSource{Source: s.name, Where: f.source, Status: status,
		Name: f.Name, Addrs: append([]netip.Addr(nil), f.Addrs...), Err: f.Err, Elapsed: time.Since(begun)})
	return f, status
}

// missed is who is to be told of a source that there is not; nil where nobody listens.
func (t *tracer) missed() func(source string) {
	if t == nil {
		return nil
	}
	return t.traceMissing
}

func (t *tracer) traceMissing(source string) {
	tell(t, func(t *Trace) func(TraceSource) { return t.Source }, TraceSource{Source: source, Status: nsswitch.Unavail, Missing: true})
}

// traceSearch tells what the DNS said of name.
func (t *tracer) traceSearch(name string, a *dnsclient.Answer, kept bool) {
	tell(t, func(t *Trace) func(TraceSearch) { return t.Search }, TraceSearch{Name: dns.Fqdn(name), Outcome: a.Outcome,
		Addrs: append([]netip.Addr(nil), a.Addrs...), Chain: append([]Link(nil), a.Chain...), TTL: a.TTL, Cached: kept, Err: a.Err})
}

// dns is what the client is to tell; nil where nobody listens.
func (t *tracer) dns() *dnsclient.Trace {
	if t == nil {
		return nil
	}
	return &dnsclient.Trace{
		Query: func(q TraceQuery) { tell(t, func(t *Trace) func(TraceQuery) { return t.Query }, q) },
		Reply: func(r TraceReply) { tell(t, func(t *Trace) func(TraceReply) { return t.Reply }, r) },
	}
}

// traceSort tells of the order of addrs under p.
func (t *tracer) traceSort(p *addrselect.Policy, addrs []netip.Addr, source func(netip.Addr) (addrselect.Source, bool)) {
	if len(addrs) < 2 || !t.wantsSort() {
		return
	}
	order := make(TraceSort, len(addrs))
	for i, addr := range addrs {
		order[i].Addr = addr
		order[i].Source, order[i].Reachable = source(addr)
		if i > 0 {
			_, order[i-1].Rule = p.Compare(order[i-1].destination(), order[i].destination())
		}
	}
	tell(t, func(t *Trace) func(TraceSort) { return t.Sort }, order)
}

// wantsSort reports whether anybody listens: to look at the addresses once more has its price.
func (t *tracer) wantsSort() bool {
	for ; t != nil; t = t.outer {
		if t.Sort != nil {
			return true
		}
	}
	return false
}

func (s *TraceSorted) destination() addrselect.Destination {
	return addrselect.Destination{Addr: s.Addr, Source: s.Source, Reachable: s.Reachable}
}

// startHTTP tells an httptrace.ClientTrace in ctx, as package net does, that name is looked up.
func startHTTP(ctx context.Context, name string) {
	if t := httptrace.ContextClientTrace(ctx); t != nil && t.DNSStart != nil {
		t.DNSStart(httptrace.DNSStartInfo{Host: name})
	}
}

// doneHTTP tells it what f is.
func doneHTTP(ctx context.Context, f *found) {
	t := httptrace.ContextClientTrace(ctx)
	if t == nil || t.DNSDone == nil {
		return
	}
	info := httptrace.DNSDoneInfo{}
	for _, a := range f.Addrs {
		info.Addrs = append(info.Addrs, net.IPAddr{IP: a.AsSlice(), Zone: a.Zone()})
	}
	if f.Outcome != dnsclient.Found {
		info.Err = newError("getaddrinfo", "", "", failure(f))
	}
	t.DNSDone(info)
}
