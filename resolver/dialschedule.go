package resolver

import (
	"net/netip"
	"slices"
	"time"
)

const (
	resolutionDelay = 50 * time.Millisecond  // RFC 8305 §8: Resolution Delay
	attemptDelay    = 250 * time.Millisecond // Connection Attempt Delay
	minAttemptDelay = 10 * time.Millisecond  // "MUST NOT be less than 10 milliseconds"
	maxAttemptDelay = 2 * time.Second        // Maximum Connection Attempt Delay

	maxAttempts = 32 // that are under way: no answer of the DNS makes a dial use up all descriptors
)

// A dialSchedule decides which address is attempted next, and when (RFC 8305 §3 to §5). It is told what happens, and at what time,
// and does nothing itself.
type dialSchedule struct {
	resolutionDelay, attemptDelay time.Duration

	untried   []netip.AddrPort // best first
	tried     map[netip.AddrPort]bool
	last      netip.AddrPort // attempted, not valid if none was
	running   int
	known     bool      // no more addresses will come
	notBefore time.Time // the next attempt
}

// found takes over all addresses that are known now, in the order of RFC 6724; all tells that no more will come. Those that were tried
// are not tried again.
func (s *dialSchedule) found(addrs []netip.AddrPort, all bool, now time.Time) {
	onlyA := !all && !slices.ContainsFunc(addrs, func(a netip.AddrPort) bool { return !a.Addr().Is4() })
	s.known = all
	s.untried = slices.DeleteFunc(addrs, func(a netip.AddrPort) bool { return s.tried[a] })
	switch {
	case s.last.IsValid():
	case onlyA:
		// "If a positive A response is received first due to reordering, the client SHOULD wait a short time for the AAAA response"
		s.notBefore = now.Add(s.resolutionDelay)
	default:
		s.notBefore = now
	}
}

// take returns the address that is to be attempted now, ok being false where none is. It is of the other family than the one before,
// if there is such a one: that interleaves the families (§4), with a First Address Family Count of 1.
func (s *dialSchedule) take(now time.Time) (addr netip.AddrPort, ok bool) {
	if len(s.untried) == 0 || s.running == maxAttempts || now.Before(s.notBefore) {
		return addr, false
	}
	i := 0
	if s.last.IsValid() {
		i = max(0, slices.IndexFunc(s.untried, func(a netip.AddrPort) bool { return a.Addr().Is4() != s.last.Addr().Is4() }))
	}
	addr = s.untried[i]
	if s.tried == nil {
		s.tried = map[netip.AddrPort]bool{}
	}
	s.tried[addr] = true
	s.untried = slices.DeleteFunc(s.untried, func(a netip.AddrPort) bool { return a == addr })
	s.last, s.notBefore = addr, now.Add(s.attemptDelay)
	s.running++
	return addr, true
}

// failed takes the failure of an attempt: the next one need not wait.
func (s *dialSchedule) failed(now time.Time) {
	s.running--
	s.notBefore = now
}

// wakes is when take is to be asked again if nothing happens, ok being false where only an event can change its mind.
func (s *dialSchedule) wakes() (at time.Time, ok bool) {
	return s.notBefore, len(s.untried) > 0 && s.running < maxAttempts
}

// over reports whether all addresses have failed.
func (s *dialSchedule) over() bool { return s.known && len(s.untried) == 0 && s.running == 0 }
