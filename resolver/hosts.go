package resolver

import (
	"context"
	"fmt"
	"net/netip"

	"netdb.example/hostsfile"
	"netdb.example/inet"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/internal/crew"
	"netdb.example/resolver/nsswitch"
)

// found is what a source of hosts says about a name or an address. Its Outcome is Found or the failure. What was returned does not change:
// a lookup that waits for a server has many frames, which pass it on by pointer.
type found struct {
	dnsclient.Answer
	source string        // as Result.Source has it
	room   [4]netip.Addr // for Addrs
}

// A nameQuery asks a source of hosts for the addresses of name.
type nameQuery struct {
	ctx   context.Context
	name  string
	af    inet.Family
	early func(dnsclient.Answer) // as dnsByName has it: other sources have all there is at once
	task  *crew.Task             // of which this is a step; nil where the source is to wait for servers itself
	dns   dnsSearch
}

// A hostSource is a service of nsswitch.conf(5) that answers for hosts.
type hostSource struct {
	name   string
	byName func(r *Resolver, q *nameQuery) (*found, nsswitch.Status) // nil where it waits, see dnsByName
	byAddr func(r *Resolver, ctx context.Context, addr netip.Addr) (*found, nsswitch.Status)
}

// hostSources are the services that netdb has. Another one is unavailable, as a module that is not installed is to glibc.
var hostSources = []hostSource{
	{"files", (*Resolver).filesByName, (*Resolver).filesByAddr},
	{"dns", (*Resolver).dnsByName, (*Resolver).dnsByAddr},
	{myhostname, (*Resolver).myhostnameByName, (*Resolver).myhostnameByAddr},
}

// hostByName walks the sources of hosts for the addresses of name; AF_UNSPEC asks for both families at once.
func (r *Resolver) hostByName(ctx context.Context, name string, af inet.Family) *found {
	q := &nameQuery{ctx: ctx, name: name, af: af}
	return r.hostByNameIn(ctx, &hostWalk{question: hostFunc(func(s *hostSource) (*found, nsswitch.Status) { return s.byName(r, q) })}, name)
}

// hostByAddr walks them for the name of addr.
func (r *Resolver) hostByAddr(ctx context.Context, addr netip.Addr) *found {
	return r.hostByAddrIn(ctx, addr, func(s *hostSource) (*found, nsswitch.Status) { return s.byAddr(r, ctx, addr) })
}

// isFailure reports whether f is no answer at all, neither that there is something nor that there is nothing.
func (f *found) isFailure() bool {
	switch f.Outcome {
	case dnsclient.Found, dnsclient.NXDomain, dnsclient.NoData:
		return false
	}
	return true
}

func failedWith(outcome dnsclient.Outcome, err error) *found {
	return &found{Answer: dnsclient.Answer{Outcome: outcome, Err: err}}
}

// notFound is that of a source that works, and does not know.
var notFound = failedWith(dnsclient.NXDomain, nil)

// filesByName answers from hosts(5): the addresses of all lines that have name, or of the first without host.conf's multi.
func (r *Resolver) filesByName(q *nameQuery) (*found, nsswitch.Status) {
	file, none, status := r.hostsFile()
	if file == nil {
		return none, status
	}
	f := notFound
	multi := r.multi()
	for e := range file.Lookup(q.af, q.name) {
		f = f.withLine(e)
		if !multi {
			break
		}
	}
	return f, statusOf(f.Outcome)
}

// filesByAddr answers from the first line of hosts(5) that has addr.
func (r *Resolver) filesByAddr(_ context.Context, addr netip.Addr) (*found, nsswitch.Status) {
	file, none, status := r.hostsFile()
	if file == nil {
		return none, status
	}
	for e := range file.LookupAddr(addr) {
		f := notFound.withLine(e)
		f.Addrs = []netip.Addr{addr}
		return f, nsswitch.Success
	}
	return notFound, nsswitch.NotFound
}

// isInHosts reports whether hosts(5) has name in any family.
func (r *Resolver) isInHosts(name string) bool {
	file, _, _ := r.hostsFile() // without one, it has none
	for range file.Lookup(inet.AF_UNSPEC, name) {
		return true
	}
	return false
}

// hostsFile returns a nil file where there is none to read, with what that comes to and means to nsswitch.conf(5): a missing one
// knows nobody, as an empty one, and is unavailable; one that cannot be read for the time being is worth another try.
func (r *Resolver) hostsFile() (*hostsfile.File, *found, nsswitch.Status) {
	file, present, err := r.hosts()
	switch {
	case err != nil:
		return nil, failedWith(dnsclient.NoAnswer, system(err)), nsswitch.TryAgain
	case !present:
		return nil, notFound, nsswitch.Unavail
	}
	return file, nil, nsswitch.Success
}

// withLine is f, which it may alter unless that is notFound, with a line of hosts(5): the first gives the name, the names of the
// others are aliases.
func (f *found) withLine(e hostsfile.Entry) *found {
	if f == notFound {
		f = &found{source: fmt.Sprintf("hosts:%d", e.Line)}
		f.Name, f.Aliases = e.Name, append([]string(nil), e.Aliases...)
	} else {
		f.Aliases = append(f.Aliases, e.Aliases...)
		if e.Name != f.Name {
			f.Aliases = append(f.Aliases, e.Name)
		}
	}
	f.Addrs = append(f.Addrs, e.Addr)
	return f
}

// statusOf is what an outcome means to nsswitch.conf(5). A server that fails makes dns unavailable, as in glibc.
func statusOf(outcome dnsclient.Outcome) nsswitch.Status {
	switch outcome {
	case dnsclient.Found:
		return nsswitch.Success
	case dnsclient.NXDomain, dnsclient.NoData, dnsclient.Unusable:
		return nsswitch.NotFound
	}
	return nsswitch.Unavail
}
