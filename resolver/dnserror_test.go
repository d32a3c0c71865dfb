package resolver_test

import (
	"errors"
	"net"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
)

// Behind every error of a Lookup function is an *Error, also where only package net has words for it.
func TestDNSErrorsUnwrapToAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, "$ORIGIN example.org.\n@ MX 10 a\\032b\n1.2.0.192.in-addr.arpa. PTR a\\032b.example.org.\n")
		r := &resolver.Resolver{Dial: srv.Dial, System: resolver.System{FS: fstest.MapFS{}}}
		_, mx := r.LookupMX(t.Context(), "example.org.")
		_, ptr := r.LookupAddr(t.Context(), "192.0.2.1")
		_, text := r.LookupAddr(t.Context(), "no address")
		_, none := r.LookupHost(t.Context(), "nobody.example.org.")
		for _, tt := range []struct {
			err  error
			code resolver.EAI
			text string
		}{
			{mx, resolver.EAI_FAIL, "DNS response contained records which contain invalid names"},
			{ptr, resolver.EAI_FAIL, "DNS response contained records which contain invalid names"},
			{text, resolver.EAI_NONAME, "unrecognized address"},
			{none, resolver.EAI_NONAME, "no such host"},
		} {
			var d *net.DNSError
			var e *resolver.Error
			if !errors.As(tt.err, &d) || d.Err != tt.text || !errors.As(tt.err, &e) || e.Code != tt.code || !errors.Is(tt.err, tt.code) {
				t.Errorf("%#v", tt.err)
			}
		}
	})
}
