package resolver

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver/dnsclient"
)

const validNIFlags = NI_NUMERICHOST | NI_NUMERICSERV | NI_NOFQDN | NI_NAMEREQD | NI_DGRAM | NI_IDN | niDeprecated

// Getnameinfo returns the name of an address and of the service at its port, as getnameinfo(3) does: the numbers as text
// where there is no name, unless NI_NAMEREQD asks for one. A lookup that failed for the time being is EAI_AGAIN, and one
// that could not be made EAI_SYSTEM, not a number. The error is an *[Error].
func (r *Resolver) Getnameinfo(ctx context.Context, sa netip.AddrPort, flags NIFlags) (host, service string, err error) {
	c := startAddrCall(ctx, "getnameinfo", sa)
	host, service, err = r.orDefault().getnameinfo(ctx, sa, flags)
	return host, service, doneAddr(c, sa, err)
}

func (r *Resolver) getnameinfo(ctx context.Context, sa netip.AddrPort, flags NIFlags) (host, service string, err error) {
	switch {
	case flags&^validNIFlags != 0:
		return "", "", EAI_BADFLAGS
	case !sa.Addr().IsValid():
		return "", "", EAI_FAMILY
	}
	if host, err = r.hostName(ctx, sa.Addr(), flags); err != nil {
		return "", "", err
	}
	return host, r.serviceName(sa.Port(), flags), nil
}

func (r *Resolver) hostName(ctx context.Context, addr netip.Addr, flags NIFlags) (string, error) {
	if flags&NI_NUMERICHOST == 0 {
		h, err := r.hostentByAddr(ctx, addr)
		if err == nil {
			return r.shorten(ctx, h.Name, flags), nil
		}
		if code := newError("", "", "", err).Code; code == EAI_AGAIN || code == EAI_CANCELED || code == EAI_SYSTEM && !errors.Is(err, errNoSource) {
			return "", err
		}
	}
	if flags&NI_NAMEREQD != 0 {
		return "", EAI_NONAME
	}
	return r.numericHostName(addr), nil
}

// shorten applies NI_NOFQDN and NI_IDN.
func (r *Resolver) shorten(ctx context.Context, name string, flags NIFlags) string {
	if flags&NI_NOFQDN != 0 {
		if domain := r.localDomain(ctx); domain != "" {
			name = withoutDomain(name, domain)
		}
	}
	if flags&NI_IDN != 0 {
		name = decodeIDN(name)
	}
	return name
}

// withoutDomain cuts domain off the end of name, and a final dot behind it. glibc cuts at the first place where domain stands,
// which makes www of www.example.org.uk in example.org.
func withoutDomain(name, domain string) string {
	for _, end := range []string{"." + domain, "." + domain + "."} {
		if host, ok := strings.CutSuffix(name, end); ok {
			return host
		}
	}
	return name
}

// localDomain is what follows the first dot in the canonical name of localhost, in the name of this machine, in its canonical
// name, or in the name of 127.0.0.1: the first that has a dot, as nrl_domainname of glibc's getnameinfo.c.
func (r *Resolver) localDomain(ctx context.Context) string {
	hostname, _ := r.system().hostname() // without one, the other names may still tell
	for _, name := range []func() string{
		func() string { return r.canonicalName(ctx, localhost) },
		func() string { return hostname },
		func() string { return r.canonicalName(ctx, hostname) },
		func() string { return r.hostByAddr(ctx, localhost4).Name }, // "" without one
	} {
		if _, domain, ok := strings.Cut(name(), "."); ok {
			return domain
		}
	}
	return ""
}

// canonicalName is that of a host which has an IPv4 address, else "".
func (r *Resolver) canonicalName(ctx context.Context, name string) string {
	f := r.hostByName(ctx, name, inet.AF_INET)
	if f.Outcome != dnsclient.Found {
		return ""
	}
	return f.Name
}

// numericHostName is the text of addr, with the scope as the name of its interface where a name may stand there.
func (r *Resolver) numericHostName(addr netip.Addr) string {
	if addr.Is4() {
		return inet.Ntop4(addr.As4())
	}
	text := inet.Ntop6(addr.As16())
	if addr.Zone() == "" {
		return text
	}
	interfaces, _ := r.system().interfaces() // without them the zone stands as it is
	return text + "%" + scopeText(addr, interfaces)
}

func scopeText(addr netip.Addr, interfaces []Interface) string {
	byName := addr.IsLinkLocalUnicast() || addr.IsLinkLocalMulticast()
	for _, i := range interfaces {
		if number := strconv.Itoa(i.Index); addr.Zone() == i.Name || addr.Zone() == number {
			if byName {
				return i.Name
			}
			return number
		}
	}
	return addr.Zone()
}

// serviceName is a number too where the database cannot be read, as in glibc.
func (r *Resolver) serviceName(port uint16, flags NIFlags) string {
	if flags&NI_NUMERICSERV == 0 {
		db, _ := r.services()
		proto := "tcp"
		if flags&NI_DGRAM != 0 {
			proto = "udp"
		}
		if s, ok := db.ByPort(port, proto); ok {
			return s.Name
		}
	}
	return strconv.Itoa(int(port))
}

// ScopeID is the sin6_scope_id of addr: the number of its zone, 0 where it has none or names no interface.
func (r *Resolver) ScopeID(addr netip.Addr) uint32 {
	if n, ok := scopeNumber(addr.Zone()); ok || addr.Zone() == "" {
		return n
	}
	interfaces, err := r.orDefault().system().interfaces()
	if err != nil {
		return 0
	}
	for _, i := range interfaces {
		if i.Name == addr.Zone() {
			return uint32(i.Index)
		}
	}
	return 0
}
