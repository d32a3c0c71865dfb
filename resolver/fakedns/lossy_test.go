package fakedns

import (
	"bytes"
	"fmt"
	"math"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"
)

// fate prints what a network makes of the answer to the n-th query for a name.
func fate(n Network, network, name string, nth int) string {
	q := Query{Server: overUDP.server, Network: network, Name: name, Type: dns.TypeA, Nth: nth}
	return list(Lossy(n)(q, []Packet{{Data: lossyAnswer}}))
}

// lossyAnswer is the answer that the tests here let a network have.
var lossyAnswer = func() []byte {
	m := new(dns.Msg).SetReply(question("www.example.org.", "A"))
	for i := range 3 {
		rr, _ := dns.NewRR(fmt.Sprintf("www.example.org. 300 A 192.0.2.%d", i))
		m.Answer = append(m.Answer, rr)
	}
	wire, _ := m.Pack()
	return wire
}()

var badNetwork = Network{
	Loss: 0.2, Duplicate: 0.2, Reorder: 0.2, Corrupt: 0.2,
	Latency: 30 * time.Millisecond, Jitter: 10 * time.Millisecond, Seed: 7,
}

func TestLossyFateIsThatOfTheQuery(t *testing.T) {
	if a, b := fate(badNetwork, "udp", "www.example.org.", 1), fate(badNetwork, "udp", "WWW.Example.ORG.", 1); a != b {
		t.Errorf("one name, and two fates:\n%s%s", a, b)
	}
	server := netip.MustParseAddrPort("192.0.2.54:53")
	base := Query{Server: overUDP.server, Network: "udp", Name: "www.example.org.", Type: dns.TypeA, Nth: 1}
	fates := map[string]string{}
	for what, q := range map[string]Query{
		"the query":           base,
		"of another server":   {Server: server, Network: "udp", Name: base.Name, Type: base.Type, Nth: 1},
		"of another port":     {Server: overUDP.client, Network: "udp", Name: base.Name, Type: base.Type, Nth: 1},
		"for another name":    {Server: base.Server, Network: "udp", Name: "ftp.example.org.", Type: base.Type, Nth: 1},
		"for another type":    {Server: base.Server, Network: "udp", Name: base.Name, Type: dns.TypeAAAA, Nth: 1},
		"another time":        {Server: base.Server, Network: "udp", Name: base.Name, Type: base.Type, Nth: 2},
		"over another stream": {Server: base.Server, Network: "tcp", Name: base.Name, Type: base.Type, Nth: 1},
	} {
		got := list(Lossy(Network{Jitter: time.Hour})(q, []Packet{{Data: lossyAnswer}}))
		if other, ok := fates[got]; ok {
			t.Errorf("%s has the fate of %s: %s", what, other, got)
		}
		fates[got] = what
	}
	// Who asks, when, and with what id and options, makes no difference.
	same := base
	same.Client, same.At, same.Wire = netip.MustParseAddrPort("127.0.0.1:1"), time.Hour, []byte("x")
	in := []Packet{{Data: lossyAnswer}}
	if a, b := list(Lossy(badNetwork)(base, in)), list(Lossy(badNetwork)(same, in)); a != b {
		t.Errorf("one query, and two fates:\n%s%s", a, b)
	}
}

// fates prints the fates of a name's first hundred queries.
func fates(n Network) string {
	var b strings.Builder
	for nth := range 100 {
		fmt.Fprintf(&b, "#%d\n%s", nth+1, fate(n, "udp", "www.example.org.", nth+1))
	}
	return b.String()
}

func TestLossySeeds(t *testing.T) {
	seen := map[string]uint64{}
	for seed := range uint64(100) {
		n := badNetwork
		n.Seed = seed
		got := fates(n)
		if other, ok := seen[got]; ok {
			t.Errorf("the seeds %d and %d are the same", seed, other)
		}
		seen[got] = seed
		if again := fates(n); again != got {
			t.Errorf("seed %d is not the same again", seed)
		}
	}
}

// However the goroutines run, each query has its fate, and the run as a whole the same arrivals.
func TestLossyInAnyOrder(t *testing.T) {
	var queries []timed
	for i := range 40 {
		queries = append(queries, timed{time.Duration(i%4) * 10 * time.Millisecond, "udp", fmt.Sprintf("n%02d", i)})
	}
	const faults = "any -> lossy loss=20% duplicate=20% reorder=20% corrupt=20% latency=30ms jitter=10ms seed=7"
	var first string
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			got := arrivals(t, faults, queries...)
			if first == "" {
				first = got
			}
			if got != first {
				t.Errorf("got %s\nafter %s", got, first)
			}
		})
	}
	if n := strings.Count(first, " n"); n < 15 || n > 60 {
		t.Errorf("%d answers to 40 queries: %s", n, first)
	}
}

// Goroutines that ask for one thing at the same time share its fates out among themselves: all are met, whoever has which.
func TestLossySharesOutTheFatesOfOneName(t *testing.T) {
	const queries = 60
	for range 5 {
		s := parse(t, "w A 192.0.2.1")
		s.Inject(Fault{Do: Lossy(badNetwork)})
		wire, _ := question("w.", "A").Pack()
		var wg sync.WaitGroup
		for range queries {
			wg.Go(func() { s.respond(overUDP, wire) })
		}
		wg.Wait()
		for _, q := range s.Queries() {
			want, _ := parse(t, "w A 192.0.2.1").respond(overUDP, wire)
			if got, want := list(q.Replies), list(Lossy(badNetwork)(q, want)); got != want {
				t.Errorf("#%d: got %s, want %s", q.Nth, got, want)
			}
		}
	}
}

