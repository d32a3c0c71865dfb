package dnsclient

import (
	"flag"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

var lossLookups = flag.Int("loss.lookups", 4000, "how many lookups TestLoss makes")

// lossBatch is how many of them go on at the same time.
const lossBatch = 2000

// addrOf is an address that no other name is likely to have.
func addrOf(name string) netip.Addr {
	h := fnv.New32a()
	h.Write([]byte(dns.CanonicalName(name)))
	return netip.AddrFrom4([4]byte(h.Sum(nil)))
}

// addressed answers each question with the address of its name.
func addressed(q *dns.Msg) *dns.Msg {
	m := new(dns.Msg).SetReply(q)
	m.RecursionAvailable, m.Compress = true, true
	m.Answer = []dns.RR{&dns.A{Hdr: dns.RR_Header{Name: q.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 60}, A: addrOf(q.Question[0].Name).AsSlice()}}
	return m
}

// failsWith is how likely a question for name gets no answer over n from any of the tries: each is lost on the way there, or back, or damaged
// and no second copy makes up for it. Only what is cut off behind its question is asked for over TCP instead, which loses nothing.
func failsWith(n fakedns.Network, name string, tries int) float64 {
	question, answer := float64(headerLen+len(name)+2+4), 16.0
	unusable := 0.75 + 0.25*question/(question+answer) // of what is damaged, see fakedns.Lossy
	answered := (1 - n.Loss) * (1 - n.Loss) * (1 - n.Corrupt*unusable*(1-n.Duplicate))
	return math.Pow(1-answered, float64(tries))
}

// On a bad network no answer is a wrong one, and a lookup fails as often as all of its tries do by chance.
func TestLoss(t *testing.T) {
	network := fakedns.Network{Loss: 0.3, Duplicate: 0.2, Reorder: 0.3, Corrupt: 0.01, Latency: 20 * time.Millisecond, Jitter: 20 * time.Millisecond}
	conf := oneServer()
	conf.Servers = servers(3)
	tries := 0
	for _, ok := tryAt(conf, 0); ok; _, ok = tryAt(conf, tries) {
		tries++
	}
	var failed atomic.Int64
	made := 0
	for ; made < *lossLookups; made += lossBatch {
		network.Seed = uint64(made)
		synctest.Test(t, func(t *testing.T) {
			srv := fakedns.New(t, "")
			srv.Inject(fakedns.Fault{Do: fakedns.Handler(addressed)}, fakedns.Fault{Do: fakedns.Lossy(network)})
			client := new(conns).client(srv)
			luck, mu := rand.New(rand.NewPCG(network.Seed, 0)), sync.Mutex{}
			client.Rand = func() uint64 { mu.Lock(); defer mu.Unlock(); return luck.Uint64() }
			var all sync.WaitGroup
			for i := range lossBatch {
				all.Go(func() {
					time.Sleep(time.Duration(i) * time.Millisecond)
					name := lossName(made + i)
					switch a := client.Lookup(t.Context(), conf).Ask(name, dns.TypeA); {
					case a.Outcome == NoAnswer:
						failed.Add(1)
					case a.Outcome != Found || len(a.Addrs) != 1 || a.Addrs[0] != addrOf(name+"."):
						t.Errorf("%s: %v %v %v", name, a.Outcome, a.Addrs, a.Err)
					}
				})
			}
			all.Wait()
			time.Sleep(time.Second)
		})
	}
	p := failsWith(network, lossName(0), tries)
	want, sigma := float64(made)*p, math.Sqrt(float64(made)*p*(1-p))
	t.Logf("%d of %d lookups failed: %.2f sigma from %.0f (%.3f %%)", failed.Load(), made, (float64(failed.Load())-want)/sigma, want, 100*p)
	if math.Abs(float64(failed.Load())-want) > 3*sigma {
		t.Error("which is no chance")
	}
}

func lossName(n int) string { return fmt.Sprintf("n%07d.example.org", n) }
