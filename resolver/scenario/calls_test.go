package scenario_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver"
)

// A call is a function of <netdb.h> or <arpa/inet.h> with its arguments, as the tables of the tour have it. It returns its result
// as one line, or the C name of the error's code.
type call func(context.Context, *resolver.Resolver) string

func gethostname(_ context.Context, r *resolver.Resolver) string {
	name, err := r.Gethostname()
	return text(name, err)
}

func gethostbyname(name string) call {
	return func(ctx context.Context, r *resolver.Resolver) string {
		addr, err := r.Gethostbyname(ctx, name)
		return text(addr.String(), err)
	}
}

func gethostbynameEx(name string) call {
	return func(ctx context.Context, r *resolver.Resolver) string {
		return hostent(r.GethostbynameEx(ctx, name))
	}
}

func gethostbyaddr(addr string) call {
	return func(ctx context.Context, r *resolver.Resolver) string {
		return hostent(r.Gethostbyaddr(ctx, netip.MustParseAddr(addr)))
	}
}

func getfqdn(name string) call {
	return func(ctx context.Context, r *resolver.Resolver) string { return r.Getfqdn(ctx, name) }
}

func getnameinfo(addr string) call {
	return func(ctx context.Context, r *resolver.Resolver) string {
		host, _, err := r.Getnameinfo(ctx, netip.AddrPortFrom(netip.MustParseAddr(addr), 80), 0)
		return text(host, err)
	}
}

func getservbyname(name string) call {
	return func(_ context.Context, r *resolver.Resolver) string {
		s, err := r.Getservbyname(name, "")
		return text(strconv.Itoa(int(s.Port)), err)
	}
}

func getservbyport(port uint16) call {
	return func(_ context.Context, r *resolver.Resolver) string {
		s, err := r.Getservbyport(port, "")
		return text(s.Name, err)
	}
}

func getprotobyname(name string) call {
	return func(_ context.Context, r *resolver.Resolver) string {
		p, err := r.Getprotobyname(name)
		return text(fmt.Sprint(p.Number), err)
	}
}

// getaddrinfo gives each result as Python prints it.
func getaddrinfo(node, service string, hints resolver.Hints) call {
	return func(ctx context.Context, r *resolver.Resolver) string {
		list, err := r.Getaddrinfo(ctx, node, service, &hints)
		var all []string
		for _, a := range list {
			sockaddr := fmt.Sprintf("('%s', %d)", a.Addr.Addr(), a.Addr.Port())
			if a.Family == inet.AF_INET6 {
				sockaddr = fmt.Sprintf("('%s', %d, 0, 0)", a.Addr.Addr(), a.Addr.Port())
			}
			all = append(all, fmt.Sprintf("%v %v %v '%s' %s", a.Family, a.Socktype, a.Protocol, a.Canonname, sockaddr))
		}
		return text(strings.Join(all, "; "), err)
	}
}

func inetAton(s string) call {
	return func(context.Context, *resolver.Resolver) string {
		b, err := inet.Aton(s)
		return text(hex.EncodeToString(b[:]), err)
	}
}

func inetNtoa(b ...byte) call {
	return func(context.Context, *resolver.Resolver) string { return inet.Ntoa([4]byte(b)) }
}

func inetPton(s string) call {
	return func(context.Context, *resolver.Resolver) string {
		b, err := inet.Pton(inet.AF_INET6, s)
		return text(hex.EncodeToString(b), err)
	}
}

func inetNtop(digits string) call {
	return func(context.Context, *resolver.Resolver) string {
		packed, err := hex.DecodeString(digits)
		if err != nil {
			return err.Error()
		}
		s, err := inet.Ntop(inet.AF_INET6, packed)
		return text(s, err)
	}
}

func hostent(h *resolver.Hostent, err error) string {
	var e *resolver.Error
	if errors.As(err, &e) {
		return e.Herrno().String()
	}
	return fmt.Sprintf("%s, [%s], [%s]", h.Name, strings.Join(h.Aliases, " "), strings.Trim(fmt.Sprint(h.Addrs), "[]"))
}

func text(s string, err error) string {
	if err != nil {
		return code(err)
	}
	return s
}

// code is the C name of the error's EAI code.
func code(err error) string {
	var e *resolver.Error
	if errors.As(err, &e) {
		return e.Code.String()
	}
	return fmt.Sprint(err)
}