// The rates are near those asked for: within five times the standard deviation, over many queries of one name.
func TestLossyRates(t *testing.T) {
	const queries = 20000
	n := Network{Loss: 0.1, Duplicate: 0.25, Reorder: 0.05, Corrupt: 0.4, Seed: 3}
	var arrived, twice, late, damaged int
	do := Lossy(n)
	for nth := range queries {
		q := Query{Server: overUDP.server, Network: "udp", Name: "www.example.org.", Type: dns.TypeA, Nth: nth + 1}
		out := do(q, []Packet{{Data: lossyAnswer}})
		if len(out) == 0 {
			continue
		}
		arrived++
		twice += len(out) - 1
		if out[0].After > 0 {
			late++
		}
		if !bytes.Equal(out[0].Data, lossyAnswer) {
			damaged++
		}
	}
	for _, r := range []struct {
		what    string
		got, of int
		rate    float64
	}{
		{"arrived", arrived, queries, 0.9 * 0.9}, // lost neither there nor back
		{"twice", twice, arrived, n.Duplicate},
		{"late", late, arrived, n.Reorder},
		{"damaged", damaged, arrived, n.Corrupt},
	} {
		want := r.rate * float64(r.of)
		if off := math.Abs(float64(r.got)-want) / math.Sqrt(want*(1-r.rate)); off > 5 {
			t.Errorf("%s: %d of %d, which is %.1f standard deviations from %.0f", r.what, r.got, r.of, off, want)
		}
	}
}

// The query is lost or not for all that goes back, which is lost or not by itself.
func TestLossyLosesAQueryAsAWhole(t *testing.T) {
	const queries = 20000
	count := map[int]int{}
	do := Lossy(Network{Loss: 0.5})
	for nth := range queries {
		q := Query{Server: overUDP.server, Network: "udp", Name: "w.", Type: dns.TypeA, Nth: nth + 1}
		count[len(do(q, []Packet{{Data: []byte("a")}, {Data: []byte("b")}}))]++
	}
	for n, rate := range []float64{0.5 + 0.5*0.25, 0.5 * 0.5, 0.5 * 0.25} {
		want := rate * queries
		if off := math.Abs(float64(count[n])-want) / math.Sqrt(want*(1-rate)); off > 5 {
			t.Errorf("%d of 2 packets %d times, want %.0f", n, count[n], want)
		}
	}
}

// At 0 nothing happens, at 1 it always does.
func TestLossyLimits(t *testing.T) {
	for nth := 1; nth <= 500; nth++ {
		one := func(n Network) string { return fate(n, "udp", "www.example.org.", nth) }
		whole := list([]Packet{{Data: lossyAnswer}})
		if got := one(Network{}); got != whole {
			t.Fatalf("nothing: %s", got)
		}
		if got := one(Network{Loss: 1, Duplicate: 1}); got != "" {
			t.Fatalf("loss: %s", got)
		}
		if got := one(Network{Duplicate: 1}); got != whole+whole {
			t.Fatalf("duplicate: %s", got)
		}
		if got := one(Network{Corrupt: 1, Duplicate: 1}); got == whole+whole || !strings.HasSuffix(got, whole) {
			t.Fatalf("corrupt: %s", got) // the second is another datagram, and a good one
		}
	}
}

// When what arrives: after the latency, within the jitter, and what is reordered within four times that, or 40 ms, more.
func TestLossyTimes(t *testing.T) {
	const ms = time.Millisecond
	for _, tt := range []struct {
		what        string
		n           Network
		network     string
		least, most time.Duration
	}{
		{"latency", Network{Latency: 30 * ms}, "udp", 30 * ms, 30 * ms},
		{"jitter", Network{Latency: 30 * ms, Jitter: 10 * ms}, "udp", 30 * ms, 40 * ms},
		{"reorder without jitter", Network{Reorder: 1}, "udp", 0, 40 * ms},
		{"reorder with little jitter", Network{Reorder: 1, Jitter: 5 * ms}, "udp", 0, 45 * ms},
		{"reorder with much jitter", Network{Reorder: 1, Jitter: 100 * ms}, "udp", 0, 500 * ms},
		{"over TCP", Network{Loss: 1, Reorder: 1, Latency: 30 * ms, Jitter: 10 * ms}, "tcp", 30 * ms, 40 * ms},
	} {
		first, last := time.Hour, time.Duration(0)
		for nth := range 2000 {
			q := Query{Server: overUDP.server, Network: tt.network, Name: "w.", Type: dns.TypeA, Nth: nth}
			after := Lossy(tt.n)(q, []Packet{{After: time.Second}})[0].After - time.Second
			first, last = min(first, after), max(last, after)
		}
		near := (tt.most - tt.least) / 5
		if first < tt.least || first > tt.least+near || last > tt.most || last < tt.most-near {
			t.Errorf("%s: from %v to %v; want from %v to %v", tt.what, first, last, tt.least, tt.most)
		}
	}
}

// Over TCP all that goes back is late by the same, so that pieces of one answer stay in order and whole.
func TestLossyOverTCPOnlyDelays(t *testing.T) {
	for seed := range 50 {
		synctest.Test(t, func(t *testing.T) {
			s := New(t, "w A 192.0.2.1")
			text := fmt.Sprintf("any -> slow-drip 3 1ms, lossy loss=90%% duplicate=90%% reorder=90%% corrupt=90%% latency=1s jitter=900ms seed=%d", seed)
			faults, err := ParseFaults("faults", text)
			if err != nil {
				t.Fatal(err)
			}
			s.Inject(faults...)
			if got, want := what(t, s, "tcp", question("w.", "A")), "1s NOERROR | w. A 192.0.2.1\n"; got != want {
				t.Errorf("seed %d: got %q, want %q", seed, got, want)
			}
		})
	}
}
