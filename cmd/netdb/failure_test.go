package main

import (
	"context"
	"errors"
	"strings"
	"testing"

	"netdb.example/resolver"
)

func TestFailures(t *testing.T) {
	for _, test := range []struct {
		code                  resolver.EAI
		eai, herrno           string
		exitOfEAI, exitHerrno int
	}{
		{resolver.EAI_BADFLAGS, "EAI_BADFLAGS", "NETDB_INTERNAL", 1, 4},
		{resolver.EAI_NONAME, "EAI_NONAME", "HOST_NOT_FOUND", 2, 2},
		{resolver.EAI_AGAIN, "EAI_AGAIN", "TRY_AGAIN", 4, 4},
		{resolver.EAI_FAIL, "EAI_FAIL", "NO_RECOVERY", 4, 4},
		{resolver.EAI_NODATA, "EAI_NODATA", "NO_DATA", 2, 2},
		{resolver.EAI_FAMILY, "EAI_FAMILY", "NO_RECOVERY", 3, 4},
		{resolver.EAI_SOCKTYPE, "EAI_SOCKTYPE", "NETDB_INTERNAL", 3, 4},
		{resolver.EAI_SERVICE, "EAI_SERVICE", "NETDB_INTERNAL", 2, 4},
		{resolver.EAI_ADDRFAMILY, "EAI_ADDRFAMILY", "HOST_NOT_FOUND", 2, 2},
		{resolver.EAI_MEMORY, "EAI_MEMORY", "NETDB_INTERNAL", 4, 4},
		{resolver.EAI_SYSTEM, "EAI_SYSTEM", "NETDB_INTERNAL", 4, 4},
		{resolver.EAI_OVERFLOW, "EAI_OVERFLOW", "NETDB_INTERNAL", 4, 4},
		{resolver.EAI_CANCELED, "EAI_CANCELED", "TRY_AGAIN", 4, 4},
		{resolver.EAI_IDN_ENCODE, "EAI_IDN_ENCODE", "HOST_NOT_FOUND", 1, 2},
	} {
		err := &resolver.Error{Code: test.code}
		if f := newFailure(err, false); f.Code != test.eai || f.Number != int(test.code) || f.Message != test.code.Error() || f.exitCode() != test.exitOfEAI {
			t.Errorf("%v: %+v, exit code %d", test.code, f, f.exitCode())
		}
		if f := newFailure(err, true); f.Code != test.herrno || f.Number != int(err.Herrno()) || f.Message != err.Herrno().Error() || f.exitCode() != test.exitHerrno {
			t.Errorf("%v as h_errno: %+v, exit code %d", test.code, f, f.exitCode())
		}
	}
}

// An error line ends with the cause, which the JSON contract has no key for.
func TestFailureText(t *testing.T) {
	cause := errors.New("read etc/hosts: input/output error")
	for _, test := range []struct {
		failure *failure
		want    string
	}{
		{newFailure(&resolver.Error{Code: resolver.EAI_SYSTEM, Err: cause}, false), "System error (EAI_SYSTEM): read etc/hosts: input/output error"},
		{newFailure(&resolver.Error{Code: resolver.EAI_NODATA}, true), "No address associated with name (NO_DATA)"},
		{newFailure(cause, false), "System error (EAI_SYSTEM): read etc/hosts: input/output error"},
		{invalid("PORT is not a number"), "PORT is not a number"},
	} {
		if got := test.failure.Error(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

// A signal cancels the context. The call under way fails, and those that were to follow are not made.
func TestCancellation(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	code, stdout, stderr := netdbContext(t, ctx, "--scenario", tourFile, "gethostbyname", "homer", "www")
	const want = `netdb: gethostbyname "homer": Request canceled (EAI_CANCELED)`
	if code != 4 || stdout != "" || !strings.HasPrefix(stderr, want) || strings.Count(stderr, "\n") != 1 {
		t.Errorf("exit code %d, standard output %q, standard error %q", code, stdout, stderr)
	}
}
