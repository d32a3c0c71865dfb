package resolver

import (
	"context"
	"errors"
	"slices"
	"syscall"

	"netdb.example/resolver/dnsclient"
)

// A cause is a code with the error behind it, on its way to become an Error.
type cause struct {
	code EAI
	err  error
}

func (c *cause) Error() string { return c.err.Error() }
func (c *cause) Unwrap() error { return c.err }

// shortages are errors of the system that pass: they make no answer, and no lasting failure either.
var shortages = []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.ENOBUFS, syscall.EAGAIN, syscall.EINTR, errTorn}

// system is the cause of a lookup that could not read what it needs: EAI_AGAIN for want of something, else EAI_SYSTEM.
func system(err error) *cause {
	if isShortage(err) {
		return &cause{EAI_AGAIN, err}
	}
	return &cause{EAI_SYSTEM, err}
}

func isShortage(err error) bool {
	return slices.ContainsFunc(shortages, func(shortage error) bool { return errors.Is(err, shortage) })
}

// newError makes the error of a function out of a bare code or a cause.
func newError(function, name, service string, err error) *Error {
	e := &Error{Func: function, Name: name, Service: service}
	if errors.As(err, &e.Code) {
		return e
	}
	var c *cause
	if !errors.As(err, &c) {
		c = system(err)
	}
	e.Code, e.Err = c.code, c.err
	return e
}

// codes are the codes for what a lookup came to; what is not listed is EAI_AGAIN, since a later try may come to more.
// Only an answer is EAI_NONAME or EAI_NODATA: glibc says EAI_NONAME for what no server would answer, too.
var codes = map[dnsclient.Outcome]EAI{
	dnsclient.NXDomain: EAI_NONAME,
	dnsclient.NoData:   EAI_NODATA,
	dnsclient.Unusable: EAI_FAIL,
}

// failure is the cause that f, which found nothing, is to be reported as.
func failure(f *found) error {
	var c *cause
	if errors.As(f.Err, &c) {
		return c
	}
	code, ok := codes[f.Outcome]
	switch {
	case errors.Is(f.Err, context.Canceled):
		code = EAI_CANCELED
	case !ok:
		code = EAI_AGAIN
	}
	if f.Err == nil {
		return code
	}
	return &cause{code, f.Err}
}

// serverOf is the name server that err speaks of, "" where there is none.
func serverOf(err error) string {
	var f *dnsclient.Failure
	if errors.As(err, &f) && f.Server.IsValid() {
		return f.Server.String()
	}
	return ""
}
