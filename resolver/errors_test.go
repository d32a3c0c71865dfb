package resolver

import (
	"context"
	"errors"
	"net"
	"strings"
	"syscall"
	"testing"

	"netdb.example/resolver/dnsclient"
)

func TestErrorIsWhatEveryoneLooksFor(t *testing.T) {
	var err error = &Error{Func: "getaddrinfo", Name: "www.example.org", Service: "http", Code: EAI_NONAME, Err: syscall.ENOENT}
	for _, target := range []error{EAI_NONAME, HOST_NOT_FOUND, syscall.ENOENT} {
		if !errors.Is(err, target) {
			t.Errorf("errors.Is(err, %v) does not hold", target)
		}
	}
	for _, target := range []error{EAI_NODATA, NO_DATA, TRY_AGAIN} {
		if errors.Is(err, target) {
			t.Errorf("errors.Is(err, %v) holds", target)
		}
	}
	var dnsErr *net.DNSError
	if !errors.As(err, &dnsErr) || !dnsErr.IsNotFound || dnsErr.IsTemporary || dnsErr.Name != "www.example.org" || !errors.Is(dnsErr, EAI_NONAME) {
		t.Errorf("as a *net.DNSError: %+v", dnsErr)
	}
	var opErr *net.OpError
	if errors.As(err, &opErr) {
		t.Error("as a *net.OpError")
	}
	if _, ok := err.(net.Error); !ok {
		t.Error("not a net.Error")
	}
}

func TestErrorTellsTheKindsApart(t *testing.T) {
	silent := &dnsclient.Failure{Outcome: dnsclient.NoAnswer, Question: "x. A"}
	for _, tt := range []struct {
		err                          *Error
		herrno                       Herrno
		timeout, temporary, notFound bool
	}{
		{&Error{Code: EAI_NONAME}, HOST_NOT_FOUND, false, false, true},
		{&Error{Code: EAI_NODATA}, NO_DATA, false, false, true},
		{&Error{Code: EAI_AGAIN, Err: silent}, TRY_AGAIN, true, true, false},
		{&Error{Code: EAI_AGAIN, Err: context.DeadlineExceeded}, TRY_AGAIN, true, true, false},
		{&Error{Code: EAI_AGAIN, Err: syscall.EMFILE}, TRY_AGAIN, false, true, false},
		{&Error{Code: EAI_CANCELED, Err: context.Canceled}, TRY_AGAIN, false, false, false},
		{&Error{Code: EAI_FAIL}, NO_RECOVERY, false, false, false},
		{&Error{Code: EAI_SYSTEM, Err: syscall.EIO}, NETDB_INTERNAL, false, false, false},
	} {
		var d *net.DNSError
		errors.As(tt.err, &d)
		if tt.err.Herrno() != tt.herrno || d.IsTimeout != tt.timeout || d.IsTemporary != tt.temporary || d.IsNotFound != tt.notFound ||
			tt.err.Timeout() != tt.timeout || tt.err.Temporary() != tt.temporary {
			t.Errorf("%v: %v, %+v", tt.err, tt.err.Herrno(), d)
		}
	}
}

func TestErrorTextIsOnePrintableLineOfBoundedLength(t *testing.T) {
	for _, tt := range []struct {
		err  *Error
		want string
	}{
		{&Error{Func: "getaddrinfo", Name: "nosuch", Service: "http", Code: EAI_NONAME}, `getaddrinfo "nosuch" "http": Name or service not known`},
		{&Error{Func: "gethostname", Code: EAI_SYSTEM, Err: syscall.EIO}, "gethostname: System error (input/output error)"},
		{&Error{Func: "f", Name: "a\x1b[31m\n\u202e\xff", Code: EAI_NONAME}, `f "a\x1b[31m\n\u202e\xff": Name or service not known`},
		{&Error{Func: "f", Name: strings.Repeat("x", 64), Code: EAI_NONAME}, `f "` + strings.Repeat("x", 64) + `": Name or service not known`},
		{&Error{Func: "f", Name: strings.Repeat("x", 1<<20), Code: EAI_NONAME}, `f "` + strings.Repeat("x", 64) + `"...: Name or service not known`},
	} {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

// As gai_strerror(3) and hstrerror(3) of glibc 2.36 print them.
func TestCodesHaveTheirNameAndText(t *testing.T) {
	for code, want := range map[EAI]string{EAI_AGAIN: "EAI_AGAIN: Temporary failure in name resolution", EAI_IDN_ENCODE: "EAI_IDN_ENCODE: Parameter string not correctly encoded", -77: "-77: Unknown error"} {
		if got := code.String() + ": " + code.Error(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for code, want := range map[Herrno]string{NO_DATA: "NO_DATA: No address associated with name", TRY_AGAIN: "TRY_AGAIN: Host name lookup failure", 9: "9: Unknown error"} {
		if got := code.String() + ": " + code.Error(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestConstantsPrintTheirCName(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{SOCK_STREAM.String(), "SOCK_STREAM"}, {Socktype(99).String(), "99"}, {IPPROTO_SCTP.String(), "IPPROTO_SCTP"},
		{(AI_PASSIVE | AI_CANONNAME).String(), "AI_PASSIVE|AI_CANONNAME"}, {Flags(0).String(), "0"}, {(AI_ALL | 0x800).String(), "AI_ALL|0x800"},
		{(NI_NAMEREQD | NI_DGRAM).String(), "NI_NAMEREQD|NI_DGRAM"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %s, want %s", tt.got, tt.want)
		}
	}
}
