package main

import (
	"context"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"

	"github.com/miekg/dns"

	"netdb.example/resolver"
	"netdb.example/resolver/resolvconf"
)

// BenchmarkLookup is for profiles, and for allocations: go test -bench Lookup -cpuprofile FILE. The name server shares its
// processors and its heap, in which it allocates nothing, so that times are to be had from go run only.
func BenchmarkLookup(b *testing.B) {
	server := answering(b)
	r := resolver.Resolver{Conf: &resolvconf.Config{Servers: []netip.AddrPort{server}, Ndots: 1, Attempts: 2, Timeout: 5e9}}
	n := net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.String())
	}}
	var count atomic.Int64
	next := func() string { return nameOf(int(count.Add(1)), "go") } // for which one allocation is counted
	for _, bb := range []struct {
		name   string
		lookup lookupFunc
	}{
		{"netdb", func(ctx context.Context, name string) error {
			_, err := r.Getaddrinfo(ctx, name, "", stream)
			return err
		}},
		{"net", func(ctx context.Context, name string) error {
			_, err := n.LookupIPAddr(ctx, name)
			return err
		}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := bb.lookup(b.Context(), next()); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(bb.name+"/in flight", func(b *testing.B) {
			b.ReportAllocs()
			b.SetParallelism(64)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := bb.lookup(b.Context(), next()); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

// answering is a name server that answers for the names of nameOf, A and AAAA, from two messages that it has at hand.
func answering(b *testing.B) netip.AddrPort {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		b.Fatal(err)
	}
	conn.SetReadBuffer(4 << 20)
	b.Cleanup(func() { conn.Close() })
	name := nameOf(0, "go") + "."
	a, aaaa := packed(b, name+" 60 A 192.0.2.1"), packed(b, name+" 60 AAAA 2001:db8::1")
	question := len(name) + 1 + 4
	go func() {
		var query [512]byte
		for {
			_, from, err := conn.ReadFromUDPAddrPort(query[:])
			if err != nil {
				return
			}
			answer := a
			if query[12+question-3] == byte(dns.TypeAAAA) {
				answer = aaaa
			}
			copy(answer, query[:2])
			copy(answer[12:], query[12:12+question])
			conn.WriteToUDPAddrPort(answer, from)
		}
	}()
	return conn.LocalAddr().(*net.UDPAddr).AddrPort()
}

// packed is the answer that holds record, without an id.
func packed(b *testing.B, record string) []byte {
	rr, err := dns.NewRR(record)
	if err != nil {
		b.Fatal(err)
	}
	var m dns.Msg
	m.SetQuestion(rr.Header().Name, rr.Header().Rrtype)
	m.Response, m.RecursionAvailable, m.Answer = true, true, []dns.RR{rr}
	m.Compress = true
	wire, err := m.Pack()
	if err != nil {
		b.Fatal(err)
	}
	return wire
}
