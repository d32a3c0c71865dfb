package resolver

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"netdb.example/inet"
	"netdb.example/resolver/internal/poller"
)

// A Dialer connects to names as RFC 8305 has it (Happy Eyeballs, version 2). The zero Dialer and a nil one resolve names as this
// machine does. It may be used by many goroutines.
//
// A and AAAA are asked for at once. What AAAA has is attempted as soon as it is there; what A has, after ResolutionDelay if AAAA does
// not come before, or is known not to come. The addresses go in the order of RFC 6724 with the families by turns. Every AttemptDelay
// another one is attempted beside those that are under way, of which there are 32 at most; at once, if one fails. Addresses that
// come later join those that are left. The first to connect wins, the others are cancelled, and closed if they connect after all.
//
// An attempt has all the time that the context leaves, and not a part of it, as with net.Dialer: it holds none of the others up.
type Dialer struct {
	// Resolver resolves names; nil is Default.
	Resolver *Resolver
	// Dial connects to one address, for each attempt in a goroutine of its own: the network is that of DialContext, with a number for
	// the protocol behind "ip:"; the address an IP address, with a port but for "ip", or the path for "unix". nil is net.Dialer.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// ResolutionDelay is how long addresses of IPv4 wait for AAAA; 0 is 50 ms, and a negative one is none.
	ResolutionDelay time.Duration
	// AttemptDelay is how long an attempt goes on before the next one begins: from 10 ms to 2 s; 0 is 250 ms.
	AttemptDelay time.Duration
}

// DialContext connects to an address as net.Dialer does, with this resolver: see [Dialer]. The field Dial, which is for name servers,
// is not used for it.
func (r *Resolver) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return (&Dialer{Resolver: r}).DialContext(ctx, network, address)
}

// DialContext connects to an address. Network and address are as for net.Dial, but that hosts are what getaddrinfo(3) takes for
// nodes, services are looked up in services(5) and protocols in protocols(5). Both families are looked for, whatever addresses this
// machine has. Once connected, the end of ctx does not affect the connection.
//
// The error is a *net.OpError. It holds the lookup's *[Error], so that errors.Is(err, EAI_NONAME) asks whether there is such a name;
// or a *[DialError] with each attempt, so that errors.Is asks whether any failed so. Timeout tells that one had no time left.
func (d *Dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	if d == nil {
		d = &Dialer{}
	}
	if strings.HasPrefix(network, "unix") { // net.Dialer says whether it knows it
		return d.one(ctx, network, address)
	}
	t, err := d.Resolver.orDefault().target(network, address)
	if err != nil {
		return nil, dialError(network, address, err)
	}
	conn, err := d.race(ctx, t)
	if err != nil {
		return nil, dialError(network, address, err)
	}
	return conn, nil
}

// one connects to one address.
func (d *Dialer) one(ctx context.Context, network, address string) (net.Conn, error) {
	if d.Dial != nil {
		return d.Dial(ctx, network, address)
	}
	if err := poller.Ready(); err != nil {
		return nil, err
	}
	return new(net.Dialer).DialContext(ctx, network, address)
}

// race connects to one of the addresses of t.
func (d *Dialer) race(ctx context.Context, t target) (net.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	race := dialRace{
		dialSchedule: dialSchedule{
			resolutionDelay: cmp.Or(d.ResolutionDelay, resolutionDelay),
			attemptDelay:    min(max(cmp.Or(d.AttemptDelay, attemptDelay), minAttemptDelay), maxAttemptDelay),
		},
		dial: func(ctx context.Context, addr netip.AddrPort) (net.Conn, error) {
			return d.one(ctx, t.network, t.text(addr))
		},
	}
	lookup := make(chan addresses, 2)
	go d.Resolver.orDefault().addresses(ctx, t, lookup)
	return race.run(ctx, lookup)
}

