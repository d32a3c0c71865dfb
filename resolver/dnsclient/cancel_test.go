package dnsclient

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/internal/poller"
	"netdb.example/resolver/resolvconf"
)

var cancelLookups = flag.Int("cancel.lookups", 4000, "how many lookups the tests of cancelled lookups make")

const (
	cancelBatch = 1000 // lookups at the same time
	// cancelAfter is how long after the last lookup nothing is left of any.
	cancelAfter = 10 * time.Millisecond
)

// lookupCancelled looks name up, and cancels that after a while.
func lookupCancelled(t *testing.T, client *Client, conf *resolvconf.Config, name string, after time.Duration) {
	ctx, cancel := context.WithCancel(context.Background())
	if after > 0 {
		time.AfterFunc(after, cancel)
	} else {
		go cancel() // a timer of no time makes the race detector of Go 1.26 crash in a bubble
	}
	l := client.Lookup(ctx, conf)
	defer l.Close()
	if a, aaaa := l.AskBoth(name); a.Outcome != Canceled || aaaa.Outcome != Canceled {
		t.Errorf("%s: %v, %v", name, a.Err, aaaa.Err)
	}
}

// cutOrDrop is a server that answers no question, but for saying over UDP that there is an answer to those that begin so.
func cutOrDrop(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
	if q.Network == "udp" && strings.HasPrefix(q.Name, "cut") {
		return fakedns.Truncate(q, out)
	}
	return nil
}

// Lookups that are cancelled, wherever they are, leave nothing behind: while they wait for a datagram, for a connection, for the reply
// over it, or for another attempt.
func TestCancelledLookupsLeaveNothing(t *testing.T) {
	for _, shared := range []bool{true, false} {
		for first := 0; first < *cancelLookups; first += cancelBatch {
			synctest.Test(t, func(t *testing.T) {
				srv := fakedns.New(t, shareZone)
				srv.Inject(fakedns.Fault{Do: cutOrDrop})
				var all conns
				client := all.client(srv)
				client.shared = shared
				before := goroutines()
				luck := rand.New(rand.NewPCG(uint64(first), 0))
				var lookups sync.WaitGroup
				for i := range cancelBatch {
					name := fmt.Sprintf("%s%d.test", []string{"cut", "drop"}[i%2], i)
					after := time.Duration(luck.Int64N(int64(7 * time.Second)))
					if i%3 == 0 {
						after = 0
					}
					lookups.Go(func() { lookupCancelled(t, client, oneServer(), name, after) })
				}
				lookups.Wait()
				time.Sleep(cancelAfter)
				synctest.Wait()
				if _, open := all.count(); open != 0 || client.open.Load() != 0 {
					t.Errorf("%d connections are left, %d by the client's count", open, client.open.Load())
				}
				left := goroutines() - before // those of tests before may have ended
				for range 10_000 {
					if left <= 0 {
						break
					}
					runtime.Gosched() // one that a timer of theirs has begun will have ended
					left = goroutines() - before
				}
				if left > 0 {
					t.Errorf("%d goroutines are left", left)
				}
				if !client.server(oneServer().Servers[0]).forgettable() {
					t.Error("the server's questions are not forgotten")
				}
			})
		}
	}
}

// The same over the system's sockets. A busy machine may be late with closing them.
func TestCancelledLookupsLeaveNoSockets(t *testing.T) {
	silent, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	conf := (&resolvconf.Config{Servers: []netip.AddrPort{silent.LocalAddr().(*net.UDPAddr).AddrPort()}}).Effective()
	client := new(Client)
	poller.Ready()
	before, descriptors := goroutines(), openDescriptors()
	var all sync.WaitGroup
	const workers = 100
	for worker := range workers {
		all.Go(func() {
			luck := rand.New(rand.NewPCG(uint64(worker), 0))
			for i := range *cancelLookups / workers {
				name := fmt.Sprintf("n%d.w%d.drop.test", i, worker)
				lookupCancelled(t, client, conf, name, time.Duration(luck.Int64N(int64(3*time.Millisecond))))
			}
		})
	}
	all.Wait()
	ended := time.Now()
	for goroutines() > before || openDescriptors() > descriptors {
		if time.Since(ended) > time.Second {
			t.Fatalf("%d goroutines and %d descriptors are left", goroutines()-before, openDescriptors()-descriptors)
		}
		time.Sleep(time.Millisecond)
	}
	t.Logf("nothing was left after %v", time.Since(ended).Round(time.Millisecond))
}

// goroutines is how many there are, without those that have just ended, which runtime.NumGoroutine has for a moment more.
func goroutines() int {
	stacks := make([]byte, 1<<20)
	return strings.Count("\n"+string(stacks[:runtime.Stack(stacks, true)]), "\ngoroutine ")
}

// openDescriptors is how many this process has; 0 where that cannot be told.
func openDescriptors() int {
	all, _ := os.ReadDir("/proc/self/fd")
	return len(all)
}
