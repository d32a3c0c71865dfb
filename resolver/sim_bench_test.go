package resolver_test

import (
	"context"
	"errors"
	"io/fs"
	"testing"
	"testing/synctest"
	"time"

	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

// An hour of timeouts in virtual time: the name server never answers, and a caller asks again as soon as a lookup has failed,
// with the timeout and the attempts that resolv.conf(5) has by default: 720 queries, or as many for each family.
func BenchmarkVirtualHour(b *testing.B) {
	fsys, err := scenario.Txtar([]byte("-- etc/resolv.conf --\nnameserver 192.0.2.53\n-- faults --\nany -> drop\n"))
	if err != nil {
		b.Fatal(err)
	}
	for _, bb := range []struct {
		name   string
		lookup func(r *resolver.Resolver) error
	}{
		{"A", func(r *resolver.Resolver) error {
			_, err := r.Gethostbyname(context.Background(), "www.example.org")
			return err
		}},
		{"A and AAAA", func(r *resolver.Resolver) error {
			_, err := r.Getaddrinfo(context.Background(), "www.example.org", "https", nil)
			return err
		}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			for b.Loop() {
				lookups, err := virtualHour(fsys, bb.lookup)
				if lookups != 360 || !errors.Is(err, resolver.EAI_AGAIN) {
					b.Fatalf("%d lookups in an hour: %v", lookups, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/hour")
		})
	}
}

// virtualHour looks up for an hour, and returns how often, and the last error.
func virtualHour(fsys fs.FS, lookup func(r *resolver.Resolver) error) (lookups int, err error) {
	synctest.Test(new(testing.T), func(*testing.T) { // the test that it wants is one of nothing
		m, newErr := scenario.New(fsys)
		if err = newErr; err != nil {
			return
		}
		for start := time.Now(); time.Since(start) < time.Hour; lookups++ {
			err = lookup(m.Resolver)
		}
	})
	return lookups, err
}
