package resolver

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// A DialError is why a dial connected to none of the addresses of a name. It is what the *net.OpError of [Dialer.DialContext] holds.
type DialError struct {
	Address  string           // as it was given
	Attempts []Attempt        // in the order in which they were begun, one at least
	Untried  []netip.AddrPort // for which there was no time
}

// An Attempt is an attempt to connect to one address that failed.
type Attempt struct {
	Addr       netip.AddrPort // the port is 0 in the networks "ip"
	Start, End time.Duration  // since DialContext was called
	Err        error          // of the context, if that ended it
}

// maxShown bounds the addresses in an error text.
const maxShown = 8

// Error returns one printable line with all attempts, or, of a single one, which a *net.OpError names, no more than the cause.
func (e *DialError) Error() string {
	if len(e.Attempts) == 1 && len(e.Untried) == 0 {
		return e.Attempts[0].cause()
	}
	var b strings.Builder
	b.WriteString(quote(e.Address))
	separator := ": "
	for i, a := range e.Attempts {
		if i == maxShown {
			fmt.Fprintf(&b, "%s%d more", separator, len(e.Attempts)-i)
			break
		}
		fmt.Fprintf(&b, "%s%v from %v to %v: %s", separator, a.Addr, a.Start.Round(time.Millisecond), a.End.Round(time.Millisecond), a.cause())
		separator = "; "
	}
	if n := len(e.Untried); n > 0 {
		fmt.Fprintf(&b, "; %d not tried", n)
	}
	return b.String()
}

// cause is the error without what package net says of the connection.
func (a *Attempt) cause() string {
	var op *net.OpError
	if errors.As(a.Err, &op) && op.Err != nil {
		return op.Err.Error()
	}
	return a.Err.Error()
}

// Unwrap returns the errors of all attempts.
func (e *DialError) Unwrap() []error {
	var all []error
	for _, a := range e.Attempts {
		all = append(all, a.Err)
	}
	return all
}

// Timeout reports whether time ended an attempt: that address may answer yet.
func (e *DialError) Timeout() bool {
	return slices.ContainsFunc(e.Attempts, func(a Attempt) bool {
		var err interface{ Timeout() bool }
		return errors.As(a.Err, &err) && err.Timeout()
	})
}

// Temporary reports whether an attempt failed for the time being, as package net has it.
func (e *DialError) Temporary() bool {
	return slices.ContainsFunc(e.Attempts, func(a Attempt) bool {
		var err interface{ Temporary() bool }
		return errors.As(a.Err, &err) && err.Temporary()
	})
}
