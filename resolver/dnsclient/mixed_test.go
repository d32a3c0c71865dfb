package dnsclient

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/resolvconf"
)

var mixedTime = flag.Duration("mixed.time", time.Second, "how long TestMixedLookups goes on")

const (
	mixedNames   = 30
	mixedTimeout = 30 * time.Millisecond
	mixedAtOnce  = 60
)

// Over real sockets and under load, with replies that come about when the wait for them ends: whatever becomes of a lookup, it has no
// addresses but those of its name, and waits for nothing when it is over.
func TestMixedLookups(t *testing.T) {
	srv := fakedns.New(t, mixedZone())
	srv.Inject(fakedns.Fault{Match: fakedns.Match{Network: "udp"}, Do: mixedReply})
	conf := &resolvconf.Config{Servers: []netip.AddrPort{srv.Listen(t)}, Timeout: mixedTimeout, Attempts: 3}
	client := new(Client)
	var lookups, found atomic.Int64
	end := time.Now().Add(*mixedTime)
	var all sync.WaitGroup
	for range mixedAtOnce {
		all.Go(func() {
			for time.Now().Before(end) {
				lookups.Add(1)
				found.Add(mixedLookup(t, client, conf))
			}
		})
	}
	all.Wait()
	t.Logf("%d lookups, which found something %d times", lookups.Load(), found.Load())
	if found.Load() == 0 {
		t.Error("nothing was found")
	}
}

func mixedZone() string {
	var zone strings.Builder
	for i := range mixedNames {
		fmt.Fprintf(&zone, "n%d.test. A 192.0.2.%d\nn%d.test. AAAA 2001:db8::%x\nn%d.test. TXT n%d\n", i, i, i, i, i, i)
	}
	return zone.String()
}

// mixedReply draws what becomes of a reply: nothing, a failure, a hint before it, one that it is to be had over TCP; and when it comes.
func mixedReply(q fakedns.Query, out []fakedns.Packet) []fakedns.Packet {
	switch rand.IntN(9) {
	case 0:
		return nil
	case 1:
		out = fakedns.Rcode(dns.RcodeServerFailure)(q, out)
	case 2:
		hint := fakedns.Packet{Data: []byte{q.Wire[0], q.Wire[1], 0x80, dns.RcodeServerFailure, 11: 0}}
		return append([]fakedns.Packet{hint}, fakedns.Delay(grace-rand.N(500*time.Microsecond))(q, out)...)
	case 3:
		out = fakedns.Truncate(q, out)
	case 4:
		out = fakedns.Rcode(dns.RcodeNameError)(q, out)
	}
	switch rand.IntN(3) {
	case 0:
		return out
	case 1:
		return fakedns.Delay(mixedTimeout-rand.N(1500*time.Microsecond))(q, out)
	}
	return fakedns.Delay(rand.N(mixedTimeout*3/2))(q, out)
}

// mixedLookup asks for some names with one Lookup, which may be cancelled, and returns how often something was found.
func mixedLookup(t *testing.T, client *Client, conf *resolvconf.Config) (found int64) {
	ctx, cancel := context.WithCancel(t.Context())
	switch rand.IntN(4) {
	case 0:
		ctx, cancel = context.WithTimeout(ctx, rand.N(100*time.Millisecond))
	case 1:
		time.AfterFunc(rand.N(100*time.Millisecond), cancel)
	}
	defer cancel()
	l := client.Lookup(ctx, conf)
	defer func() {
		if l.asks[0].exchange != nil || l.asks[1].exchange != nil || l.pending.Load() != 0 {
			t.Error("a question is still waited for")
		}
		l.Close()
	}()
	both := rand.IntN(2) == 0
	for range 1 + rand.IntN(3) {
		i := rand.IntN(mixedNames)
		name := fmt.Sprintf("n%d.test", i)
		four, six := netip.AddrFrom4([4]byte{192, 0, 2, byte(i)}), netip.MustParseAddr(fmt.Sprintf("2001:db8::%x", i))
		if both {
			a, aaaa := l.AskBoth(name)
			found += foundAs(t, a, name, four) + foundAs(t, aaaa, name, six)
		} else {
			found += foundAs(t, l.Ask(name, dns.TypeA), name, four)
		}
		if rrs, a := l.Records(name, dns.TypeTXT); a.Outcome == Found && rrs[0].(*dns.TXT).Txt[0]+".test" != name {
			t.Errorf("%s: %v", name, rrs)
		}
	}
	return found
}

// foundAs is 1 if a was found, and holds it to name and addr then.
func foundAs(t *testing.T, a *Answer, name string, addr netip.Addr) int64 {
	switch {
	case a.Outcome == Found && (len(a.Addrs) != 1 || a.Addrs[0] != addr || a.Name != name):
		t.Errorf("%s: %+v", name, a)
	case a.Outcome == Found:
		return 1
	case len(a.Addrs) > 0 || a.Err == nil:
		t.Errorf("%s: %+v", name, a)
	}
	return 0
}
