package resolver

import (
	"context"
	"iter"
	"net"
	"net/netip"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/protodb"
	"netdb.example/servicesdb"
)

// Getaddrinfo is [Resolver.Getaddrinfo] of Default.
func Getaddrinfo(ctx context.Context, node, service string, hints *Hints) ([]Addrinfo, error) {
	return Default.Getaddrinfo(ctx, node, service, hints)
}

// Resolve is [Resolver.Resolve] of Default.
func Resolve(ctx context.Context, node, service string, hints *Hints) (*Result, error) {
	return Default.Resolve(ctx, node, service, hints)
}

// Stream is [Resolver.Stream] of Default.
func Stream(ctx context.Context, node, service string, hints *Hints) iter.Seq2[Addrinfo, error] {
	return Default.Stream(ctx, node, service, hints)
}

// DialContext is [Resolver.DialContext] of Default.
func DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return Default.DialContext(ctx, network, address)
}

// Getnameinfo is [Resolver.Getnameinfo] of Default.
func Getnameinfo(ctx context.Context, sa netip.AddrPort, flags NIFlags) (host, service string, err error) {
	return Default.Getnameinfo(ctx, sa, flags)
}

// Gethostname is [Resolver.Gethostname] of Default.
func Gethostname() (string, error) { return Default.Gethostname() }

// Gethostbyname is [Resolver.Gethostbyname] of Default.
func Gethostbyname(ctx context.Context, name string) (netip.Addr, error) {
	return Default.Gethostbyname(ctx, name)
}

// GethostbynameEx is [Resolver.GethostbynameEx] of Default.
func GethostbynameEx(ctx context.Context, name string) (*Hostent, error) {
	return Default.GethostbynameEx(ctx, name)
}

// Gethostbyname2 is [Resolver.Gethostbyname2] of Default.
func Gethostbyname2(ctx context.Context, name string, af inet.Family) (*Hostent, error) {
	return Default.Gethostbyname2(ctx, name, af)
}

// Gethostbyaddr is [Resolver.Gethostbyaddr] of Default.
func Gethostbyaddr(ctx context.Context, addr netip.Addr) (*Hostent, error) {
	return Default.Gethostbyaddr(ctx, addr)
}

// Getfqdn is [Resolver.Getfqdn] of Default.
func Getfqdn(ctx context.Context, name string) string { return Default.Getfqdn(ctx, name) }

// Getservbyname is [Resolver.Getservbyname] of Default.
func Getservbyname(name, proto string) (servicesdb.Servent, error) {
	return Default.Getservbyname(name, proto)
}

// Getservbyport is [Resolver.Getservbyport] of Default.
func Getservbyport(port uint16, proto string) (servicesdb.Servent, error) {
	return Default.Getservbyport(port, proto)
}

// Getprotobyname is [Resolver.Getprotobyname] of Default.
func Getprotobyname(name string) (protodb.Protoent, error) { return Default.Getprotobyname(name) }

// Getprotobynumber is [Resolver.Getprotobynumber] of Default.
func Getprotobynumber(number int) (protodb.Protoent, error) { return Default.Getprotobynumber(number) }

// Query is [Resolver.Query] of Default.
func Query(ctx context.Context, name string, qtype uint16) (*dns.Msg, error) {
	return Default.Query(ctx, name, qtype)
}
