package spare

import (
	"runtime"
	"testing"
)

// What was put is taken again, up to a number; and again, after a collection of garbage has taken it.
func TestPoolKeepsNoMoreThanMost(t *testing.T) {
	var p Pool[[64]byte]
	for round := range 2 {
		if p.Get() != nil {
			t.Fatal("there is something in an empty pool")
		}
		for range 3 * most {
			p.Put(new([64]byte))
		}
		n := 0
		for p.Get() != nil {
			n++
		}
		if n > most || n == 0 { // the race detector has some thrown away
			t.Errorf("round %d: kept %d of %d", round, n, 3*most)
		}
		for range most {
			p.Put(new([64]byte))
		}
		runtime.GC()
		runtime.GC()
	}
}
