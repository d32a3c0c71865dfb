package resolver

import (
	"fmt"
	"hash/maphash"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// What was said a moment ago is said again, to the same call only, and no longer than it holds or the cache has it.
func TestMemo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := withCache(t)
		ask := func(hints *Hints) []Addrinfo {
			addrs, err := r.Getaddrinfo(t.Context(), "host.example.test", "80", hints)
			if err != nil {
				t.Fatal(err)
			}
			return addrs
		}
		stream := &Hints{Socktype: SOCK_STREAM}
		hits := func() uint64 { return r.Cache.Stats().Hits }
		want := fmt.Sprint(ask(stream))
		for _, tt := range []struct {
			name   string
			before func()
			hints  *Hints
			hits   uint64 // of the cache
		}{
			{"at once", func() {}, stream, 0},
			{"a moment before it is over", func() { time.Sleep(memoTime - 1) }, stream, 0},
			{"over", func() { time.Sleep(time.Nanosecond) }, stream, 2},
			{"other hints", func() {}, &Hints{Socktype: SOCK_STREAM, Flags: AI_ADDRCONFIG}, 2},
			{"no hints", func() {}, nil, 2},
			{"hints of the same value", func() {}, &Hints{Socktype: SOCK_STREAM}, 0},
			{"a caller who changes his", func() { clear(ask(stream)) }, stream, 0},
			{"19.9 seconds of 20 later", func() { time.Sleep(19900*time.Millisecond - memoTime) }, stream, 2},
		} {
			tt.before()
			before := hits()
			got := ask(tt.hints)
			if n := hits() - before; n != tt.hits || tt.hints != nil && fmt.Sprint(got[1].Addr, len(got)) != "192.0.2.1:80 3" {
				t.Errorf("%s: %v with %d hits, want %s with %d", tt.name, got, n, want, tt.hits)
			}
		}
		before := r.Cache.Stats().Misses
		ask(stream)
		if n := r.Cache.Stats().Misses - before; n != 0 {
			t.Errorf("%d misses", n)
		}
		time.Sleep(time.Minute) // all is over
		ask(stream)
		before = r.Cache.Stats().Misses // and that is to be said again
		r.Cache.Flush("host.example.test")
		ask(stream)
		if n := r.Cache.Stats().Misses - before; n != 2 {
			t.Errorf("%d misses after a flush", n)
		}
	})
}

// Arguments of any length make it no larger than its places.
func TestMemoIsBounded(t *testing.T) {
	m := memo{seed: maphash.MakeSeed()}
	f := &found{}
	f.Server, f.TTL = netip.MustParseAddrPort("192.0.2.53:53"), time.Hour
	long := strings.Repeat("x", memoBytes)
	m.keep(long, "80", nil, 0, f, make([]Addrinfo, 1))
	m.keep("many", "80", nil, 0, f, make([]Addrinfo, memoAddrs+1))
	for i := range m.places {
		if m.places[i].Load() != nil {
			t.Fatalf("kept: %+v", m.places[i].Load())
		}
	}
	m.keep("few", "80", nil, 0, f, make([]Addrinfo, memoAddrs))
	if e := m.place("few", "80", nil).Load(); e == nil || !e.isOf("few", "80", nil) {
		t.Error("not kept")
	}
}

// Outside of a bubble a timer ends it, unless another one has its place by then.
func TestMemoEndsByItself(t *testing.T) {
	m := memo{seed: maphash.MakeSeed()}
	place := m.place("www", "80", nil)
	keep := func(ttl time.Duration) *memoed {
		f := &found{}
		f.Server, f.TTL = netip.MustParseAddrPort("192.0.2.53:53"), ttl
		m.keep("www", "80", nil, 0, f, make([]Addrinfo, 1))
		return place.Load()
	}
	before, e := keep(time.Hour), keep(time.Millisecond)
	if before.timer.Stop() {
		t.Error("the timer goes on of one that is not there any more")
	}
	for end := time.Now().Add(10 * time.Second); place.Load() != nil; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it is still there")
		}
	}
	if !e.isOver() {
		t.Error("it is not over")
	}
}
