package resolver

import (
	"context"
	"net/netip"
	"slices"

	"netdb.example/inet"
	"netdb.example/resolver/dnsclient"
)

// Getaddrinfo returns the addresses of node and service to connect or to bind a socket to, best first, as getaddrinfo(3)
// does. node is a name or an address, service a name or a port; "" is NULL for either. The error is an *[Error].
func (r *Resolver) Getaddrinfo(ctx context.Context, node, service string, hints *Hints) ([]Addrinfo, error) {
	r = r.orDefault()
	known, memo := r.recall(ctx, node, service, hints)
	if known != nil {
		return known, nil
	}
	epoch := r.Cache.Epoch()
	c := startCall(ctx, "getaddrinfo", node, service)
	f, addrs, err := r.resolve(ctx, node, service, hints)
	if err == nil {
		memo.keep(node, service, hints, epoch, f, addrs)
	}
	return addrs, c.done(err)
}

// Resolve does what [Resolver.Getaddrinfo] does and returns all that was learnt on the way.
func (r *Resolver) Resolve(ctx context.Context, node, service string, hints *Hints) (*Result, error) {
	r = r.orDefault()
	var w watch
	c := startCall(ctx, "getaddrinfo", node, service)
	f, addrs, err := r.resolve(w.in(ctx), node, service, hints)
	if err = c.done(err); err != nil {
		return nil, err
	}
	return newResult(f, addrs, w.warnings(r, f)), nil
}

// resolve is getaddrinfo(3).
func (r *Resolver) resolve(ctx context.Context, node, service string, hints *Hints) (f *found, addrs []Addrinfo, err error) {
	return r.resolveEarly(ctx, node, service, hints, nil)
}

// resolveEarly is getaddrinfo(3), step by step. early, unless nil, is called with what there is of one family while the other is
// still waited for, as lookupEarly has it.
func (r *Resolver) resolveEarly(ctx context.Context, node, service string, hints *Hints, early func([]Addrinfo)) (f *found, addrs []Addrinfo, err error) {
	q := newRequest(node, service, hints)
	if err := q.check(); err != nil { // 1. flags, family, node and service
		return nil, nil, err
	}
	if q.Family, err = r.addrconfig(&q); err != nil { // 2. AI_ADDRCONFIG
		return nil, nil, err
	}
	var space [3]endpoint                              // the usual ones
	endpoints, err := r.appendEndpoints(space[:0], &q) // 3. service -> socket types, protocols and ports
	if err != nil {
		return nil, nil, err
	}
	if q.node, err = encodeIDN(&q); err != nil { // 4. IDN
		return nil, nil, err
	}
	f, err = r.numeric(&q, node) // 5. no node, or an address
	switch {
	case err != nil:
		return nil, nil, err
	case f != nil:
	case early != nil:
		f = r.lookupEarly(ctx, &q, slices.Clone(endpoints), early)
	default:
		f = r.lookup(ctx, &q) // 6. the sources of nsswitch.conf, and 7. AI_V4MAPPED
	}
	if f.Outcome != dnsclient.Found {
		return f, nil, failure(f)
	}
	r.sort(ctx, f.Addrs)                     // 8. RFC 6724
	return f, combine(&q, f, endpoints), nil // 9. addresses x endpoints
}

// sort puts addrs in the order of RFC 6724 and gai.conf(5).
func (r *Resolver) sort(ctx context.Context, addrs []netip.Addr) {
	if len(addrs) < 2 {
		return
	}
	policy, source := r.policy(), r.sources()
	policy.Sort(addrs, source)
	tracerOf(ctx).traceSort(policy, addrs, source)
}

// addrconfig is the family to look for on this machine.
func (r *Resolver) addrconfig(q *request) (inet.Family, error) {
	if q.Flags&AI_ADDRCONFIG == 0 {
		return q.Family, nil
	}
	interfaces, err := r.system().interfaces()
	if err != nil { // nobody can say which there are: all may be, as glibc has it
		return q.Family, nil
	}
	return narrow(q.Family, interfaces)
}

// numeric answers without a lookup; nil where one is needed. node is q's as it was given: the canonical name of an address. What is
// digits and dots but no address is no name either, and is not looked up.
func (r *Resolver) numeric(q *request, node string) (*found, error) {
	if q.node == "" {
		return &found{Answer: dnsclient.Answer{Addrs: nullNode(q)}}, nil
	}
	addr, ok, err := literal(q, r.system().interfaces)
	switch {
	case err != nil:
		return nil, err
	case ok:
		return &found{Answer: dnsclient.Answer{Name: node, Addrs: []netip.Addr{addr}}, source: "literal"}, nil
	case q.Flags&AI_NUMERICHOST != 0, isDigitsAndDots(q.node):
		return nil, EAI_NONAME
	}
	return nil, nil
}

// lookup asks for the node of q in its family. For AF_INET6 with AI_V4MAPPED each source is asked for IPv4 addresses too,
// where it has none of IPv6, and with AI_ALL in any case.
func (r *Resolver) lookup(ctx context.Context, q *request) (f *found) {
	t := startHTTP(ctx, q.node)
	if q.Family == inet.AF_INET6 && q.Flags&AI_V4MAPPED != 0 {
		f = r.hostByMappedName(ctx, q.node, q.Flags&AI_ALL != 0)
	} else {
		f = r.hostByName(ctx, q.node, q.Family)
	}
	if t != nil {
		doneHTTP(t, f)
	}
	return f
}
