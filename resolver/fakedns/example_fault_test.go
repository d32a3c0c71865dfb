package fakedns_test

import (
	"context"
	"fmt"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
)

func ExampleParseFaults() {
	faults, err := fakedns.ParseFaults("faults", `
		# The first server is broken, the second one slow to begin with.
		192.0.2.53:53                     -> rcode SERVFAIL
		192.0.2.54:53 www.example.org. #1 -> delay 2s, duplicate
	`)
	for _, f := range faults {
		fmt.Println(f.Match)
	}
	fmt.Println(err)

	srv, _ := fakedns.Parse(fakedns.Zone{Text: zone})
	srv.Inject(faults...)
	c, _ := srv.Dial(context.Background(), "udp", "192.0.2.53:53")
	defer c.Close()
	m, _ := query(c, "www.example.org.")
	fmt.Println(dns.RcodeToString[m.Rcode])

	_, err = fakedns.ParseFaults("faults", "any -> delay 2")
	fmt.Println(err)
	// Output:
	// 192.0.2.53:53
	// 192.0.2.54:53 www.example.org. #1
	// <nil>
	// SERVFAIL
	// faults:1: delay DURATION: "2" is not a duration up to 24h, as 1.5s or 20ms
}

// What a bad network has in store for the first queries for a name is the same in every run.
func ExampleLossy() {
	srv, _ := fakedns.Parse(fakedns.Zone{Text: zone})
	srv.Inject(fakedns.Fault{Do: fakedns.Lossy(fakedns.Network{
		Loss: 0.2, Duplicate: 0.2, Latency: 30 * time.Millisecond, Jitter: 10 * time.Millisecond, Seed: 3,
	})})
	c, _ := srv.Dial(context.Background(), "udp", "192.0.2.53:53")
	defer c.Close()
	wire, _ := new(dns.Msg).SetQuestion("www.example.org.", dns.TypeA).Pack()
	for range 6 {
		c.Write(wire)
	}
	for _, q := range srv.Queries() {
		fmt.Printf("#%d:", q.Nth)
		for _, p := range q.Replies {
			fmt.Print(" ", p.After.Round(time.Millisecond))
		}
		fmt.Println()
	}
	// Output:
	// #1: 33ms
	// #2: 39ms 30ms
	// #3: 34ms
	// #4: 31ms
	// #5:
	// #6: 39ms
}

func ExampleServer_Replace() {
	srv, _ := fakedns.Parse(fakedns.Zone{Text: "www.example.org. A 192.0.2.1"})
	c, _ := srv.Dial(context.Background(), "udp", "192.0.2.53:53")
	defer c.Close()
	show := func() {
		m, _ := query(c, "www.example.org.")
		fmt.Println(m.Answer)
	}
	show()
	fmt.Println(srv.Replace(fakedns.Zone{Text: "www.example.org. A 192.0.2.2"}))
	show()
	fmt.Println(srv.Replace(fakedns.Zone{File: "bad.zone", Text: "www.example.org. A 192.0.2.300"}))
	show() // as before
	// Output:
	// [www.example.org.	300	IN	A	192.0.2.1]
	// <nil>
	// [www.example.org.	300	IN	A	192.0.2.2]
	// bad.zone:1: bad A A: "192.0.2.300"
	// [www.example.org.	300	IN	A	192.0.2.2]
}

func ExampleServer_Notify() {
	srv, _ := fakedns.Parse(fakedns.Zone{Text: zone})
	faults, _ := fakedns.ParseFaults("faults", "www.example.org. #2 -> duplicate\nwww.example.org. #3 -> drop")
	srv.Inject(faults...)
	srv.Notify(func(q fakedns.Query) {
		fmt.Printf("%v #%d: %d packets go back\n", q, q.Nth, len(q.Replies))
	})
	c, _ := srv.Dial(context.Background(), "udp", "192.0.2.53:53")
	defer c.Close()
	wire, _ := new(dns.Msg).SetQuestion("www.example.org.", dns.TypeA).Pack()
	for range 3 {
		c.Write(wire)
	}
	// Output:
	// udp 192.0.2.53:53 www.example.org. A #1: 1 packets go back
	// udp 192.0.2.53:53 www.example.org. A #2: 2 packets go back
	// udp 192.0.2.53:53 www.example.org. A #3: 0 packets go back
}
