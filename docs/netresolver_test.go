package docs_test

import (
	"context"
	"errors"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

func TestMain(m *testing.M) {
	srv, _ := fakedns.Parse()
	r := &net.Resolver{PreferGo: true, Dial: srv.Dial}
	r.LookupHost(context.Background(), "first.invalid.") // package net gets ready outside of any bubble
	os.Exit(m.Run())
}

func TestNetResolver(t *testing.T) {
	srv := fakedns.New(t, `
		$ORIGIN example.org.
		www    60  A   192.0.2.1
		@      60  MX  10 mx.example.net.
	`)
	r := &net.Resolver{PreferGo: true, Dial: srv.Dial}
	mx, err := r.LookupMX(t.Context(), "example.org.")
	if err != nil || mx[0].Host != "mx.example.net." {
		t.Errorf("got %v, %v; asked:\n%s", mx, err, srv.Log())
	}
	var dnsErr *net.DNSError
	if _, err := r.LookupHost(t.Context(), "nosuch.example.org."); !errors.As(err, &dnsErr) || !dnsErr.IsNotFound {
		t.Errorf("got %v; asked:\n%s", err, srv.Log())
	}
}

func TestNetResolverSlowAAAA(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakedns.New(t, "www.example.org. A 192.0.2.1")
		faults, err := fakedns.ParseFaults("faults", "AAAA -> delay 3s")
		if err != nil {
			t.Fatal(err)
		}
		srv.Inject(faults...)
		r := &net.Resolver{PreferGo: true, Dial: srv.Dial}
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		addrs, err := r.LookupNetIP(ctx, "ip", "www.example.org.") // as net.Dialer does
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, %v; asked:\n%s", addrs, err, srv.Trace())
		}
		time.Sleep(time.Minute) // package net goes on asking behind our back, and must have ended when the bubble does
	})
}

func TestDNSLibrary(t *testing.T) {
	srv := fakedns.New(t, "www.example.org. A 192.0.2.1")
	conn, err := srv.Dial(t.Context(), "udp", "192.0.2.53:53")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	query := new(dns.Msg).SetQuestion("www.example.org.", dns.TypeA)
	reply, _, err := new(dns.Client).ExchangeWithConn(query, &dns.Conn{Conn: conn})
	if err != nil || len(reply.Answer) != 1 {
		t.Errorf("got %v, %v; asked:\n%s", reply, err, srv.Log())
	}
}
