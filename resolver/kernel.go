package resolver

import (
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"netdb.example/resolver/addrselect"
)

const (
	// maxSources bounds how many source addresses are kept.
	maxSources = 1024
	// discard is the port that source addresses are asked for with (RFC 863): any but 0 would do.
	discard = 9
)

// A kernel is what this machine's kernel says of interfaces and source addresses. It is asked once in checkInterval, as files are
// looked at: so that the addresses of a lookup do not cost more system calls than the lookup itself.
type kernel struct {
	asking sync.Mutex
	last   atomic.Pointer[kernelView]
}

// A kernelView is what the kernel has said since begun.
type kernelView struct {
	begun      time.Time
	interfaces []Interface
	mu         sync.RWMutex
	sources    map[netip.Addr]addrselect.Source // by destination; the zero Source where there is no route
	toSort     func(dst netip.Addr) (addrselect.Source, bool)
}

// view is what the kernel says now, or has said while somebody else asks it. It is not kept if the kernel cannot say.
func (k *kernel) view() (*kernelView, error) {
	v := k.last.Load()
	switch {
	case v != nil && time.Since(v.begun) < checkInterval:
		return v, nil
	case v == nil:
		k.asking.Lock()
	case !k.asking.TryLock():
		return v, nil
	}
	defer k.asking.Unlock()
	if now := k.last.Load(); now != v {
		return now, nil
	}
	list, err := realInterfaces()
	if err != nil {
		return nil, err
	}
	next := &kernelView{begun: time.Now(), interfaces: list, sources: map[netip.Addr]addrselect.Source{}}
	s := System{Source: next.source, Interfaces: func() ([]Interface, error) { return list, nil }}
	next.toSort = s.sources()
	k.last.Store(next)
	return next, nil
}

// sources is what addrselect is to ask for source addresses, as System.sources has it.
func (r *Resolver) sources() func(dst netip.Addr) (addrselect.Source, bool) {
	s := r.system()
	if r.System.Source == nil && r.System.Interfaces == nil {
		if v, err := r.kernel.view(); err == nil {
			return v.toSort
		}
	}
	return s.sources()
}

// interfaces is System.Interfaces of this machine.
func (k *kernel) interfaces() ([]Interface, error) {
	v, err := k.view()
	if err != nil {
		return nil, err
	}
	return v.interfaces, nil
}

// source is System.Source of this machine.
func (k *kernel) source(dst netip.Addr) (addrselect.Source, bool) {
	v, err := k.view()
	if err != nil {
		return new(System).source(dst, nil)
	}
	return v.source(dst)
}

// source is System.Source of a machine of which v is the view.
func (v *kernelView) source(dst netip.Addr) (addrselect.Source, bool) {
	v.mu.RLock()
	src, ok := v.sources[dst]
	v.mu.RUnlock()
	if !ok {
		src = v.ask(dst)
	}
	return src, src.Addr.IsValid()
}

// ask asks the kernel, and keeps what it says, unless it has not enough of something to say anything.
func (v *kernelView) ask(dst netip.Addr) (src addrselect.Source) {
	addr, err := localAddr(dst, v.interfaces)
	switch {
	case err == nil:
		src = SourceOf(addr, v.interfaces)
	case isShortage(err):
		return src
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.sources) >= maxSources {
		clear(v.sources)
	}
	v.sources[dst] = src
	return src
}
