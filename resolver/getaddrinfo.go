package resolver

import (
	"context"
	"net/netip"

	"netdb.example/inet"
	"netdb.example/resolver/dnsclient"
)

// Getaddrinfo returns the addresses of node and service to connect or to bind a socket to, best first, as getaddrinfo(3)
// does. node is a name or an address, service a name or a port; "" is NULL for either. The error is an *[Error].
func (r *Resolver) Getaddrinfo(ctx context.Context, node, service string, hints *Hints) ([]Addrinfo, error) {
	if r = r.orDefault(); !r.handsOver(ctx) {
		return r.getaddrinfo(ctx, node, service, hints)
	}
	_, addrs, err := newResolution().of(r, ctx, node, service, hints).handOver().end()
	if err != nil {
		return nil, newError("getaddrinfo", node, service, err)
	}
	return addrs, nil
}

// getaddrinfo is Getaddrinfo in the caller's goroutine, with all that does not matter to a crew: a Cache, and who listens.
func (r *Resolver) getaddrinfo(ctx context.Context, node, service string, hints *Hints) ([]Addrinfo, error) {
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
	if r.handsOver(ctx) {
		return newResolution().of(r, ctx, node, service, hints).handOver().end()
	}
	return r.resolveEarly(ctx, node, service, hints, nil)
}

// resolveEarly is resolve in the caller's goroutine. early, unless nil, is called with what there is of one family while the other is
// still waited for, once at most, if that will be part of what resolveEarly returns.
func (r *Resolver) resolveEarly(ctx context.Context, node, service string, hints *Hints, early func([]Addrinfo)) (f *found, addrs []Addrinfo, err error) {
	q := newResolution().of(r, ctx, node, service, hints)
	if early != nil {
		q.tellEarly(early)
	}
	q.Step()
	return q.end()
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
