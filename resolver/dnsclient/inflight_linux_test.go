package dnsclient

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"netdb.example/resolver/internal/poller"
	"netdb.example/resolver/resolvconf"
)

var inFlight = flag.Int("inflight.lookups", 5000, "how many lookups TestLookupsInFlight has at the same time")

const (
	inFlightServer = "NETDB_TEST_SILENT" // its address; set in a child only
	// mostDescriptors bounds those of a process, however many lookups there are.
	mostDescriptors = 512
	// mostPerLookup bounds what a lookup for both families takes while it waits, its stack and all.
	mostPerLookup = 32 << 10
)

// Many lookups that wait for a server take a bounded number of descriptors and some memory each, and give all of it back. A child measures
// it, so that nothing else counts.
func TestLookupsInFlight(t *testing.T) {
	if server := os.Getenv(inFlightServer); server != "" {
		measureInFlight(t, netip.MustParseAddrPort(server))
		return
	}
	silent, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	child := exec.Command(os.Args[0], "-test.run=^TestLookupsInFlight$", "-test.v", fmt.Sprintf("-inflight.lookups=%d", *inFlight))
	child.Env = append(os.Environ(), inFlightServer+"="+silent.LocalAddr().String())
	out, err := child.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("in flight")) {
		t.Errorf("%v: %s", err, out)
	}
	t.Logf("%s", out)
}

func measureInFlight(t *testing.T, server netip.AddrPort) {
	conf := (&resolvconf.Config{Servers: []netip.AddrPort{server}, Timeout: 30 * time.Second}).Effective()
	client := new(Client)
	poller.Ready()
	ctx, cancel := context.WithCancel(context.Background())
	before, running, descriptors := memoryNow(), goroutines(), openDescriptors()
	var all sync.WaitGroup
	for i := range *inFlight {
		all.Go(func() {
			l := client.Lookup(ctx, conf)
			defer l.Close()
			if a, aaaa := l.AskBoth(fmt.Sprintf("n%d.example.org", i)); a.Outcome != Canceled || aaaa.Outcome != Canceled {
				t.Error(a.Err, aaaa.Err)
			}
		})
	}
	for asked := 0; asked < 2**inFlight; time.Sleep(time.Millisecond) {
		s := client.server(server)
		s.mu.Lock()
		asked = s.flights.size
		s.mu.Unlock()
	}
	var grown runtime.MemStats // stacks before a collection shrinks them
	runtime.ReadMemStats(&grown)
	open, now := openDescriptors(), memoryNow()
	each := func(now, before uint64) int { return (int(now) - int(before)) / *inFlight }
	stack, heap := each(grown.StackInuse, before.StackInuse), each(now.HeapInuse, before.HeapInuse)
	t.Logf("%d in flight: %d descriptors; each takes %d bytes of stack, or %d after a collection, and %d of heap; %s",
		*inFlight, open, stack, each(now.StackInuse, before.StackInuse), heap, peak())
	if open > mostDescriptors || stack+heap > mostPerLookup {
		t.Errorf("over %d descriptors or %d bytes", mostDescriptors, mostPerLookup)
	}
	cancel()
	all.Wait()
	for ended := time.Now(); goroutines() > running || openDescriptors() > descriptors; time.Sleep(time.Millisecond) {
		if time.Since(ended) > 10*time.Second {
			t.Fatalf("%d goroutines and %d descriptors are left", goroutines()-running, openDescriptors()-descriptors)
		}
	}
	after := memoryNow()
	stack, heap = each(after.StackInuse, before.StackInuse), each(after.HeapInuse, before.HeapInuse)
	t.Logf("afterwards: %d bytes of stack and %d of heap for each", stack, heap)
	if stack+heap > mostPerLookup/8 {
		t.Error("which is too much")
	}
}

// memoryNow is what is in use when the garbage is gone, with that of pools, which takes two collections.
func memoryNow() (m runtime.MemStats) {
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m
}

// peak is the most memory that this process had, as "VmHWM: 12 kB".
func peak() string {
	status, _ := os.ReadFile("/proc/self/status")
	return strings.Join(strings.Fields(string(regexp.MustCompile("VmHWM.*").Find(status))), " ")
}
