package resolver_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/resolvconf"
	"netdb.example/resolver/scenario"
)

// tour is a machine as a value, so that the examples need no network.
func tour() *scenario.Machine {
	fsys, err := scenario.Open("../testdata/scenarios/tour.txtar")
	if err != nil {
		panic(err)
	}
	m, err := scenario.New(fsys)
	if err != nil {
		panic(err)
	}
	return m
}

func ExampleResolver_Getaddrinfo() {
	r := tour().Resolver // a program would use resolver.Default
	addrs, err := r.Getaddrinfo(context.Background(), "www.python.org", "http", nil)
	if err != nil {
		fmt.Println(err)
	}
	for _, a := range addrs {
		fmt.Println(a.Family, a.Socktype, a.Protocol, a.Addr)
	}
	// Output:
	// AF_INET SOCK_STREAM IPPROTO_TCP 82.94.164.162:80
	// AF_INET SOCK_DGRAM IPPROTO_UDP 82.94.164.162:80
}

func ExampleResolver_Getaddrinfo_hints() {
	hints := &resolver.Hints{Family: inet.AF_INET, Socktype: resolver.SOCK_STREAM, Flags: resolver.AI_CANONNAME}
	addrs, err := tour().Resolver.Getaddrinfo(context.Background(), "www.doughellmann.com", "http", hints)
	fmt.Println(addrs[0].Canonname, addrs[0].Addr, err)
	// Output: homer.doughellmann.com 192.168.1.8:80 <nil>
}

func ExampleError() {
	_, err := tour().Resolver.Getaddrinfo(context.Background(), "nosuchname", "http", nil)
	fmt.Println(err)
	fmt.Println(errors.Is(err, resolver.EAI_NONAME))
	var dnsErr *net.DNSError
	fmt.Println(errors.As(err, &dnsErr) && dnsErr.IsNotFound)
	// Output:
	// getaddrinfo "nosuchname" "http": Name or service not known (nosuchname. A from udp 192.168.1.1:53: NXDOMAIN)
	// true
	// true
}

func ExampleResolver_Resolve() {
	result, err := tour().Resolver.Resolve(context.Background(), "www.doughellmann.com", "", nil)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(result.Source, result.Server, result.Network, result.TTL)
	for _, link := range result.Chain {
		fmt.Println(link.Name, "->", link.Target)
	}
	// Output:
	// dns 192.168.1.1:53 udp 5m0s
	// www.doughellmann.com -> homer.doughellmann.com
}

// What was found in spite of a server that fails for one family, and what is said of it: by a cache, which has it from before.
func ExampleResolver_Resolve_warnings() {
	m := tour()
	m.Resolver.Cache = &dnscache.Cache{MaxStale: 24 * time.Hour, MaxTTL: 1} // over at once
	m.Resolver.Resolve(context.Background(), "homer", "", &resolver.Hints{Family: inet.AF_INET})
	m.DNS.Inject(fakedns.Fault{Do: fakedns.Rcode(dns.RcodeServerFailure)})

	result, err := m.Resolver.Resolve(context.Background(), "homer", "", &resolver.Hints{})
	if err != nil {
		fmt.Println(err)
	}
	for _, said := range result.EDE {
		fmt.Println(said.Code, said)
	}
	for _, warning := range result.Warnings {
		fmt.Println(warning)
	}
	// Output:
	// 3 Stale Answer: kept by this process
	// homer.hellfly.net. A from udp 192.168.1.1:53: SERVFAIL
	// half an answer: homer.hellfly.net. AAAA from udp 192.168.1.1:53: SERVFAIL
}

func ExampleResolver_Getnameinfo() {
	host, service, err := tour().Resolver.Getnameinfo(context.Background(), netip.MustParseAddrPort("192.168.1.8:80"), 0)
	fmt.Println(host, service, err)
	// Output: homer.hellfly.net http <nil>
}

func ExampleResolver_Gethostname() {
	fmt.Println(tour().Resolver.Gethostname())
	// Output: farnsworth.hellfly.net <nil>
}

func ExampleResolver_Gethostbyname() {
	fmt.Println(tour().Resolver.Gethostbyname(context.Background(), "homer"))
	// Output: 192.168.1.8 <nil>
}

func ExampleResolver_GethostbynameEx() {
	h, err := tour().Resolver.GethostbynameEx(context.Background(), "www")
	fmt.Println(h.Name, h.Aliases, h.Addrs, err)
	_, err = tour().Resolver.GethostbynameEx(context.Background(), "nosuchname")
	fmt.Println(errors.Is(err, resolver.HOST_NOT_FOUND))
	// Output:
	// hellfly.net [www.hellfly.net] [50.56.79.68] <nil>
	// true
}

func ExampleResolver_Gethostbyname2() {
	_, err := tour().Resolver.Gethostbyname2(context.Background(), "homer", inet.AF_INET6)
	fmt.Println(errors.Is(err, resolver.HOST_NOT_FOUND), errors.Is(err, resolver.NO_DATA))
	h, err := tour().Resolver.Gethostbyname2(context.Background(), "www.python.org", inet.AF_INET6)
	fmt.Println(h.Addrs, err)
	// Output:
	// false true
	// [2001:888:2000:d::a2] <nil>
}

func ExampleResolver_Gethostbyaddr() {
	h, err := tour().Resolver.Gethostbyaddr(context.Background(), netip.MustParseAddr("192.168.1.8"))
	fmt.Println(h.Name, h.Aliases, h.Addrs, err)
	// Output: homer.hellfly.net [8.1.168.192.in-addr.arpa] [192.168.1.8] <nil>
}

func ExampleResolver_Getfqdn() {
	fmt.Println(tour().Resolver.Getfqdn(context.Background(), "homer"))
	// Output: homer.hellfly.net
}

func ExampleResolver_Getservbyname() {
	s, err := tour().Resolver.Getservbyname("www", "tcp")
	fmt.Println(s.Name, s.Aliases, s.Port, s.Proto, err)
	// Output: http [www www-http] 80 tcp <nil>
}

func ExampleResolver_Getservbyport() {
	s, err := tour().Resolver.Getservbyport(993, "tcp")
	fmt.Println(s.Name, err)
	// Output: imaps <nil>
}

func ExampleResolver_Getprotobyname() {
	p, err := tour().Resolver.Getprotobyname("udp")
	fmt.Println(p.Number, err)
	// Output: 17 <nil>
}

func ExampleResolver_Getprotobynumber() {
	p, err := tour().Resolver.Getprotobynumber(132)
	fmt.Println(p.Name, err)
	// Output: sctp <nil>
}

func ExampleResolver_Query() {
	m, err := tour().Resolver.Query(context.Background(), "www.hellfly.net", dns.TypeA)
	if err != nil {
		fmt.Println(err)
	}
	for _, rr := range m.Answer {
		fmt.Println(strings.ReplaceAll(rr.String(), "\t", " "))
	}
	// Output:
	// www.hellfly.net. 300 IN CNAME hellfly.net.
	// hellfly.net. 300 IN A 50.56.79.68
}

// A resolver with a configuration of its own and a dialer of its own takes nothing else from the machine but its files.
func ExampleResolver() {
	r := &resolver.Resolver{
		Conf: &resolvconf.Config{Servers: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.53:5353")}},
		Dial: tour().DNS.Dial, // as net.Dialer.DialContext
	}
	fmt.Println(r.Gethostbyname(context.Background(), "www.python.org"))
	// Output: 82.94.164.162 <nil>
}
