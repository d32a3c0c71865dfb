package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"testing/synctest"
)

// inVirtualTime runs f where waiting takes no time: what nobody but timers can end is over at once, on a clock that begins at
// midnight UTC of 2000-01-01 (testing/synctest). All that f uses must be made within it, and nothing may be left running when it
// returns. Its context is canceled from the start if ctx is then, and has nothing to do with it else; a signal therefore ends
// the process from now on. The test that synctest wants is one of nothing.
func inVirtualTime(ctx context.Context, f func(ctx context.Context)) {
	signal.Reset(os.Interrupt, syscall.SIGTERM)
	synctest.Test(new(testing.T), func(t *testing.T) {
		inner, cancel := context.WithCancel(t.Context())
		defer cancel()
		if ctx.Err() != nil {
			cancel()
		}
		f(inner)
	})
}
