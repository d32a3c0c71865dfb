package resolver

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"netdb.example/resolver/fakedns"
)

// What one caller does to what it gets, from a function or as a trace, is nothing to the others.
func TestCachedResultsAreNotShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := withCache(t)
		spoil := false
		ctx := WithTrace(t.Context(), &Trace{
			Search: func(e TraceSearch) {
				if spoil {
					clear(e.Addrs)
					clear(e.Chain)
				}
			},
			Source: func(e TraceSource) {
				if spoil {
					clear(e.Addrs)
				}
			},
		})
		ask := func() string {
			result, err := r.Resolve(ctx, "www.example.test", "80", nil)
			named, err2 := r.GethostbynameEx(ctx, "www.example.test")
			back, err3 := r.Gethostbyaddr(ctx, netip.MustParseAddr("192.0.2.1"))
			if err := errors.Join(err, err2, err3); err != nil {
				t.Fatal(err)
			}
			said := fmt.Sprint(*result, *named, *back)
			if spoil {
				clear(result.Addrs)
				clear(result.Aliases)
				clear(result.Chain)
				for _, h := range []*Hostent{named, back} {
					clear(h.Addrs)
					clear(h.Aliases)
				}
			}
			return said
		}
		ask()
		want := ask()
		for range 2 {
			spoil = true
			if got := ask(); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		}
	})
}

// Who gives up leaves the question to those who still wait, and it ends with the last of them.
func TestACachedQuestionOutlivesWhoAskedIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, srv := withCache(t)
		srv.Inject(fakedns.Fault{Do: fakedns.Delay(time.Second)})
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		answers := make(chan string, 2)
		for _, ctx := range []context.Context{ctx, t.Context()} {
			go func() {
				begun := time.Now()
				addr, err := r.Gethostbyname(ctx, "four.example.test")
				answers <- fmt.Sprint(addr, " ", errors.Is(err, context.DeadlineExceeded), " after ", time.Since(begun))
			}()
			synctest.Wait()
		}
		got := []string{<-answers, <-answers}
		want := []string{"invalid IP true after 100ms", "192.0.2.4 false after 1s"}
		if asked := len(srv.Queries()); !slices.Equal(got, want) || asked != 1 {
			t.Errorf("got %q with %d queries, want %q with one", got, asked, want)
		}
	})
}

// The order that one Resolver has its addresses in, by its sortlist, is not that of another on the same Cache.
func TestCachedAddressesStayInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		plain, _ := withCache(t)
		conf := *plain.Conf
		conf.Sortlist = []netip.Prefix{netip.MustParsePrefix("192.0.2.2/32")}
		sorted := &Resolver{Dial: plain.Dial, Conf: &conf, Cache: plain.Cache, System: plain.System}
		for i, tt := range []struct {
			r    *Resolver
			want string
		}{
			{plain, "[192.0.2.1 192.0.2.2]"},
			{sorted, "[192.0.2.2 192.0.2.1]"},
			{plain, "[192.0.2.1 192.0.2.2]"},
		} {
			h, err := tt.r.GethostbynameEx(t.Context(), "host.example.test")
			if err != nil || fmt.Sprint(h.Addrs) != tt.want {
				t.Errorf("%d: got %v, %v, want %s", i, h, err, tt.want)
			}
		}
	})
}
