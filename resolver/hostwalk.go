package resolver

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"time"

	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/nsswitch"
)

// A hostQuestion is what a walk over the sources of hosts is about.
type hostQuestion interface {
	// put asks one source. It returns nil where it has to wait for a server, and is called again then; but only in a step of a task.
	put(*hostSource) (*found, nsswitch.Status)
}

// A hostFunc is a hostQuestion.
type hostFunc func(*hostSource) (*found, nsswitch.Status)

func (f hostFunc) put(s *hostSource) (*found, nsswitch.Status) { return f(s) }

// A hostWalk asks the sources of hosts in the order of nsswitch.conf(5), and has how far it has come.
type hostWalk struct {
	question hostQuestion

	tracer     *tracer
	cursor     nsswitch.Cursor
	source     *hostSource // that is asked; nil between two
	last       *found      // the last word so far; nil before the first
	begun      bool
	wasFound   bool // a source had an answer
	notInFiles bool // hosts(5) was asked, and has no address
}

var errOtherFamily = errors.New("hosts(5) has addresses of the other family only")

var errNoSource = errors.New("nsswitch.conf names no source of hosts that could answer")

// hostByNameIn walks the sources of hosts for name, and then has localhost answered where none knows it. A name that hosts(5) has
// is left to it: where it is asked, and has the other family only, there is no address. It returns nil where w has to wait, and then is to
// be called again.
func (r *Resolver) hostByNameIn(ctx context.Context, w *hostWalk, name string) *found {
	f := r.walkHosts(ctx, w)
	switch {
	case f == nil, f.Outcome == dnsclient.Found, !isLocalhost(name):
		return f
	case w.notInFiles && r.isInHosts(name):
		return failedWith(dnsclient.NoData, errOtherFamily)
	}
	f, _ = w.tracer.askHosts(&localhostSource, w.question)
	return f
}

// hostByAddrIn walks the sources of hosts for addr, and then has 127.0.0.1 and ::1 answered where none knows them.
func (r *Resolver) hostByAddrIn(ctx context.Context, addr netip.Addr, ask hostFunc) *found {
	w := hostWalk{question: ask}
	f := r.walkHosts(ctx, &w)
	if f.Outcome != dnsclient.Found && isLocalhostAddr(addr) {
		f, _ = w.tracer.askHosts(&localhostSource, ask)
	}
	return f
}

// walkHosts goes on with w to its end, or returns nil. What fails is reported as the last source that ran put it, except
// that a failure to get an answer outweighs the "not found" of the sources after it: glibc lets the last word stand. A source
// that is unavailable without a reason, as a missing file is, changes nothing of what those before it have said. The error names
// the sources that there are not.
func (r *Resolver) walkHosts(ctx context.Context, w *hostWalk) *found {
	if !w.begun {
		if err := r.beginWalk(ctx, w); err != nil {
			return failedWith(dnsclient.NoAnswer, system(err))
		}
	}
	for w.source != nil || w.next() {
		f, status := w.tracer.askHosts(w.source, w.question)
		if f == nil {
			return nil
		}
		w.said(f, status)
	}
	status, missing := w.cursor.End()
	return w.lastWord(ctx, status).without(missing)
}

func (r *Resolver) beginWalk(ctx context.Context, w *hostWalk) error {
	w.begun, w.tracer = true, tracerOf(ctx)
	conf, err := r.nsswitch()
	if err != nil {
		return err
	}
	w.cursor = *Sources.Begin("hosts", conf)
	return nil
}

// next goes to the next source, and reports whether there is one. Once the context has ended, none is asked any more.
func (w *hostWalk) next() bool {
	for name, ok := w.cursor.Next(w.tracer.missed()); ok; name, ok = w.cursor.Next(w.tracer.missed()) {
		if w.last == nil || w.last.Outcome != dnsclient.Canceled {
			w.source = hostSourceNamed(name)
			return true
		}
		w.cursor.Said(nsswitch.Unavail)
	}
	return false
}

// said notes what the source has said.
func (w *hostWalk) said(f *found, status nsswitch.Status) {
	w.notInFiles = w.notInFiles || w.source.name == "files" && f.Outcome == dnsclient.NXDomain
	w.cursor.Said(status)
	w.source = nil
	if w.last != nil && status == nsswitch.Unavail && f.Err == nil {
		return
	}
	if w.last == nil || !w.last.isFailure() || f.isFailure() || f.Outcome == dnsclient.Found {
		w.last = f
	}
	w.wasFound = w.wasFound || f.Outcome == dnsclient.Found
}

// lastWord is what a walk that ended with status comes to.
func (w *hostWalk) lastWord(ctx context.Context, status nsswitch.Status) *found {
	switch {
	case w.last == nil:
		return failedWith(dnsclient.NoAnswer, &cause{EAI_SYSTEM, errNoSource})
	case status == nsswitch.Success:
		return w.last
	case w.wasFound && ended(ctx, time.Now()) != nil:
		return failedWith(dnsclient.Canceled, ended(ctx, time.Now()))
	case w.last.Outcome == dnsclient.Found: // thrown away by [SUCCESS=continue]
		return notFound
	}
	return w.last
}

// hostSourceNamed is one of hostSources.
func hostSourceNamed(name string) *hostSource {
	return &hostSources[slices.IndexFunc(hostSources, func(s hostSource) bool { return s.name == name })]
}
