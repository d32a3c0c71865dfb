package main

import (
	"context"
	"sync/atomic"
	"testing"
	"time"
)

// Each goroutine has a lookup of its own, and those that fail are counted.
func TestParallel(t *testing.T) {
	for _, n := range []int{1, 2} {
		var lookups, calls atomic.Int64
		v, err := parseValues(parallel(func() lookupFunc {
			lookups.Add(1)
			return func(context.Context, string) error { calls.Add(1); return errWrong }
		}, n, time.Millisecond))
		if err != nil || lookups.Load() != int64(n) || v["errors"] != float64(calls.Load()) || v["each"] <= 0 {
			t.Errorf("%d: %v of %d calls by %d, %v", n, v, calls.Load(), lookups.Load(), err)
		}
	}
}

// The peers that need no server have the name.
func TestCachersHaveTheName(t *testing.T) {
	for _, key := range []string{"cache map", "cache dnscache"} {
		if err := cachers[key]()()(t.Context(), cachedName); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
}
