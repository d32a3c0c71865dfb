package hostsfile

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"testing"

	"netdb.example/inet"
)

const million = 1_000_000

// millionLines is a file of 57 MB, with names as containers have them.
func millionLines() string {
	var b strings.Builder
	b.Grow(60 << 20)
	for i := range million {
		fmt.Fprintf(&b, "10.%d.%d.%d\thost-%07d.svc.example.internal host-%07d\n", i>>16, i>>8&255, i&255, i, i)
	}
	return b.String()
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func BenchmarkParseMillionLines(b *testing.B) {
	text := millionLines()
	b.SetBytes(int64(len(text)))
	before := heap()
	var f *File
	for b.Loop() {
		f, _ = Parse(strings.NewReader(text))
	}
	b.ReportMetric(float64(heap()-before)/float64(len(text)), "heap/file")
	runtime.KeepAlive(f)
	runtime.KeepAlive(text)
}

// randomNames are names of the file in no order, so that no cache helps.
func randomNames(suffix string) []string {
	names := make([]string, 1<<8)
	for i := range names {
		names[i] = fmt.Sprintf("host-%07d.svc.example.internal%s", rand.IntN(million), suffix)
	}
	return names
}

func count[T any](seq iter.Seq[T]) (n int) {
	for range seq {
		n++
	}
	return n
}

func BenchmarkLookup(b *testing.B) {
	f, _ := Parse(strings.NewReader(millionLines()))
	for _, c := range []struct {
		name, suffix string
		want         int
	}{{"hit", "", 1}, {"miss", ".", 0}} {
		names := randomNames(c.suffix)
		i := 0
		b.Run(c.name+"/find", func(b *testing.B) {
			for b.Loop() {
				if count(f.linesOf(names[i%len(names)])) != c.want {
					b.Fatal(names[i])
				}
				i++
			}
		})
		b.Run(c.name+"/entry", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if count(f.Lookup(inet.AF_INET, names[i%len(names)])) != c.want {
					b.Fatal(names[i])
				}
				i++
			}
		})
	}
	b.Run("addr", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			i := rand.IntN(million)
			a := netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
			if count(f.LookupAddr(a)) != 1 {
				b.Fatal(a)
			}
		}
	})
}

// mapFile is the plain way, a map of slices: the measure for the others.
type mapFile struct {
	addrs map[string][]netip.Addr
	names map[netip.Addr][]string
}

func parseMap(text string) mapFile {
	f := mapFile{map[string][]netip.Addr{}, map[netip.Addr][]string{}}
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		addr, err := netip.ParseAddr(fields[0])
		if err != nil {
			continue
		}
		for _, name := range fields[1:] {
			key := strings.ToLower(name)
			f.addrs[key] = append(f.addrs[key], addr)
			f.names[addr] = append(f.names[addr], name)
		}
	}
	return f
}

func BenchmarkMap(b *testing.B) {
	text := millionLines()
	before := heap()
	var f mapFile
	b.Run("parse", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			f = parseMap(strings.Clone(text))
		}
	})
	b.ReportMetric(float64(heap()-before)/float64(len(text)), "heap/file")
	for name, suffix := range map[string]string{"hit": "", "miss": "."} {
		names := randomNames(suffix)
		i := 0
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if len(slices.Clone(f.addrs[strings.ToLower(names[i%len(names)])])) > 1 {
					b.Fatal(names[i])
				}
				i++
			}
		})
	}
	runtime.KeepAlive(text)
}
