package resolver

import (
	"errors"
	"net"

	"netdb.example/resolver/dnsclient"
)

// What package net says, word for word: programs look for it in errors. It tells the two answers EAI_NONAME and EAI_NODATA apart as
// little as the flag IsNotFound does.
const (
	noSuchHost       = "no such host"
	unknownPort      = "unknown port"
	canceled         = "operation was canceled"
	timedOut         = "i/o timeout"
	misbehaving      = "server misbehaving"
	noSuitable       = "no suitable address found"
	malformedRecords = "DNS response contained records which contain invalid names"
)

// dnsError is the *net.DNSError of a Lookup function for name. It unwraps to an *[Error], so that errors.Is knows the code
// (EAI_NODATA), the context's error and that of the system (syscall.EMFILE).
func dnsError(name string, err error) *net.DNSError {
	e := newError("lookup", name, "", err)
	var d *net.DNSError
	e.As(&d)
	d.Err = netText(e)
	return d
}

// doneAsNet is done for a function of package net: what it returns is a *net.DNSError.
func (c *call) doneAsNet(err error) error {
	if c.done(err); err == nil {
		return nil
	}
	return dnsError(c.start.Name, err)
}

// unusable is the error of a Lookup function for name in words of package net's alone. It unwraps to an *[Error], too.
func unusable(name, text string, code EAI) *net.DNSError {
	return &net.DNSError{UnwrapErr: newError("lookup", name, "", &cause{code, errors.New(text)}), Err: text, Name: name}
}

// netText is e as package net words it. What is not found, or ended by the caller, is in its words alone; a failure has its
// reason behind them.
func netText(e *Error) string {
	text := e.Code.Error()
	switch {
	case e.Code == EAI_NONAME, e.Code == EAI_NODATA:
		return noSuchHost
	case e.Code == EAI_CANCELED:
		return canceled
	case e.Code == EAI_ADDRFAMILY:
		return noSuitable
	case e.Timeout():
		text = timedOut
	case isMisbehaviour(e.Err):
		text = misbehaving
	}
	if e.Err == nil {
		return text
	}
	return text + " (" + e.Err.Error() + ")"
}

// isMisbehaviour reports whether err is a reply of a server that is no answer.
func isMisbehaviour(err error) bool {
	var f *dnsclient.Failure
	if !errors.As(err, &f) {
		return false
	}
	switch f.Outcome {
	case dnsclient.ServFail, dnsclient.Refused, dnsclient.Unusable:
		return true
	}
	return false
}
