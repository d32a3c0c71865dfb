package resolver

import (
	"context"

	"netdb.example/inet"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/internal/crew"
	"netdb.example/resolver/internal/spare"
	"netdb.example/resolver/nsswitch"
)

// A resolution is one getaddrinfo(3), and how far it has come: step by step, so that it can stop where a server is waited for.
type resolution struct {
	r *Resolver
	request
	space     [3]endpoint     // the usual ones
	endpoints []endpoint      // what each address is combined with
	name      nameQuery       // to each source of hosts
	walk      hostWalk        // over the sources
	six       *found          // what the source has of IPv6, where it is asked for IPv4 too
	sixStatus nsswitch.Status // of six
	begun     bool
	task      *crew.Task // that q is, where it was handed over

	f   *found // what it comes to; nil before
	err error
}

var resolutions spare.Pool[resolution]

// newResolution returns one that is still to be given what it is of.
func newResolution() *resolution {
	if q := resolutions.Get(); q != nil {
		return q
	}
	return new(resolution)
}

// stock is how many resolutions lie ready for calls that are handed over.
const stock = 64

// restock adds one to the stock, where that is low. A caller that had to allocate it might need more stack for that, and would keep the stack for
// as long as he waits.
func restock() {
	if crowd >= 0 && resolutions.Kept() < stock {
		q := new(resolution)
		q.task = crew.New(q)
		resolutions.Put(q)
	}
}

// of makes q a call of r's. It is not inlined, since it would add to the stack of who waits.
//
//go:noinline
func (q *resolution) of(r *Resolver, ctx context.Context, node, service string, hints *Hints) *resolution {
	q.r, q.request = r, newRequest(node, service, hints)
	q.name.ctx, q.name.name = ctx, node
	return q
}

// asTask has each step end where it would wait for a server. It is not inlined, as of is not.
//
//go:noinline
func (q *resolution) asTask() *crew.Task {
	if q.task == nil {
		q.task = crew.New(q)
	}
	q.name.task = q.task
	return q.task
}

// end ends the use of q, and returns what it has come to.
func (q *resolution) end() (f *found, addrs []Addrinfo, err error) {
	if f, err = q.f, q.err; err == nil {
		addrs = combine(&q.request, f, q.endpoints) // 9. addresses x endpoints
	}
	*q = resolution{task: q.task}
	if isKept := crowd >= 0 && resolutions.Put(q); !isKept && q.task != nil { // below 0 it may be a bubble's
		q.task.Rest()
	}
	return f, addrs, err
}

// Step goes on to the end, or to where a server is to be waited for, and reports whether that is the end.
func (q *resolution) Step() (over bool) {
	if !q.begun {
		if q.begun = true; q.name.task != nil {
			restock()
		}
		q.f, q.err = q.begin() // 1. to 5.
	}
	if q.f == nil && q.err == nil {
		q.f = q.r.hostByNameIn(q.name.ctx, &q.walk, q.node) // 6. the sources of nsswitch.conf, and 7. AI_V4MAPPED
		if q.f == nil {
			return false
		}
		doneHTTP(q.name.ctx, q.f)
	}
	switch {
	case q.err != nil:
	case q.f.Outcome != dnsclient.Found:
		q.err = failure(q.f)
	default:
		q.r.sort(q.name.ctx, q.f.Addrs) // 8. RFC 6724
	}
	return true
}

// begin takes the steps up to a lookup. It returns what there is without one, nil where one is needed.
func (q *resolution) begin() (f *found, err error) {
	if err := q.check(); err != nil { // 1. flags, family, node and service
		return nil, err
	}
	if q.Family, err = q.r.addrconfig(&q.request); err != nil { // 2. AI_ADDRCONFIG
		return nil, err
	}
	if q.endpoints, err = q.r.appendEndpoints(q.space[:0], &q.request); err != nil { // 3. service -> socket types, protocols and ports
		return nil, err
	}
	if q.node, err = encodeIDN(&q.request); err != nil { // 4. IDN
		return nil, err
	}
	if f, err = q.r.numeric(&q.request, q.name.name); f != nil || err != nil { // 5. no node, or an address
		return f, err
	}
	q.beginLookup()
	return nil, nil
}

// beginLookup makes the question for the sources of hosts.
func (q *resolution) beginLookup() {
	q.name.name, q.name.af, q.walk.question = q.node, q.Family, q
	startHTTP(q.name.ctx, q.node)
	if q.name.early != nil && (q.Family != inet.AF_UNSPEC || q.r.StrictErrors || !q.r.endsWithDNS()) {
		q.name.early = nil
	}
}

// put asks a source in the family of q; AF_UNSPEC asks for both at once.
func (q *resolution) put(s *hostSource) (*found, nsswitch.Status) {
	if q.Family == inet.AF_INET6 && q.Flags&AI_V4MAPPED != 0 {
		return q.putMapped(s)
	}
	return s.byName(q.r, &q.name)
}

// putMapped asks a source for IPv6 addresses, and for IPv4 ones as IPv4-mapped: where it has none of IPv6, and with AI_ALL in any case.
// One that a source has as IPv4-mapped itself counts as IPv6, but is wanted beside real ones with AI_ALL only.
func (q *resolution) putMapped(s *hostSource) (*found, nsswitch.Status) {
	if q.six == nil {
		q.name.af = inet.AF_INET6
		six, status := s.byName(q.r, &q.name)
		if six == nil {
			return nil, status
		}
		if six.Outcome == dnsclient.Found && q.Flags&AI_ALL == 0 || six.Outcome == dnsclient.Canceled {
			return six.preferUnmapped(), status
		}
		q.six, q.sixStatus = six, status
	}
	q.name.af = inet.AF_INET
	four, status := s.byName(q.r, &q.name)
	if four == nil {
		return nil, status
	}
	six := q.six
	q.six = nil
	a, aaaa := six.Answer, four.mapped().Answer
	merged := q.r.merge(&a, &aaaa)
	if merged.Outcome == six.Outcome {
		return &found{Answer: *merged, source: six.source}, q.sixStatus
	}
	return &found{Answer: *merged, source: four.source}, status
}

// tellEarly has early called as resolveEarly says.
func (q *resolution) tellEarly(early func([]Addrinfo)) {
	q.name.early = func(a dnsclient.Answer) {
		f := foundInDNS(&a, q.r.Cache != nil) // the addresses of a are still to be merged
		q.r.sort(q.name.ctx, f.Addrs)
		early(combine(&q.request, f, q.endpoints))
	}
}
