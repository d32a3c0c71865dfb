package dnscache_test

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"reflect"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/dnsclient"
)

// refused is a failure with all that there can be in one.
func refused() *dnsclient.Failure {
	addr := func(text string) netip.AddrPort { return netip.MustParseAddrPort(text) }
	return &dnsclient.Failure{
		Outcome: dnsclient.NoAnswer, Question: "www.test. A", Server: addr("192.0.2.53:53"), Network: "udp",
		Extended: &dnsclient.ExtendedError{Code: 22, Text: "as it is"},
		Err: &net.OpError{Op: "read", Net: "udp", Source: net.UDPAddrFromAddrPort(addr("192.0.2.9:1024")), Addr: net.TCPAddrFromAddrPort(addr("[fe80::1%eth0]:53")),
			Err: os.NewSyscallError("read", syscall.ECONNREFUSED)},
	}
}

// spoil alters all that can be reached of err.
func spoil(err error) {
	var f *dnsclient.Failure
	var op *net.OpError
	var call *os.SyscallError
	if errors.As(err, &call) {
		call.Syscall, call.Err = "spoiled", nil
	}
	if errors.As(err, &op) {
		op.Source.(*net.UDPAddr).IP[3], op.Addr.(*net.TCPAddr).IP[15] = 0, 0
		op.Op, op.Err = "spoiled", nil
	}
	if errors.As(err, &f) {
		f.Extended.Text = "spoiled"
		f.Outcome, f.Question, f.Err = dnsclient.Found, "spoiled", nil
	}
}

// What one caller does to an error is nothing to the others: neither to those who wait for the same question, nor to what is kept.
func TestErrorsAreCopies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := &servers{delay: time.Second, answer: func(string, uint16) dnsclient.Answer {
			return dnsclient.Answer{Outcome: dnsclient.NoAnswer, Err: refused()}
		}}
		cache := new(dnscache.Cache)
		ask := func(kept bool) {
			err := cache.Lookup(t.Context(), 0, srv.begin).Ask("www.test", dns.TypeA).Err
			var f *dnsclient.Failure
			var e dnscache.Error
			if !errors.As(err, &f) || errors.As(err, &e) != kept || !reflect.DeepEqual(f, refused()) || !errors.Is(err, syscall.ECONNREFUSED) {
				t.Errorf("got %#v, %v", f, err)
			}
			spoil(err)
		}
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() { ask(false) })
		}
		wg.Wait()
		ask(true)
		ask(true)
	})
}
