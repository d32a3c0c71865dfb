package resolver

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"netdb.example/hostsfile"
	"netdb.example/inet"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/nsswitch"
)

// found is what a source of hosts says about a name or an address. Its Outcome is Found or the failure. What was returned does not change:
// a lookup that waits for a server has many frames, which pass it on by pointer.
type found struct {
	dnsclient.Answer
	source string        // as Result.Source has it
	room   [4]netip.Addr // for Addrs
}

// A hostSource is a service of nsswitch.conf(5) that answers for hosts. early is dnsByName's: other sources have all there is at once.
type hostSource struct {
	name   string
	byName func(r *Resolver, ctx context.Context, name string, af inet.Family, early func(dnsclient.Answer)) (*found, nsswitch.Status)
	byAddr func(r *Resolver, ctx context.Context, addr netip.Addr) (*found, nsswitch.Status)
}

// A hostQuestion asks one source what a walk over the sources of hosts is about.
type hostQuestion func(*hostSource) (*found, nsswitch.Status)

// hostSources are the services that netdb has. Another one is unavailable, as a module that is not installed is to glibc.
var hostSources = []hostSource{
	{"files", (*Resolver).filesByName, (*Resolver).filesByAddr},
	{"dns", (*Resolver).dnsByName, (*Resolver).dnsByAddr},
	{myhostname, (*Resolver).myhostnameByName, (*Resolver).myhostnameByAddr},
}

// hostByName walks the sources of hosts for the addresses of name; AF_UNSPEC asks for both families at once.
func (r *Resolver) hostByName(ctx context.Context, name string, af inet.Family) *found {
	return r.hostByNameIn(ctx, name, func(s *hostSource) (*found, nsswitch.Status) { return s.byName(r, ctx, name, af, nil) })
}

// hostByMappedName walks them for IPv6 addresses, and for IPv4 ones as IPv4-mapped: those of a source without any of IPv6, or
// those of both families from the first source that has some. One that a source has as IPv4-mapped itself counts as IPv6, but is
// wanted beside real ones with both only. It is not inlined, since its frame would be on the stack of all others who wait for a server.
//
//go:noinline
func (r *Resolver) hostByMappedName(ctx context.Context, name string, both bool) *found {
	return r.hostByNameIn(ctx, name, func(s *hostSource) (*found, nsswitch.Status) {
		six, status := s.byName(r, ctx, name, inet.AF_INET6, nil)
		if six.Outcome == dnsclient.Found && !both || six.Outcome == dnsclient.Canceled {
			return six.preferUnmapped(), status
		}
		four, status4 := s.byName(r, ctx, name, inet.AF_INET, nil)
		a, aaaa := six.Answer, four.mapped().Answer
		merged := r.merge(&a, &aaaa)
		if merged.Outcome == six.Outcome {
			return &found{Answer: *merged, source: six.source}, status
		}
		return &found{Answer: *merged, source: four.source}, status4
	})
}

// hostByNameIn walks the sources of hosts for name, and then has localhost answered where none knows it. A name that hosts(5) has
// is left to it: where it is asked, and has the other family only, there is no address.
func (r *Resolver) hostByNameIn(ctx context.Context, name string, ask hostQuestion) *found {
	if !isLocalhost(name) {
		return r.walkHosts(ctx, ask)
	}
	notInFiles := false
	f := r.walkHosts(ctx, func(s *hostSource) (*found, nsswitch.Status) {
		f, status := ask(s)
		notInFiles = notInFiles || s.name == "files" && f.Outcome == dnsclient.NXDomain
		return f, status
	})
	switch {
	case f.Outcome == dnsclient.Found:
		return f
	case notInFiles && r.isInHosts(name):
		return failedWith(dnsclient.NoData, errOtherFamily)
	}
	f, _ = tracerOf(ctx).askHosts(&localhostSource, ask)
	return f
}

// hostByAddr walks them for the name of addr.
func (r *Resolver) hostByAddr(ctx context.Context, addr netip.Addr) *found {
	return r.hostByAddrIn(ctx, addr, func(s *hostSource) (*found, nsswitch.Status) { return s.byAddr(r, ctx, addr) })
}

// hostByAddrIn walks them for addr, and then has 127.0.0.1 and ::1 answered where none knows them.
func (r *Resolver) hostByAddrIn(ctx context.Context, addr netip.Addr, ask hostQuestion) *found {
	f := r.walkHosts(ctx, ask)
	if f.Outcome != dnsclient.Found && isLocalhostAddr(addr) {
		f, _ = tracerOf(ctx).askHosts(&localhostSource, ask)
	}
	return f
}

var errOtherFamily = errors.New("hosts(5) has addresses of the other family only")

var errNoSource = errors.New("nsswitch.conf names no source of hosts that could answer")

// walkHosts asks the sources in the order of nsswitch.conf(5). What fails is reported as the last source that ran put it, except
// that a failure to get an answer outweighs the "not found" of the sources after it: glibc lets the last word stand. A source
// that is unavailable without a reason, as a missing file is, changes nothing of what those before it have said. The error names
// the sources that there are not.
func (r *Resolver) walkHosts(ctx context.Context, ask hostQuestion) *found {
	conf, err := r.nsswitch()
	if err != nil {
		return failedWith(dnsclient.NoAnswer, system(err))
	}
	walk, t := Sources.Begin("hosts", conf), tracerOf(ctx)
	if t != nil {
		walk.Missing = t.traceMissing
	}
	var last *found
	wasFound := false
	for name, ok := walk.Next(); ok; name, ok = walk.Next() {
		if last != nil && last.Outcome == dnsclient.Canceled {
			walk.Said(nsswitch.Unavail)
			continue
		}
		f, status := t.askHosts(hostSourceNamed(name), ask)
		walk.Said(status)
		if last != nil && status == nsswitch.Unavail && f.Err == nil {
			continue
		}
		if last == nil || !last.isFailure() || f.isFailure() || f.Outcome == dnsclient.Found {
			last = f
		}
		wasFound = wasFound || f.Outcome == dnsclient.Found
	}
	status, missing := walk.End()
	return lastWord(ctx, status, last, wasFound).without(missing)
}

// lastWord is what a walk that ended with status comes to: last, nil if no source was asked. wasFound tells that one had an answer.
func lastWord(ctx context.Context, status nsswitch.Status, last *found, wasFound bool) *found {
	switch {
	case last == nil:
		return failedWith(dnsclient.NoAnswer, &cause{EAI_SYSTEM, errNoSource})
	case status == nsswitch.Success:
		return last
	case wasFound && ended(ctx, time.Now()) != nil:
		return failedWith(dnsclient.Canceled, ended(ctx, time.Now()))
	case last.Outcome == dnsclient.Found: // thrown away by [SUCCESS=continue]
		return notFound
	}
	return last
}

// hostSourceNamed is one of hostSources.
func hostSourceNamed(name string) *hostSource {
	return &hostSources[slices.IndexFunc(hostSources, func(s hostSource) bool { return s.name == name })]
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
func (r *Resolver) filesByName(_ context.Context, name string, af inet.Family, _ func(dnsclient.Answer)) (*found, nsswitch.Status) {
	file, none, status := r.hostsFile()
	if file == nil {
		return none, status
	}
	f := notFound
	multi := r.multi()
	for e := range file.Lookup(af, name) {
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
