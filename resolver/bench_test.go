package resolver_test

import (
	"testing"

	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

// One lookup, on a machine held in memory: what netdb itself costs, without a kernel.
func BenchmarkGetaddrinfo(b *testing.B) {
	fsys, err := scenario.Txtar([]byte(dual + "-- etc/hosts --\n192.0.2.1 printer\n"))
	if err != nil {
		b.Fatal(err)
	}
	m := scenario.Load(b, fsys)
	hints := &resolver.Hints{Socktype: stream}
	for _, bb := range []struct{ name, node string }{
		{"literal", "192.0.2.1"},
		{"localhost", "localhost"},
		{"hosts", "printer"},
		{"dns", "both"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := m.Resolver.Getaddrinfo(b.Context(), bb.node, "http", hints); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
