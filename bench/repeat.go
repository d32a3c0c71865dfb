package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"runtime/debug"
	"time"

	"netdb.example/protodb"
	"netdb.example/servicesdb"
)

// results is where the results of the calls go, so that none is left out.
var results struct {
	packed4  [4]byte
	packed6  [16]byte
	text     []byte
	addr     netip.Addr
	service  servicesdb.Servent
	protocol protodb.Protoent
}

// operations are calls that are over soon, by the names that c/ has for them too. What is passed is the number of the call.
type operations map[string]func(i int)

// A repeater is a peer in Go: load makes it ready, which is measured where a subject asks for it.
type repeater struct {
	load func()
	operations
}

// repeaters are the peers in Go that serve "repeat", by subject and name. Each is made in the process of its peer only.
var repeaters = map[string]func() repeater{
	"text netdb":      textNetdb,
	"text netip":      textNetip,
	"tables map":      tablesMap,
	"tables netdb":    tablesNetdb,
	"tables registry": tablesRegistry,
	"tables net":      tablesNet,
	"hosts map":       hostsMap,
	"hosts netdb":     hostsNetdb,
	"hosts hostsfile": hostsFile,
	"hosts net":       hostsNet,
}

// serveRepeats is what repeat of c/peer.h is, and answers "load" with the time and the memory that it takes.
func serveRepeats(r repeater) {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var name string
		var ms int
		_, err := fmt.Sscanf(lines.Text(), "repeat %s %d", &name, &ms)
		switch call := r.operations[name]; {
		case lines.Text() == "load":
			fmt.Println(loaded(r.load))
		case err != nil || call == nil:
			fmt.Println("unknown=1")
		default:
			fmt.Printf("%s=%f\n", name, repeated(call, time.Duration(ms)*time.Millisecond))
		}
	}
}

// repeated returns how many nanoseconds a call takes.
func repeated(call func(i int), window time.Duration) float64 {
	start, n := time.Now(), 0
	for batch := 1; time.Since(start) < window; batch = min(2*batch, 1024) {
		for range batch {
			call(n)
			n++
		}
	}
	return float64(time.Since(start).Nanoseconds()) / float64(n)
}

func loaded(load func()) string {
	debug.FreeOSMemory()
	before, start := rss(), time.Now()
	load()
	took := time.Since(start)
	debug.FreeOSMemory()
	grown := rss() - before
	return fmt.Sprintf("load=%d memory=%d", took, grown)
}

// compare measures the operations of some peers in turns.
func (b *bench) compare(t *table, peers []peer, names []string, rounds, ms int) error {
	workers, err := b.start(peers)
	if err != nil {
		return err
	}
	defer stop(workers)
	t.begin(workers)
	for _, name := range names {
		err := turns(-1, rounds, workers, func(round int, w *worker) error {
			v, err := w.ask("repeat %s %d", name, ms)
			if delete(v, "unknown"); round >= 0 {
				t.add(w.name, v, "")
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// addresses are many random ones of 16 bytes: one in four full, the others with a run of zeros, as addresses have.
func addresses() [][16]byte {
	rng := rand.New(rand.NewPCG(1, 2))
	addrs := make([][16]byte, 1024)
	for i := range addrs {
		b := addrs[i][:]
		for j := range b {
			b[j] = byte(rng.Uint32())
		}
		clear([][]byte{nil, b[4:14], b[8:15], b[6:10]}[i%4])
	}
	return addrs
}
