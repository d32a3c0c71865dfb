package resolver

import (
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/fakedns"
)

// searching is r with a search list of n domains that do not exist.
func searching(r *Resolver, n int) *Resolver {
	conf := *r.Conf
	conf.Search, conf.Attempts, conf.Timeout = nil, 5, time.Second
	for i := range n {
		conf.Search = append(conf.Search, fmt.Sprintf("d%d.example.test", i))
	}
	return &Resolver{Dial: r.Dial, Conf: &conf, Cache: r.Cache, System: r.System}
}

// What one call sends is bounded, with a Cache and without one, however it asks; and what it learnt is kept for the next one.
func TestACallSendsSoMuch(t *testing.T) {
	hints := func(af inet.Family) *Hints { return &Hints{Family: af, Socktype: SOCK_STREAM} }
	for what, call := range map[string]func(t *testing.T, r *Resolver) error{
		"both families": func(t *testing.T, r *Resolver) error {
			_, err := r.Getaddrinfo(t.Context(), "four", "", hints(inet.AF_UNSPEC))
			return err
		},
		"one family": func(t *testing.T, r *Resolver) error {
			_, err := r.Getaddrinfo(t.Context(), "four", "", hints(inet.AF_INET))
			return err
		},
		"a stream": func(t *testing.T, r *Resolver) (err error) {
			for _, err = range r.Stream(t.Context(), "four", "", hints(inet.AF_UNSPEC)) {
			}
			return err
		},
		"records": func(t *testing.T, r *Resolver) error {
			_, err := Records[*dns.MX](t.Context(), r, "four")
			return err
		},
	} {
		for _, cached := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				r, srv := withCache(t)
				srv.Inject(fakedns.Fault{Do: fakedns.Delay(time.Millisecond)}) // or NXDOMAIN for A would sometimes spare AAAA, in a stream
				r = searching(r, 100)
				if !cached {
					r.Cache = nil
				}
				for i, want := range []int{64, 64} {
					before := len(srv.Queries())
					err := call(t, r)
					n := len(srv.Queries()) - before
					if cached && i == 1 && what != "both families" && what != "a stream" {
						want = 101 - 64
					}
					if short := errors.Is(err, dnsclient.ErrPackets); n != want || short != (want == 64) {
						t.Errorf("%s, cached %v: call %d sent %d, want %d: %v", what, cached, i, n, want, err)
					}
				}
			})
		}
	}
}

// Who waits for a question that another has asked, and that it may not go on with, asks himself; and it is not kept that there was no answer.
func TestWhoWaitsHasABudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, srv := withCache(t)
		last := "four.d62.example.test."
		for n := range 2 { // the 63rd and the 64th query
			srv.Inject(fakedns.Fault{Match: fakedns.Match{Name: last, Nth: n + 1}, Do: fakedns.Drop})
		}
		ask := func(r *Resolver, name string) error {
			_, err := r.Gethostbyname(t.Context(), name)
			return err
		}
		var all sync.WaitGroup
		all.Go(func() {
			if err := ask(searching(r, 100), "four"); !errors.Is(err, dnsclient.ErrPackets) {
				t.Errorf("who asked first: %v", err)
			}
		})
		synctest.Wait()
		all.Go(func() {
			if err := ask(searching(r, 1), last); !errors.Is(err, EAI_NONAME) {
				t.Errorf("who waits: %v", err)
			}
		})
		all.Wait()
		if n, joined := len(srv.Queries()), r.Cache.Stats().Joined; n != 65 || joined != 1 {
			t.Errorf("%d queries, %d joined", n, joined)
		}
	})
}

// A question that takes all that a call may send has no answer: that is kept, and those who wait for it do not ask again.
func TestAQuestionThatTakesABudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, srv := withCache(t)
		r = searching(r, 0)
		r.Conf.Servers = nil
		for i := range byte(13) {
			r.Conf.Servers = append(r.Conf.Servers, netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, 53 + i}), 53))
		}
		srv.Inject(fakedns.Fault{Do: fakedns.Rcode(dns.RcodeServerFailure)}, fakedns.Fault{Do: fakedns.Delay(time.Millisecond)})
		ask := func() {
			if _, err := r.Gethostbyname(t.Context(), "four.example.test."); !errors.Is(err, dnsclient.ErrPackets) {
				t.Error(err)
			}
		}
		var all sync.WaitGroup
		for range 2 {
			all.Go(ask)
		}
		all.Wait()
		ask()
		if n := len(srv.Queries()); n != 64 {
			t.Errorf("%d queries", n)
		}
	})
}
