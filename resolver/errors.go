package resolver

import (
	"errors"
	"net"
	"strconv"
	"strings"
)

// An EAI is an error code of getaddrinfo(3) and getnameinfo(3), with glibc's numbers. It is an error itself, so that
// errors.Is(err, EAI_NONAME) asks what went wrong.
type EAI int

// The codes of getaddrinfo(3) and getnameinfo(3).
const (
	EAI_BADFLAGS   EAI = -1
	EAI_NONAME     EAI = -2 // an authority says that there is no such name or service
	EAI_AGAIN      EAI = -3 // nobody could say: a later try may succeed
	EAI_FAIL       EAI = -4 // no server made sense of the question, or we none of the answer
	EAI_NODATA     EAI = -5 // the name exists, without an address of the family asked for
	EAI_FAMILY     EAI = -6
	EAI_SOCKTYPE   EAI = -7
	EAI_SERVICE    EAI = -8
	EAI_ADDRFAMILY EAI = -9 // a numeric node of another family
	EAI_MEMORY     EAI = -10
	EAI_SYSTEM     EAI = -11 // Error.Err says what the system reported
	EAI_OVERFLOW   EAI = -12
	EAI_CANCELED   EAI = -101 // the context was cancelled
	EAI_IDN_ENCODE EAI = -105
)

// errorText is a code, its C name and glibc's text for it.
type errorText struct {
	code       int
	name, text string
}

var eaiTexts = []errorText{
	{int(EAI_BADFLAGS), "EAI_BADFLAGS", "Bad value for ai_flags"},
	{int(EAI_NONAME), "EAI_NONAME", "Name or service not known"},
	{int(EAI_AGAIN), "EAI_AGAIN", "Temporary failure in name resolution"},
	{int(EAI_FAIL), "EAI_FAIL", "Non-recoverable failure in name resolution"},
	{int(EAI_NODATA), "EAI_NODATA", "No address associated with hostname"},
	{int(EAI_FAMILY), "EAI_FAMILY", "ai_family not supported"},
	{int(EAI_SOCKTYPE), "EAI_SOCKTYPE", "ai_socktype not supported"},
	{int(EAI_SERVICE), "EAI_SERVICE", "Servname not supported for ai_socktype"},
	{int(EAI_ADDRFAMILY), "EAI_ADDRFAMILY", "Address family for hostname not supported"},
	{int(EAI_MEMORY), "EAI_MEMORY", "Memory allocation failure"},
	{int(EAI_SYSTEM), "EAI_SYSTEM", "System error"},
	{int(EAI_OVERFLOW), "EAI_OVERFLOW", "Unknown error"},
	{int(EAI_CANCELED), "EAI_CANCELED", "Request canceled"},
	{int(EAI_IDN_ENCODE), "EAI_IDN_ENCODE", "Parameter string not correctly encoded"},
}

// Error returns the text of gai_strerror(3).
func (e EAI) Error() string { return textOf(eaiTexts, int(e)).text }

// String returns the C name ("EAI_NONAME"), or the number where there is none.
func (e EAI) String() string { return textOf(eaiTexts, int(e)).name }

// A Herrno is the h_errno of gethostbyname(3) and its kin. Like EAI, it is an error itself.
type Herrno int

// The values of h_errno.
const (
	NETDB_INTERNAL Herrno = -1 // Error.Err says what the system reported
	NETDB_SUCCESS  Herrno = 0
	HOST_NOT_FOUND Herrno = 1
	TRY_AGAIN      Herrno = 2
	NO_RECOVERY    Herrno = 3
	NO_DATA        Herrno = 4
)

var herrnoTexts = []errorText{
	{int(NETDB_INTERNAL), "NETDB_INTERNAL", "Resolver internal error"},
	{int(NETDB_SUCCESS), "NETDB_SUCCESS", "Resolver Error 0 (no error)"},
	{int(HOST_NOT_FOUND), "HOST_NOT_FOUND", "Unknown host"},
	{int(TRY_AGAIN), "TRY_AGAIN", "Host name lookup failure"},
	{int(NO_RECOVERY), "NO_RECOVERY", "Unknown server error"},
	{int(NO_DATA), "NO_DATA", "No address associated with name"},
}

