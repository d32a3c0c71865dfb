package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"netdb.example/inet"
	"netdb.example/resolver"
)

// A lookupFunc asks for the addresses of name, of which there is one of each family.
type lookupFunc func(ctx context.Context, name string) error

// goPeers are the peers in Go, each as it is by default.
var goPeers = map[string]lookupFunc{
	"netdb": getaddrinfo,
	"net":   lookupIPAddr,
}

var errWrong = errors.New("not one address of each family")

var machine resolver.Resolver

var stream = &resolver.Hints{Family: inet.AF_UNSPEC, Socktype: resolver.SOCK_STREAM}

func getaddrinfo(ctx context.Context, name string) error {
	found, err := machine.Getaddrinfo(ctx, name, "", stream)
	if err == nil && len(found) != 2 {
		err = errWrong
	}
	return err
}

var pureGo = net.Resolver{PreferGo: true}

func lookupIPAddr(ctx context.Context, name string) error {
	found, err := pureGo.LookupIPAddr(ctx, name)
	if err == nil && len(found) != 2 {
		err = errWrong
	}
	return err
}

// serve is a peer in Go: what c/peer.h says of those in C.
func serve(name string) {
	unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0)
	if repeater := repeaters[name]; repeater != nil {
		serveRepeats(repeater())
		return
	}
	if cacher := cachers[name]; cacher != nil {
		serveCached(cacher())
		return
	}
	lookup := goPeers[name]
	if lookup == nil {
		log.Fatalf("no peer %q", name)
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var n, ms int
		var tag string
		line := lines.Text()
		if _, err := fmt.Sscanf(line, "serial %d %s", &n, &tag); err == nil {
			fmt.Println(serial(lookup, n, tag))
		} else if _, err := fmt.Sscanf(line, "flight %d %d %s", &n, &ms, &tag); err == nil {
			fmt.Println(inFlight(lookup, n, time.Duration(ms)*time.Millisecond, tag))
		} else if _, err := fmt.Sscanf(line, "hold %d %d %s", &n, &ms, &tag); err == nil {
			fmt.Println(hold(lookup, n, time.Duration(ms)*time.Millisecond, tag))
		} else {
			fmt.Println("unknown=1")
		}
	}
}

// nameOf is the i-th name that is asked for under tag: one allocation of nameBytes. It is not inlined, and takes little stack,
// which would be measured.
//
//go:noinline
func nameOf(i int, tag string) string {
	b := append(make([]byte, 0, 64), 'h')
	for place := 1_000_000; place > 0; place /= 10 {
		b = append(b, byte('0'+i/place%10))
	}
	return string(append(append(append(b, '.'), tag...), ".bench.test"...))
}

// A count is what the process has used so far.
type count struct {
	busy           time.Duration
	mallocs, bytes uint64
}

func used() count {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	var t unix.Timespec
	unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t)
	return count{time.Duration(t.Nano()), m.Mallocs, m.TotalAlloc}
}

// nameBytes is what a name of up to 32 bytes takes.
const nameBytes = 32

// since says what each of n lookups has used from before on, without the names that were made for them meanwhile.
func (before count) since(n, names int) string {
	after := used()
	after.mallocs -= uint64(names)
	after.bytes -= uint64(names * nameBytes)
	each := func(a, b uint64) float64 { return float64(a-b) / float64(n) }
	return fmt.Sprintf("cpu=%f allocs=%f bytes=%f", float64(after.busy-before.busy)/float64(n),
		each(after.mallocs, before.mallocs), each(after.bytes, before.bytes))
}

func serial(lookup lookupFunc, n int, tag string) string {
	names := make([]string, n)
	for i := range names {
		names[i] = nameOf(i, tag)
	}
	took := make([]time.Duration, n)
	errs := 0
	before := used()
	for i, name := range names {
		start := time.Now()
		err := lookup(context.Background(), name)
		took[i] = time.Since(start)
		if err != nil {
			errs++
		}
	}
	each := before.since(n, 0)
	slices.Sort(took)
	return fmt.Sprintf("p50=%d p90=%d %s errors=%d", took[n/2], took[n*9/10], each, errs)
}

// inFlight keeps k lookups in flight, a goroutine each. It measures for a window and k lookups at least, after a fifth of that
// window and k lookups: with many in flight they end together.
func inFlight(lookup lookupFunc, k int, window time.Duration, tag string) string {
	var next, done, failed atomic.Int64
	var over atomic.Bool
	var all sync.WaitGroup
	for range k {
		all.Go(func() {
			for !over.Load() {
				if err := lookup(context.Background(), nameOf(int(next.Add(1)), tag)); err != nil {
					failed.Add(1)
				}
				done.Add(1)
			}
		})
	}
	wait := func(d time.Duration) {
		least := done.Load() + int64(k)
		time.Sleep(d)
		for done.Load() < least {
			time.Sleep(time.Millisecond)
		}
	}
	wait(window / 5)
	start, first, before := time.Now(), done.Load(), used()
	wait(window)
	n := done.Load() - first
	rate := float64(n) / time.Since(start).Seconds()
	each := before.since(int(n), int(n))
	over.Store(true)
	all.Wait()
	return fmt.Sprintf("rate=%f %s errors=%d", rate, each, failed.Load())
}
