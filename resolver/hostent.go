package resolver

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver/dnsclient"
)

// A Hostent is what gethostbyname(3) and gethostbyaddr(3) return: a host with all its names, and its addresses of one
// family in the order in which the source has them.
type Hostent struct {
	Name     string   // the canonical name
	Aliases  []string // the other names; nil for none
	Addrtype inet.Family
	Addrs    []netip.Addr
}

// Gethostbyname returns the first IPv4 address of name, as Python's socket.gethostbyname does: it is getaddrinfo for
// AF_INET. "" is 0.0.0.0 and "<broadcast>" is 255.255.255.255. The error is an *[Error].
func (r *Resolver) Gethostbyname(ctx context.Context, name string) (netip.Addr, error) {
	switch name {
	case "":
		return netip.IPv4Unspecified(), nil
	case "<broadcast>":
		return netip.AddrFrom4([4]byte{255, 255, 255, 255}), nil
	}
	c := startCall(ctx, "gethostbyname", name, "")
	_, addrs, err := r.orDefault().resolve(ctx, name, "", &Hints{Family: inet.AF_INET})
	if err = c.done(err); err != nil {
		return netip.Addr{}, err
	}
	return addrs[0].Addr.Addr(), nil
}

// GethostbynameEx returns the names and the IPv4 addresses of name, as gethostbyname(3) does. The error is an *[Error], of which
// [Error.Herrno] is the h_errno.
func (r *Resolver) GethostbynameEx(ctx context.Context, name string) (*Hostent, error) {
	return r.gethostbyname(ctx, "gethostbyname_ex", name, inet.AF_INET)
}

// Gethostbyname2 returns the names and the addresses of name in one family, AF_INET or AF_INET6. The error is an *[Error],
// of which [Error.Herrno] is the h_errno.
func (r *Resolver) Gethostbyname2(ctx context.Context, name string, af inet.Family) (*Hostent, error) {
	return r.gethostbyname(ctx, "gethostbyname2", name, af)
}

func (r *Resolver) gethostbyname(ctx context.Context, function, name string, af inet.Family) (*Hostent, error) {
	c := startCall(ctx, function, name, "")
	h, err := r.orDefault().hostent(ctx, name, af)
	return h, c.done(err)
}

func (r *Resolver) hostent(ctx context.Context, name string, af inet.Family) (*Hostent, error) {
	switch {
	case af != inet.AF_INET && af != inet.AF_INET6:
		return nil, EAI_FAMILY
	case name == "":
		return nil, EAI_FAIL
	}
	if addr, ok := numericHost(name, af); ok {
		if !addr.IsValid() {
			return nil, EAI_NONAME
		}
		return &Hostent{Name: name, Addrtype: af, Addrs: []netip.Addr{addr}}, nil
	}
	f := r.hostByName(ctx, name, af)
	if f.Outcome != dnsclient.Found {
		return nil, failure(f)
	}
	return &Hostent{f.Name, f.Aliases, af, slices.Clone(f.Addrs)}, nil
}

// numericHost reports whether gethostbyname2 takes name for an address, which is then never looked up, and returns that
// address if it is one of af. Digits and dots are IPv4, unless a dot ends them; hexadecimal forms are names here, unlike
// in getaddrinfo (glibc's nss/digits_dots.c). What begins with a hexadecimal digit or a colon, and has a colon, is IPv6: for AF_INET
// whatever follows, for AF_INET6 if all of it is made so.
func numericHost(name string, af inet.Family) (addr netip.Addr, ok bool) {
	switch {
	case isDigitsAndDots(name):
		if b, err := inet.AtonExact(name); err == nil && af == inet.AF_INET {
			addr = netip.AddrFrom4(b)
		}
		return addr, true
	case strings.Contains(name, ":") && strings.IndexByte(hexDigits+":", name[0]) >= 0:
		if b, err := inet.Pton6(name); err == nil && af == inet.AF_INET6 {
			addr = netip.AddrFrom16(b)
		}
		return addr, af == inet.AF_INET || isHexWithColons(name)
	}
	return addr, false
}

const hexDigits = "0123456789abcdefABCDEF"

// isHexWithColons reports whether name looks like an IPv6 address to its end, whatever it comes to.
func isHexWithColons(name string) bool {
	return strings.Trim(name, hexDigits+".:") == "" && !strings.HasSuffix(name, ".")
}

// isDigitsAndDots reports whether name looks like an IPv4 address in decimal or octal, whatever it comes to.
func isDigitsAndDots(name string) bool {
	return strings.Trim(name, "0123456789.") == "" && name[0] != '.' && !strings.HasSuffix(name, ".")
}

// Gethostbyaddr returns the names of addr, as gethostbyaddr(3) does, with one addition: the name that the DNS was asked
// for (8.1.168.192.in-addr.arpa) is among the aliases when the answer came from there. An IPv4-mapped address is asked for
// in the DNS, and answered from there, as IPv4. Zones do not count; :: is not found, nor is no address at all. The error is an
// *[Error], of which [Error.Herrno] is the h_errno.
func (r *Resolver) Gethostbyaddr(ctx context.Context, addr netip.Addr) (*Hostent, error) {
	c := startAddrCall(ctx, "gethostbyaddr", addr)
	h, err := r.orDefault().hostentByAddr(ctx, addr)
	return h, doneAddr(c, addr, err)
}

func (r *Resolver) hostentByAddr(ctx context.Context, addr netip.Addr) (*Hostent, error) {
	if !addr.IsValid() || addr == netip.IPv6Unspecified() {
		return nil, EAI_NONAME
	}
	f := r.hostByAddr(ctx, addr.WithZone(""))
	if f.Outcome != dnsclient.Found {
		return nil, failure(f)
	}
	return &Hostent{f.Name, f.Aliases, familyOf(f.Addrs[0]), f.Addrs}, nil
}