// Error returns the text of hstrerror(3).
func (h Herrno) Error() string { return textOf(herrnoTexts, int(h)).text }

// String returns the C name ("HOST_NOT_FOUND"), or the number where there is none.
func (h Herrno) String() string { return textOf(herrnoTexts, int(h)).name }

func textOf(texts []errorText, code int) errorText {
	for _, t := range texts {
		if t.code == code {
			return t
		}
	}
	return errorText{code, strconv.Itoa(code), "Unknown error"}
}

// An Error is what a lookup failed with: the function, what it was given, the code, and the cause where there is one.
//
// errors.Is holds for its Code, for its Herrno and for what Err wraps; errors.As finds a *net.DNSError, so that code
// written for package net goes on working. It is a net.Error.
type Error struct {
	Func    string // "getaddrinfo"
	Name    string // the node as it was given
	Service string // the service as it was given
	Code    EAI
	Err     error // the cause; nil where the code says it all
}

// shownLen bounds how much of an argument an error text repeats.
const shownLen = 64

// Error returns one printable line: arguments are quoted and cut to 64 bytes.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Func)
	for _, arg := range []string{e.Name, e.Service} {
		if arg != "" {
			b.WriteByte(' ')
			b.WriteString(quote(arg))
		}
	}
	b.WriteString(": ")
	b.WriteString(e.Code.Error())
	if e.Err != nil {
		b.WriteString(" (")
		b.WriteString(e.Err.Error())
		b.WriteByte(')')
	}
	return b.String()
}

// quote returns s quoted, its unprintable bytes escaped, and cut to shownLen bytes.
func quote(s string) string {
	if len(s) > shownLen {
		return strconv.QuoteToASCII(s[:shownLen]) + "..."
	}
	return strconv.QuoteToASCII(s)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is the error's code or its h_errno.
func (e *Error) Is(target error) bool {
	return target == error(e.Code) || target == error(e.Herrno())
}

// As fills a **net.DNSError. Both EAI_NONAME and EAI_NODATA are IsNotFound there, as in package net.
func (e *Error) As(target any) bool {
	d, ok := target.(**net.DNSError)
	if !ok {
		return false
	}
	*d = &net.DNSError{
		UnwrapErr:   e,
		Err:         e.Code.Error(),
		Name:        e.Name,
		Server:      serverOf(e.Err),
		IsTimeout:   e.Timeout(),
		IsTemporary: e.Temporary(),
		IsNotFound:  e.Code == EAI_NONAME || e.Code == EAI_NODATA,
	}
	return true
}

// Timeout reports whether the lookup ended because time did.
func (e *Error) Timeout() bool {
	var timeout interface{ Timeout() bool }
	return errors.As(e.Err, &timeout) && timeout.Timeout()
}

// Temporary reports whether the same call may succeed later.
func (e *Error) Temporary() bool { return e.Code == EAI_AGAIN }

// Herrno returns the h_errno that gethostbyname(3) would report: HOST_NOT_FOUND for EAI_NONAME, EAI_ADDRFAMILY and
// EAI_IDN_ENCODE, NO_DATA for EAI_NODATA, TRY_AGAIN for EAI_AGAIN and EAI_CANCELED, NO_RECOVERY for EAI_FAIL and EAI_FAMILY, and
// NETDB_INTERNAL for all others.
func (e *Error) Herrno() Herrno {
	switch e.Code {
	case EAI_NONAME, EAI_ADDRFAMILY, EAI_IDN_ENCODE:
		return HOST_NOT_FOUND
	case EAI_AGAIN, EAI_CANCELED:
		return TRY_AGAIN
	case EAI_NODATA:
		return NO_DATA
	case EAI_FAIL, EAI_FAMILY:
		return NO_RECOVERY
	}
	return NETDB_INTERNAL
}
