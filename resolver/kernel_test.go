package resolver

import (
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// What the kernel said holds for as long as what files said, and not longer.
func TestTheKernelIsAskedOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var k kernel
		dst := netip.MustParseAddr("127.0.0.5")
		src, ok := k.source(dst)
		if !ok || src.Addr != netip.MustParseAddr("127.0.0.1") || src.Bits != 8 {
			t.Fatalf("the source of %v is %+v, %v", dst, src, ok)
		}
		first, _ := k.view()
		other := netip.MustParseAddr("127.0.0.9")
		first.sources[dst] = SourceOf(other, nil)
		for _, tt := range []struct {
			after time.Duration
			want  netip.Addr
		}{{0, other}, {checkInterval - 1, other}, {1, src.Addr}} {
			time.Sleep(tt.after)
			if got, ok := k.source(dst); !ok || got.Addr != tt.want {
				t.Errorf("%v later: %+v, %v, want %v", tt.after, got, ok, tt.want)
			}
		}
		list, err := k.interfaces()
		if now, _ := k.view(); err != nil || now == first || !slices.EqualFunc(list, now.interfaces, sameInterface) {
			t.Errorf("the interfaces are %v, %v", list, err)
		}
	})
}

func sameInterface(a, b Interface) bool { return a.Index == b.Index && a.Name == b.Name }

// That there is no route is kept too, and what is kept is bounded.
func TestTheKernelKeepsSoMuch(t *testing.T) {
	var k kernel
	if src, ok := k.source(netip.MustParseAddr("127.255.255.255")); ok {
		t.Errorf("the source of a broadcast address: %+v", src)
	}
	v, err := k.view()
	if err != nil || len(v.sources) != 1 {
		t.Fatalf("kept: %v, %v", v.sources, err)
	}
	for i := range 3 * maxSources {
		v.ask(netip.AddrFrom4([4]byte{127, 1, byte(i >> 8), byte(i)}))
	}
	if n := len(v.sources); n > maxSources {
		t.Errorf("%d sources are kept", n)
	}
}

// While one lookup asks the kernel, the others go by what it has said.
func TestNobodyWaitsForTheKernelButTheFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var k kernel
		first, err := k.view()
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(checkInterval)
		k.asking.Lock()
		if v, err := k.view(); v != first || err != nil {
			t.Errorf("meanwhile: %p, %v, want %p", v, err, first)
		}
		k.asking.Unlock()
		if v, _ := k.view(); v == first {
			t.Error("then: the same")
		}
	})
}

// A System of one's own is asked each time: it is no kernel.
func TestASystemIsAskedEachTime(t *testing.T) {
	asked := 0
	r := Resolver{System: System{Interfaces: func() ([]Interface, error) { asked++; return nil, nil }}}
	for range 3 {
		r.sort(t.Context(), []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("::1")})
	}
	if asked != 3 {
		t.Errorf("the interfaces were asked for %d times", asked)
	}
}

// To sort by what this machine's kernel has said takes no memory.
func TestSortByTheKernelsViewTakesNoMemory(t *testing.T) {
	r := new(Resolver)
	if _, err := r.system().interfaces(); err != nil {
		t.Skip(err) // not every system tells
	}
	addrs := []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.IPv6Loopback()}
	r.sort(t.Context(), addrs)
	if n := testing.AllocsPerRun(100, func() { r.sort(t.Context(), addrs) }); n >= 1 {
		t.Errorf("%v allocations", n)
	}
}
