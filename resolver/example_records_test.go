package resolver_test

import (
	"context"
	"fmt"

	"github.com/miekg/dns"

	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

// machine is a machine with a name server that knows zone.
func machine(zone string) *resolver.Resolver {
	fsys, err := scenario.Txtar([]byte("-- etc/resolv.conf --\nsearch example.org\nnameserver 192.0.2.53\n-- zone --\n$ORIGIN example.org.\n" + zone))
	if err != nil {
		panic(err)
	}
	m, err := scenario.New(fsys)
	if err != nil {
		panic(err)
	}
	return m.Resolver
}

func ExampleRecords() {
	r := machine(`
www  CNAME pool
pool HTTPS 2 backup alpn=h2
     HTTPS 1 .      alpn=h2,h3
`)
	all, err := resolver.Records[*dns.HTTPS](context.Background(), r, "www")
	if err != nil {
		fmt.Println(err)
	}
	for _, rr := range all {
		fmt.Println(rr.Priority, rr.Target, rr.Value)
	}
	// Output:
	// 1 . [h2,h3]
	// 2 backup.example.org. [h2]
}
