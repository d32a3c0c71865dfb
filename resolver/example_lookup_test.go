package resolver_test

import (
	"context"
	"errors"
	"fmt"
	"net"

	"netdb.example/resolver"
)

func ExampleResolver_LookupHost() {
	fmt.Println(tour().Resolver.LookupHost(context.Background(), "www.python.org"))
	// Output: [82.94.164.162 2001:888:2000:d::a2] <nil>
}

// What is not found is a *net.DNSError with IsNotFound, as in package net, and its code tells why.
func ExampleResolver_LookupHost_notFound() {
	_, err := machine("www TXT text").LookupHost(context.Background(), "www")
	fmt.Println(err)
	var dnsErr *net.DNSError
	fmt.Println(errors.As(err, &dnsErr) && dnsErr.IsNotFound)
	fmt.Println(errors.Is(err, resolver.EAI_NONAME), errors.Is(err, resolver.EAI_NODATA))
	// Output:
	// lookup www on 192.0.2.53:53: no such host
	// true
	// false true
}

func ExampleResolver_LookupNetIP() {
	fmt.Println(tour().Resolver.LookupNetIP(context.Background(), "ip4", "homer"))
	// Output: [192.168.1.8] <nil>
}

func ExampleResolver_LookupCNAME() {
	fmt.Println(tour().Resolver.LookupCNAME(context.Background(), "www.doughellmann.com"))
	// Output: homer.doughellmann.com. <nil>
}

func ExampleResolver_LookupAddr() {
	fmt.Println(tour().Resolver.LookupAddr(context.Background(), "192.168.1.8"))
	// Output: [homer.hellfly.net.] <nil>
}

func ExampleResolver_LookupMX() {
	all, err := machine("@ MX 20 b\n@ MX 10 a").LookupMX(context.Background(), "example.org")
	for _, mx := range all {
		fmt.Println(mx.Pref, mx.Host)
	}
	fmt.Println(err)
	// Output:
	// 10 a.example.org.
	// 20 b.example.org.
	// <nil>
}

func ExampleResolver_LookupSRV() {
	name, all, err := machine("_sip._tcp SRV 0 0 5060 host").LookupSRV(context.Background(), "sip", "tcp", "example.org")
	for _, srv := range all {
		fmt.Println(srv.Target, srv.Port)
	}
	fmt.Println(name, err)
	// Output:
	// host.example.org. 5060
	// _sip._tcp.example.org. <nil>
}

func ExampleResolver_LookupTXT() {
	fmt.Println(machine(`www TXT "of two " "strings"`).LookupTXT(context.Background(), "www"))
	// Output: [of two strings] <nil>
}

func ExampleResolver_LookupPort() {
	r := tour().Resolver // has no /etc/services
	for _, network := range []string{"tcp", "sctp"} {
		fmt.Println(r.LookupPort(context.Background(), network, "diameter"))
	}
	// Output:
	// 3868 <nil>
	// 3868 <nil>
}

// A dialer takes a *net.Resolver only. This one asks r, by r's files and name servers.
func ExampleResolver_NetResolver() {
	r := tour().Resolver
	dialer := net.Dialer{Resolver: r.NetResolver()}
	addrs, err := dialer.Resolver.LookupHost(context.Background(), "homer.") // by r's search list
	fmt.Println(addrs, err)
	// Output: [192.168.1.8] <nil>
}