// addresses sends the addresses of t: those of one family if they come first, and then all.
func (r *Resolver) addresses(ctx context.Context, t target, to chan<- addresses) {
	c := startCall(ctx, "getaddrinfo", t.node, t.service)
	_, addrs, err := r.resolveEarly(ctx, t.node, t.service, &t.hints, func(one []Addrinfo) {
		to <- addresses{list: addrPorts(one)}
	})
	if err = c.done(err); err != nil {
		to <- addresses{err: err}
		return
	}
	to <- addresses{list: addrPorts(addrs), last: true}
}

func addrPorts(addrs []Addrinfo) []netip.AddrPort {
	list := make([]netip.AddrPort, len(addrs))
	for i, a := range addrs {
		list[i] = a.Addr
	}
	return list
}

// A target is what an address names.
type target struct {
	network       string // for Dialer.Dial
	node, service string
	hints         Hints
}

// kinds are the networks that have hosts, without the family.
var kinds = map[string]Hints{
	"tcp": {Socktype: SOCK_STREAM, Protocol: IPPROTO_TCP},
	"udp": {Socktype: SOCK_DGRAM, Protocol: IPPROTO_UDP},
	"ip":  {Socktype: SOCK_RAW},
}

// target reads an address as net.Dial does: without a host it is on this machine.
func (r *Resolver) target(network, address string) (target, error) {
	name, protocol, raw := strings.Cut(network, ":")
	kind := strings.TrimRight(name, "46")
	hints, ok := kinds[kind]
	if !ok || len(name) > len(kind)+1 || raw != (kind == "ip") {
		return target{}, net.UnknownNetworkError(network)
	}
	t := target{network: network, node: address, hints: hints}
	switch name[len(kind):] {
	case "4":
		t.hints.Family = inet.AF_INET
	case "6":
		t.hints.Family = inet.AF_INET6
	}
	var err error
	switch {
	case address == "":
		err = errors.New("missing address")
	case raw:
		t.network, err = r.rawNetwork(name, protocol)
	default:
		err = t.split(address)
	}
	return t, err
}

// rawNetwork is a network "ip" with the number of a protocol.
func (r *Resolver) rawNetwork(name, protocol string) (string, error) {
	if _, err := strconv.ParseUint(protocol, 10, 8); err == nil {
		return name + ":" + protocol, nil
	}
	p, err := r.Getprotobyname(protocol)
	if err != nil {
		return "", err
	}
	return name + ":" + strconv.Itoa(p.Number), nil
}

// split reads a host and a port. A number that is no port is an error, where getaddrinfo(3) cuts it to 16 bits.
func (t *target) split(address string) (err error) {
	if t.node, t.service, err = net.SplitHostPort(address); err != nil {
		return err
	}
	port, err := strconv.Atoi(t.service)
	if err == nil && (port < 0 || port > 65535) || errors.Is(err, strconv.ErrRange) {
		return &net.AddrError{Err: "invalid port", Addr: t.service}
	}
	t.service = cmp.Or(t.service, "0")
	switch {
	case t.node != "":
	case t.hints.Family == inet.AF_INET6:
		t.node = "::1"
	default:
		t.node = "127.0.0.1"
	}
	return nil
}

// text is addr as Dialer.Dial takes it.
func (t *target) text(addr netip.AddrPort) string {
	if t.hints.Socktype == SOCK_RAW {
		return addr.Addr().String()
	}
	return addr.String()
}

// dialError is err as package net has it. That of a single attempt names its address.
func dialError(network, address string, err error) *net.OpError {
	op := &net.OpError{Op: "dial", Net: network, Err: err}
	e, ok := err.(*DialError)
	if !ok {
		return op
	}
	e.Address = address
	if len(e.Attempts) > 1 || len(e.Untried) > 0 {
		return op
	}
	switch addr := e.Attempts[0].Addr; network[:2] {
	case "tc":
		op.Addr = net.TCPAddrFromAddrPort(addr)
	case "ud":
		op.Addr = net.UDPAddrFromAddrPort(addr)
	case "ip":
		op.Addr = &net.IPAddr{IP: addr.Addr().AsSlice(), Zone: addr.Addr().Zone()}
	}
	return op
}
