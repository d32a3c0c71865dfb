package resolver

import (
	"context"
	"errors"

	"netdb.example/resolver/dnsclient"
)

// A cause is a code with the error behind it, on its way to become an Error.
type cause struct {
	code EAI
	err  error
}

func (c *cause) Error() string { return c.err.Error() }
func (c *cause) Unwrap() error { return c.err }

// newError makes the error of a function out of a bare code or a cause.
func newError(function, name, service string, err error) *Error {
	e := &Error{Func: function, Name: name, Service: service}
	var c *cause
	switch {
	case errors.As(err, &e.Code):
	case errors.As(err, &c):
		e.Code, e.Err = c.code, c.err
	default:
		e.Code, e.Err = EAI_SYSTEM, err
	}
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
func failure(f found) error {
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
