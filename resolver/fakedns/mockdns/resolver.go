package mockdns

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"

	"github.com/miekg/dns"
)

// A Resolver has the methods of net.Resolver, for code that takes an interface. It returns what is in Zones, as it is there
// and in that order, behind any CNAME, and asks nobody else; a context that has ended does not keep it from that.
type Resolver struct {
	Zones map[string]Zone

	// SkipCNAME leaves the CNAME of a name aside: the name has what its Zone has else. Asked for, the CNAME is found.
	SkipCNAME bool
}

func notFound(name string) error {
	return &net.DNSError{Err: "no such host", Name: name, Server: "127.0.0.1:53", IsNotFound: true}
}

func misbehaving(name string) error {
	return &net.DNSError{Err: "server misbehaving", Name: name, Server: "127.0.0.1:53", IsTemporary: true}
}

// find is that of the catalog of the zones. The names in path and in errors are in lower case and have their final dots.
func (r *Resolver) find(name string) (path []string, z Zone, err error) {
	c, err := newCatalog(r.Zones, r.SkipCNAME)
	if err != nil {
		return nil, Zone{}, err
	}
	return c.find(dns.CanonicalName(name))
}

// LookupAddr returns the PTR names of addr, also none.
func (r *Resolver) LookupAddr(ctx context.Context, addr string) (names []string, err error) {
	arpa, err := dns.ReverseAddr(addr)
	if err != nil {
		return nil, err
	}
	_, z, err := r.find(arpa)
	if err != nil {
		return nil, err
	}
	return append([]string{}, z.PTR...), nil
}

// LookupCNAME returns the CNAME of host, whether there is a name like that or not; without one host itself, with a final
// dot. It does not go on to the end of a chain.
func (r *Resolver) LookupCNAME(ctx context.Context, host string) (cname string, err error) {
	all := Resolver{Zones: r.Zones}
	path, _, err := all.find(host)
	switch {
	case len(path) > 1:
		return path[1], nil
	case err != nil:
		return "", err
	}
	return dns.Fqdn(host), nil
}

// LookupHost returns the IPv4 and then the IPv6 addresses of host.
func (r *Resolver) LookupHost(ctx context.Context, host string) (addrs []string, err error) {
	return r.addrs("ip", host)
}

// addrs returns the addresses of host, at least one.
func (r *Resolver) addrs(network, host string) (addrs []string, err error) {
	_, z, err := r.find(host)
	switch network {
	case "ip":
		addrs = slices.Concat(z.A, z.AAAA)
	case "ip4":
		addrs = slices.Clone(z.A)
	case "ip6":
		addrs = slices.Clone(z.AAAA)
	default:
		return nil, net.UnknownNetworkError(network)
	}
	if err == nil && len(addrs) == 0 {
		err = notFound(host)
	}
	return addrs, err
}

// LookupIPAddr returns the IPv4 and then the IPv6 addresses of host.
func (r *Resolver) LookupIPAddr(ctx context.Context, host string) ([]net.IPAddr, error) {
	ips, err := r.LookupIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	addrs := make([]net.IPAddr, len(ips))
	for i, ip := range ips {
		addrs[i].IP = ip
	}
	return addrs, nil
}

// LookupIP returns the addresses of host, all of 16 octets; network is ip, ip4 or ip6.
func (r *Resolver) LookupIP(ctx context.Context, network, host string) ([]net.IP, error) {
	addrs, err := r.LookupNetIP(ctx, network, host)
	if err != nil {
		return nil, err
	}
	ips := make([]net.IP, len(addrs))
	for i, addr := range addrs {
		octets := addr.As16()
		ips[i] = octets[:]
	}
	return ips, nil
}

// LookupNetIP returns the addresses of host; network is ip, ip4 or ip6.
func (r *Resolver) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	addrs, err := r.addrs(network, host)
	if err != nil {
		return nil, err
	}
	return parse(addrs)
}

func parse(addrs []string) ([]netip.Addr, error) {
	ips := make([]netip.Addr, len(addrs))
	for i, addr := range addrs {
		var err error
		if ips[i], err = netip.ParseAddr(addr); err != nil {
			return nil, err
		}
	}
	return ips, nil
}

// pointers returns one to a copy of each.
func pointers[T any](list []T) []*T {
	out := make([]*T, len(list))
	for i, v := range list {
		out[i] = &v
	}
	return out
}

// LookupMX returns the MX records of name, also none.
func (r *Resolver) LookupMX(ctx context.Context, name string) ([]*net.MX, error) {
	_, z, err := r.find(name)
	return pointers(z.MX), err
}

// LookupNS returns the NS records of name, also none.
func (r *Resolver) LookupNS(ctx context.Context, name string) ([]*net.NS, error) {
	_, z, err := r.find(name)
	return pointers(z.NS), err
}

// LookupTXT returns the TXT records of name, also none.
func (r *Resolver) LookupTXT(ctx context.Context, name string) ([]string, error) {
	_, z, err := r.find(name)
	return append([]string{}, z.TXT...), err
}

// LookupSRV returns the SRV records of _service._proto.name, also none, and the name that has them. Unlike that of
// net.Resolver it adds the two labels also if they are empty: the name is _._.name then.
func (r *Resolver) LookupSRV(ctx context.Context, service, proto, name string) (rname string, addrs []*net.SRV, err error) {
	path, z, err := r.find(fmt.Sprintf("_%s._%s.%s", service, proto, name))
	if len(path) > 0 {
		rname = path[len(path)-1]
	}
	return rname, pointers(z.SRV), err
}

// LookupPort is that of net.DefaultResolver, which knows the services of the machine.
func (r *Resolver) LookupPort(ctx context.Context, network, service string) (port int, err error) {
	return net.DefaultResolver.LookupPort(ctx, network, service)
}

// Dial is [Resolver.DialContext] without a context.
func (r *Resolver) Dial(network, addr string) (net.Conn, error) {
	return r.DialContext(context.Background(), network, addr)
}

// DialContext connects to the first address that can be reached of the host in addr: the IPv6 addresses first, then those of
// IPv4, one after the other. What addr has instead of a host may be an IP address.
func (r *Resolver) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	var d net.Dialer
	if net.ParseIP(host) != nil {
		return d.DialContext(ctx, network, addr)
	}
	_, z, err := r.find(host)
	if err != nil {
		return nil, err
	}
	ips, err := parse(slices.Concat(z.AAAA, z.A))
	if err != nil {
		return nil, err
	}
	err = notFound(host)
	for _, ip := range ips {
		var c net.Conn
		if c, err = d.DialContext(ctx, network, net.JoinHostPort(ip.String(), port)); err == nil {
			return c, nil
		}
	}
	return nil, err
}
