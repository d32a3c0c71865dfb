package dnsclient

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

// shortOf is a client whose process has descriptors for n connections in all, and no more.
func shortOf(srv *fakedns.Server, n int32, shared bool) *Client {
	var left atomic.Int32
	left.Store(n)
	return &Client{shared: shared, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		if left.Add(-1) < 0 {
			if !shared {
				time.Sleep(time.Millisecond) // so that the other query has its answer
			}
			return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.EMFILE}
		}
		return srv.Dial(ctx, network, address)
	}}
}

// Where there is a socket for one family only, both share it, or else neither has an answer: unless one was told of before.
func TestHalfAnAnswerIsNoneForWantOfDescriptors(t *testing.T) {
	for _, tt := range []struct {
		name          string
		shared, early bool
		want          int // families that are found
	}{
		{"shared sockets", true, false, 2},
		{"one socket for each query", false, false, 0},
		{"one socket for each query, and who wants answers early", false, true, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := shortOf(fakedns.New(t, shareZone), 1, tt.shared).Lookup(t.Context(), oneServer())
				if tt.early {
					l.Early = func(Answer) {}
				}
				a, aaaa := l.AskBoth("www.example.org")
				found := 0
				for _, x := range []*Answer{a, aaaa} {
					if x.Outcome == Found {
						found++
					} else if x.Outcome != NoAnswer || !errors.Is(x.Err, syscall.EMFILE) {
						t.Errorf("%v: %v", x.Outcome, x.Err)
					}
				}
				if found != tt.want {
					t.Errorf("%d found, want %d: %v, %v", found, tt.want, a.Err, aaaa.Err)
				}
				time.Sleep(10 * time.Millisecond)
			})
		})
	}
}

// A server that could not be asked may have known: what another one says of its own failure does not outweigh that.
func TestWantOfDescriptorsIsTheVerdict(t *testing.T) {
	for _, first := range []byte{1, 2} {
		synctest.Test(t, func(t *testing.T) {
			srv := fakedns.New(t, shareZone)
			conf := oneServer()
			conf.Servers, conf.Attempts = servers(2), 1
			short := conf.Servers[first-1]
			srv.Inject(fakedns.Fault{Match: fakedns.Match{Server: short}, Do: fakedns.Fail(syscall.EMFILE)},
				fakedns.Fault{Match: fakedns.Match{Server: netip.AddrPortFrom(conf.Servers[2-first].Addr(), 53)}, Do: fakedns.Rcode(dns.RcodeServerFailure)})
			a := (&Client{Dial: srv.Dial}).Lookup(t.Context(), conf).Ask("www.example.org", dns.TypeA)
			if a.Outcome != NoAnswer || !errors.Is(a.Err, syscall.EMFILE) {
				t.Errorf("%v: %v", a.Outcome, a.Err)
			}
		})
	}
}
