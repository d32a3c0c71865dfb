package inet_test

import (
	"encoding/binary"
	"math/rand/v2"
	"net/netip"
	"testing"

	"netdb.example/inet"
)

// Each benchmark has net/netip beside this package, on one address, which a processor
// learns by heart, and on many different ones.

// many returns 1024 addresses of 16 bytes: one in four full, the others with a run of
// zeros, as addresses have.
func many() [][16]byte {
	rng := rand.New(rand.NewPCG(1, 2))
	addrs := make([][16]byte, 1024)
	for i := range addrs {
		b := addrs[i][:]
		binary.BigEndian.PutUint64(b, rng.Uint64())
		binary.BigEndian.PutUint64(b[8:], rng.Uint64())
		zeros := [][]byte{nil, b[4:14], b[8:15], b[6:10]}
		clear(zeros[i%4])
	}
	return addrs
}

func many4() (addrs [][4]byte) {
	for _, b := range many() {
		addrs = append(addrs, [4]byte(b[:4]))
	}
	return addrs
}

func texts4(addrs [][4]byte) (texts []string) {
	for _, b := range addrs {
		texts = append(texts, inet.Ntop4(b))
	}
	return texts
}

func texts6(addrs [][16]byte) (texts []string) {
	for _, b := range addrs {
		texts = append(texts, inet.Ntop6(b))
	}
	return texts
}

// A set is a number of values, a power of two.
type set[T any] struct {
	name   string
	values []T
}

// each runs f on the values of each set in turn.
func each[T any](b *testing.B, name string, sets []set[T], f func(T)) {
	for _, set := range sets {
		b.Run(set.name+"/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				f(set.values[i&(len(set.values)-1)])
			}
		})
	}
}

var (
	sink4    [4]byte
	sink16   [16]byte
	sinkAddr netip.Addr
	sinkText string
	buffer   [64]byte
)

func BenchmarkParse4(b *testing.B) {
	sets := []set[string]{
		{"one", []string{"192.0.2.1"}},
		{"many", texts4(many4())},
	}
	each(b, "Pton4", sets, func(s string) { sink4, _ = inet.Pton4(s) })
	each(b, "Aton", sets, func(s string) { sink4, _ = inet.Aton(s) })
	each(b, "netip", sets, func(s string) { sinkAddr, _ = netip.ParseAddr(s) })
}

func BenchmarkParse6(b *testing.B) {
	sets := []set[string]{
		{"one", []string{"2002:ac10:10a:1234:21e:52ff:fe74:40e"}},
		{"gap", []string{"2001:db8::1"}},
		{"many", texts6(many())},
	}
	each(b, "Pton6", sets, func(s string) { sink16, _ = inet.Pton6(s) })
	each(b, "netip", sets, func(s string) { sinkAddr, _ = netip.ParseAddr(s) })
}

func BenchmarkText4(b *testing.B) {
	sets := []set[[4]byte]{
		{"one", [][4]byte{{192, 0, 2, 1}}},
		{"many", many4()},
	}
	each(b, "AppendNtop4", sets, func(a [4]byte) { inet.AppendNtop4(buffer[:0], a) })
	each(b, "netip", sets, func(a [4]byte) { netip.AddrFrom4(a).AppendTo(buffer[:0]) })
	each(b, "Ntop4", sets, func(a [4]byte) { sinkText = inet.Ntop4(a) })
}

func BenchmarkText6(b *testing.B) {
	sets := []set[[16]byte]{
		{"one", [][16]byte{{0x20, 0x02, 0xac, 0x10, 0x01, 0x0a, 0x12, 0x34, 0x02, 0x1e, 0x52, 0xff, 0xfe, 0x74, 0x04, 0x0e}}},
		{"gap", [][16]byte{{0x20, 0x01, 0x0d, 0xb8, 15: 1}}},
		{"many", many()},
	}
	each(b, "AppendNtop6", sets, func(a [16]byte) { inet.AppendNtop6(buffer[:0], a) })
	each(b, "netip", sets, func(a [16]byte) { netip.AddrFrom16(a).AppendTo(buffer[:0]) })
	each(b, "Ntop6", sets, func(a [16]byte) { sinkText = inet.Ntop6(a) })
}
