package protodb_test

import (
	"testing"

	"netdb.example/protodb"
)

var sink protodb.Protoent

// Each lookup stands beside its floor, a plain map.
func Benchmark(b *testing.B) {
	db := protodb.IANA()
	names, numbers := make(map[string]protodb.Protoent), make(map[int]protodb.Protoent)
	for p := range db.All() {
		names[p.Name], numbers[p.Number] = p, p
	}
	for _, name := range []string{"tcp", "ipv6-icmp", "nosuchname"} {
		b.Run("ByName/"+name, func(b *testing.B) {
			for b.Loop() {
				sink, _ = db.ByName(name)
			}
		})
		b.Run("ByName/"+name+"/map", func(b *testing.B) {
			for b.Loop() {
				sink = names[name]
			}
		})
	}
	b.Run("ByNumber", func(b *testing.B) {
		for b.Loop() {
			sink, _ = db.ByNumber(58)
		}
	})
	b.Run("ByNumber/map", func(b *testing.B) {
		for b.Loop() {
			sink = numbers[58]
		}
	})
}
