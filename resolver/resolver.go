package resolver

import (
	"context"
	"net"
	"sync"
	"sync/atomic"

	"netdb.example/resolver/dnscache"
	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/internal/crew"
	"netdb.example/resolver/resolvconf"
)

// A Resolver looks up names, addresses, services and protocols. The zero Resolver and a nil one use this machine. It may
// be used by many goroutines; its fields must not change after its first use, and it must not be copied then.
type Resolver struct {
	// Dial opens a connection to a name server, for each query anew: network is "udp" or "tcp", address an IP and a port.
	// A connection that is no net.PacketConn is taken for a stream, as by net.Resolver. nil is the system, with sockets that
	// queries share for two seconds at most, and that are closed some milliseconds after the last answer.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Conf stands instead of etc/resolv.conf and of the environment; nil reads them.
	Conf *resolvconf.Config
	// Cache keeps what the DNS says of addresses, of their names and of records of any type, for as long as it says that it holds; nil keeps
	// nothing. Resolvers that reach the same servers under the same addresses may have one together. Query is for what a server says, and
	// neither looks at it nor adds to it; NetResolver uses it for what is not of addresses. What Getaddrinfo says of a name in the DNS it
	// says again for up to a quarter of a second, without looking at the files or at the Cache.
	Cache *dnscache.Cache
	// DNS are options of the queries to name servers.
	DNS DNSOptions
	// System is what lookups take from the machine.
	System System
	// StrictErrors makes a lookup of both families fail when one of them fails for the time being, as in net.Resolver.
	StrictErrors bool

	files   files
	kernel  kernel
	once    sync.Once
	machine System // System, with the kernel in place of what is nil
	dns     dnsclient.Client
	set     atomic.Pointer[cacheSet]
	memo    atomic.Pointer[memo]
	crew    crew.Crew
	isPlain bool // nobody is called but this machine
}

// DNSOptions are what a query to a name server has, or has not, beside what resolv.conf(5) says.
type DNSOptions = dnsclient.Options

// Default is the Resolver of the package's functions.
var Default = &Resolver{}

// orDefault makes a nil Resolver the default one.
func (r *Resolver) orDefault() *Resolver {
	if r == nil {
		return Default
	}
	return r
}

// begin makes of the fields what lookups use.
func (r *Resolver) begin() {
	r.dns.Dial, r.dns.Rand, r.dns.Options = r.Dial, r.System.Rand, r.DNS
	r.isPlain = r.Dial == nil && r.System.isReal()
	r.machine = r.System
	if r.System.Source == nil && r.System.Interfaces == nil {
		r.machine.Source = r.kernel.source
	}
	if r.System.Interfaces == nil {
		r.machine.Interfaces = r.kernel.interfaces
	}
}

// client is the DNS client, with the state that it keeps from one lookup to the next.
func (r *Resolver) client() *dnsclient.Client {
	r.once.Do(r.begin)
	return &r.dns
}

// system is what lookups take from the machine.
func (r *Resolver) system() *System {
	r.once.Do(r.begin)
	return &r.machine
}
