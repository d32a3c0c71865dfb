package parity

import (
	"context"
	"errors"
	"net/netip"
	"strconv"

	"netdb.example/inet"
	"netdb.example/resolver"
)

// Ask puts the request to r.
func (q Request) Ask(ctx context.Context, r *resolver.Resolver) (Answer, error) {
	answer, err := q.ask(ctx, r)
	var e *resolver.Error
	if errors.As(err, &e) {
		switch q.errorName(int(e.Code)) {
		case e.Code.String():
			return Answer{e.Code.String()}, nil
		case notFound:
			return Answer{notFound}, nil
		}
		return Answer{e.Herrno().String()}, nil
	}
	return answer, err
}

func (q Request) ask(ctx context.Context, r *resolver.Resolver) (Answer, error) {
	switch arg := q.arg; q.Call {
	case "getaddrinfo":
		list, err := r.Getaddrinfo(ctx, orEmpty(arg(0)), orEmpty(arg(1)), q.Hints)
		var a Answer
		for _, info := range list {
			a = append(a, addrinfoLine(info, r.ScopeID(info.Addr.Addr())))
		}
		return a, err
	case "getnameinfo":
		return q.getnameinfo(ctx, r)
	case "gethostbyname_ex":
		return hostentAnswer(r.GethostbynameEx(ctx, arg(0)))
	case "gethostbyname2":
		family, err := parseConstant[inet.Family](arg(1), "AF_")
		if err != nil {
			return nil, err
		}
		return hostentAnswer(r.Gethostbyname2(ctx, arg(0), family))
	case "gethostbyaddr":
		addr, err := netip.ParseAddr(arg(0))
		if err != nil {
			return nil, err
		}
		return hostentAnswer(r.Gethostbyaddr(ctx, addr))
	}
	return q.entry(r)
}

func (q Request) getnameinfo(ctx context.Context, r *resolver.Resolver) (Answer, error) {
	addr, err := netip.ParseAddr(q.arg(0))
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(q.arg(1), 10, 16)
	if err != nil {
		return nil, err
	}
	host, service, err := r.Getnameinfo(ctx, netip.AddrPortFrom(addr, uint16(port)), q.NIFlags)
	return Answer{word(host) + " " + word(service)}, err
}

func hostentAnswer(h *resolver.Hostent, err error) (Answer, error) {
	if err != nil {
		return nil, err
	}
	return Answer{hostentLine(h)}, nil
}

// entry asks for a service or a protocol.
func (q Request) entry(r *resolver.Resolver) (Answer, error) {
	number, _ := strconv.Atoi(q.arg(0))
	switch q.Call {
	case "getservbyname":
		s, err := r.Getservbyname(q.arg(0), orEmpty(q.arg(1)))
		return Answer{entryLine(s.Name, int(s.Port), s.Proto, s.Aliases)}, err
	case "getservbyport":
		s, err := r.Getservbyport(uint16(number), orEmpty(q.arg(1)))
		return Answer{entryLine(s.Name, int(s.Port), s.Proto, s.Aliases)}, err
	case "getprotobyname":
		p, err := r.Getprotobyname(q.arg(0))
		return Answer{entryLine(p.Name, p.Number, "", p.Aliases)}, err
	}
	p, err := r.Getprotobynumber(number)
	return Answer{entryLine(p.Name, p.Number, "", p.Aliases)}, err
}

// orEmpty is the text that a package of netdb takes for NULL.
func orEmpty(s string) string {
	if s == null {
		return ""
	}
	return s
}
