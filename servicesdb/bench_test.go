package servicesdb_test

import (
	"fmt"
	"strings"
	"testing"

	"netdb.example/servicesdb"
)

// The questions a map can answer are asked of one too: the floor of the lookups beside it.

type nameKey struct{ name, proto string }

type portKey struct {
	port  uint16
	proto string
}

var sink servicesdb.Servent

func BenchmarkByName(b *testing.B) {
	db := servicesdb.IANA()
	floor := make(map[nameKey]servicesdb.Servent)
	for s := range db.All() {
		key := nameKey{s.Name, s.Proto}
		if _, ok := floor[key]; !ok {
			floor[key] = s
		}
	}
	for _, q := range []struct {
		what string
		nameKey
	}{
		{"first", nameKey{"https", "tcp"}},
		{"second", nameKey{"domain", "udp"}},
		{"long", nameKey{"wap-push-https", "tcp"}},
		{"miss", nameKey{"nosuchname", "tcp"}},
	} {
		b.Run(q.what, func(b *testing.B) {
			for b.Loop() {
				sink, _ = db.ByName(q.name, q.proto)
			}
		})
		b.Run(q.what+"/map", func(b *testing.B) {
			for b.Loop() {
				sink = floor[q.nameKey]
			}
		})
	}
	b.Run("any", func(b *testing.B) {
		for b.Loop() {
			sink, _ = db.ByName("https", "")
		}
	})
	b.Run("alias", func(b *testing.B) {
		for b.Loop() {
			sink, _ = db.ByName("www-http", "tcp")
		}
	})
}

func BenchmarkByPort(b *testing.B) {
	db := servicesdb.IANA()
	floor := make(map[portKey]servicesdb.Servent)
	for s := range db.All() {
		floor[portKey{s.Port, s.Proto}] = s
	}
	for _, q := range []struct {
		what string
		portKey
	}{
		{"first", portKey{443, "tcp"}},
		{"second", portKey{53, "udp"}},
		{"miss", portKey{4, "tcp"}},
	} {
		b.Run(q.what, func(b *testing.B) {
			for b.Loop() {
				sink, _ = db.ByPort(q.port, q.proto)
			}
		})
		b.Run(q.what+"/map", func(b *testing.B) {
			for b.Loop() {
				sink = floor[q.portKey]
			}
		})
	}
}

// BenchmarkEvery asks for each entry in turn, so that little of the database is in the cache.
func BenchmarkEvery(b *testing.B) {
	db := servicesdb.IANA()
	var all []servicesdb.Servent
	floor := make(map[nameKey]servicesdb.Servent)
	for s := range db.All() {
		all = append(all, s)
		floor[nameKey{s.Name, s.Proto}] = s
	}
	const step = 7919 // a prime: neighbours in the registry are not asked for in a row
	b.Run("name", func(b *testing.B) {
		for i := 0; b.Loop(); i = (i + step) % len(all) {
			sink, _ = db.ByName(all[i].Name, all[i].Proto)
		}
	})
	b.Run("name/map", func(b *testing.B) {
		for i := 0; b.Loop(); i = (i + step) % len(all) {
			sink = floor[nameKey{all[i].Name, all[i].Proto}]
		}
	})
	b.Run("port", func(b *testing.B) {
		for i := 0; b.Loop(); i = (i + step) % len(all) {
			sink, _ = db.ByPort(all[i].Port, all[i].Proto)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	text := strings.Repeat("http 80/tcp www # World Wide Web\n", 1000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := servicesdb.Parse(strings.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseMillion(b *testing.B) {
	var sb strings.Builder
	for i := range 1000000 {
		fmt.Fprintf(&sb, "service-%d\t%d/tcp alias-%d # comment\n", i, i&0xffff, i)
	}
	text := sb.String()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := servicesdb.Parse(strings.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}
