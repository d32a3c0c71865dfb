package main

import (
	"context"
	"net/netip"

	"netdb.example/resolver"
)

// getaddrinfo is getaddrinfo(3). An empty NODE is no name, as in C; only - is NULL.
func getaddrinfo(ctx context.Context, r *resolver.Resolver, q query) (answer, error) {
	hints, err := hintsOf(r, q.options)
	if err != nil {
		return answer{}, err
	}
	if q.arg(0) == "" {
		return answer{}, &resolver.Error{Code: resolver.EAI_NONAME}
	}
	list, err := r.Getaddrinfo(ctx, null(q.arg(0)), null(q.arg(1)), hints)
	return addrinfoAnswer(r, list), err
}

// null reads the - that stands for C's NULL, which is "" to the resolver.
func null(arg string) string {
	if arg == "-" {
		return ""
	}
	return arg
}

func hintsOf(r *resolver.Resolver, o options) (*resolver.Hints, error) {
	var h resolver.Hints
	var err error
	if h.Family, err = given(o.family, familyOption); err != nil {
		return nil, err
	}
	if h.Socktype, err = given(o.socktype, socktype); err != nil {
		return nil, err
	}
	byName := func(text string) (resolver.Protocol, error) { return protocol(r, text) }
	if h.Protocol, err = given(o.proto, byName); err != nil {
		return nil, err
	}
	h.Flags, err = flags(o.flags, "AI_", resolver.AI_NUMERICSERV, aiFlagWords)
	return &h, err
}

func getnameinfo(ctx context.Context, r *resolver.Resolver, q query) (answer, error) {
	niFlags, err := flags(q.options.flags, "NI_", resolver.NI_IDN, niFlagWords)
	if err != nil {
		return answer{}, err
	}
	addr, err := firstAddr(ctx, r, q.arg(0), resolver.AI_NUMERICHOST)
	if err != nil {
		return answer{}, notA("ADDR", "an address")
	}
	port, err := portNumber(q.arg(1))
	if err != nil {
		return answer{}, err
	}
	host, service, err := r.Getnameinfo(ctx, netip.AddrPortFrom(addr, port), niFlags)
	return nameinfoAnswer(host, service), err
}

// firstAddr is the address, with its scope, that getaddrinfo(3) has for name.
func firstAddr(ctx context.Context, r *resolver.Resolver, name string, flags resolver.Flags) (netip.Addr, error) {
	list, err := r.Getaddrinfo(ctx, name, "", &resolver.Hints{Flags: flags, Socktype: resolver.SOCK_DGRAM})
	if err != nil {
		return netip.Addr{}, err
	}
	return list[0].Addr.Addr(), nil
}

func gethostname(_ context.Context, r *resolver.Resolver, _ query) (answer, error) {
	name, err := r.Gethostname()
	return word(name), err
}

func gethostbyname(ctx context.Context, r *resolver.Resolver, q query) (answer, error) {
	addr, err := r.Gethostbyname(ctx, q.arg(0))
	if err != nil {
		return answer{}, err
	}
	return word(addrText(addr)), nil
}

func gethostbynameEx(ctx context.Context, r *resolver.Resolver, q query) (answer, error) {
	h, err := r.GethostbynameEx(ctx, q.arg(0))
	if err != nil {
		return answer{}, err
	}
	return hostentAnswer(h), nil
}

// gethostbyaddr takes a name too, for the first of its addresses, as Python's does.
func gethostbyaddr(ctx context.Context, r *resolver.Resolver, q query) (answer, error) {
	addr, err := firstAddr(ctx, r, q.arg(0), 0)
	if err != nil {
		return answer{}, err
	}
	h, err := r.Gethostbyaddr(ctx, addr)
	if err != nil {
		return answer{}, err
	}
	return hostentAnswer(h), nil
}

func getfqdn(ctx context.Context, r *resolver.Resolver, q query) (answer, error) {
	return word(r.Getfqdn(ctx, q.arg(0))), nil
}
