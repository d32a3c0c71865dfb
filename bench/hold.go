package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// pooled is how long a peer may keep sockets that it no longer needs.
const pooled = 3 * time.Second

// hold makes k lookups that nobody answers and looks at the process for as long as they last, lasts at most: what each of them
// holds, how many there are at once, the most descriptors and memory, and what is left after the last. errors are those that
// did not time out.
func hold(lookup lookupFunc, k int, lasts time.Duration, tag string) string {
	startPoller()
	debug.FreeOSMemory()
	goroutines, descriptors, memory := runtime.NumGoroutine(), fds(), rss()
	var h hanging
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() { h.watch(lasts/50, stop); close(stopped) }()
	begin := time.Now()
	h.run(lookup, k, lasts, tag)
	took := time.Since(begin)
	close(stop)
	<-stopped
	for end := time.Now().Add(pooled); time.Now().Before(end) && (runtime.NumGoroutine() > goroutines || fds() > descriptors); {
		time.Sleep(pooled / 30)
	}
	debug.FreeOSMemory()
	return fmt.Sprintf("each=%f atonce=%d fds=%d rss=%d took=%f goroutines=%d fdsleft=%d rssleft=%d errors=%d",
		float64(h.rss-memory)/float64(max(h.flying, 1)), h.flying, h.fds, maxRSS(), took.Seconds(),
		runtime.NumGoroutine()-goroutines, fds()-descriptors, rss()-memory, h.errs.Load())
}

// startPoller opens what Go's runtime opens for the first socket, and keeps.
func startPoller() {
	if conn, err := net.ListenPacket("udp", "127.0.0.1:0"); err == nil {
		conn.Close()
	}
}

// hanging are lookups in flight, and what was seen of them and of the process.
type hanging struct {
	now, errs atomic.Int64
	flying    int64 // the most at once
	fds       int   // the most
	rss       int   // the most with so many in flight
}

// run makes k lookups that last no longer than lasts, all at the same time, and waits for the last.
func (h *hanging) run(lookup lookupFunc, k int, lasts time.Duration, tag string) {
	ctx, cancel := context.WithTimeout(context.Background(), lasts)
	defer cancel()
	var all sync.WaitGroup
	for i := range k {
		all.Go(func() {
			name := nameOf(i, tag)
			h.now.Add(1)
			h.end(lookup(ctx, name))
		})
	}
	all.Wait()
}

// end notes what a lookup has come to. It is not inlined, so that a lookup in flight has little beside it on its stack.
//
//go:noinline
func (h *hanging) end(err error) {
	var timeout net.Error
	if !errors.As(err, &timeout) || !timeout.Timeout() {
		h.errs.Add(1)
	}
	h.now.Add(-1)
}

// watch looks from time to time.
func (h *hanging) watch(every time.Duration, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(every):
			now := h.now.Load()
			h.flying, h.fds = max(h.flying, now), max(h.fds, fds())
			if now == h.flying {
				h.rss = max(h.rss, rss()) // not when they end
			}
		}
	}
}

func fds() int {
	list, _ := os.ReadDir("/proc/self/fd")
	return len(list) - 1 // its own
}

func rss() int {
	var all, resident int
	text, _ := os.ReadFile("/proc/self/statm")
	fmt.Sscan(string(text), &all, &resident)
	return resident * os.Getpagesize()
}

// maxRSS is the most that the process ever had.
func maxRSS() int64 {
	var u unix.Rusage
	unix.Getrusage(unix.RUSAGE_SELF, &u)
	return u.Maxrss * 1024
}
